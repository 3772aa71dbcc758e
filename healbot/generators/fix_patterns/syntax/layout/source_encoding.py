"""A source whose bytes do not fit its encoding, or that names an encoding nobody knows."""

from __future__ import annotations

import codecs
import difflib
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Context, Fix
from healbot.generators.fix_patterns.syntax.layout.rewriting import (
    split_lines,
    syntax_pattern,
)

_COOKIE = re.compile(r"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.ASCII)
_KNOWN = (
    "utf-8", "latin-1", "cp1252", "iso-8859-15", "ascii", "cp1251", "cp1250", "cp437", "gbk",
    "big5", "shift_jis", "euc-jp", "euc-kr", "koi8-r", "utf-8-sig", "mac-roman",
)  # fmt: skip
_UTF8_BOM = b"\xef\xbb\xbf"


def _propose(context: Context) -> Iterator[Fix]:
    if context.source.decodes:
        return
    data, text = context.source.data, context.source.text
    lines = split_lines(text)
    position = 0
    for line in lines[:2]:
        match = _COOKIE.match(line.removeprefix("ï»¿"))
        if match is not None:
            yield from _corrected(context, position + line.index(match[1]), match[1])
            return
        position += len(line)
    encoding = _encoding_of(data)
    at = len(lines[0]) if lines and lines[0].startswith("#!") else 0
    newline = context.source.newline
    edit = SourceEdit(context.source.path, at, at, f"# -*- coding: {encoding} -*-{newline}")
    reason = f"The file is not UTF-8; it must say that its bytes are {encoding}."
    yield Fix((edit,), reason, 0.93)


def _corrected(context: Context, at: int, name: str) -> Iterator[Fix]:
    encoding = _nearest(name, context.source.data)
    if encoding.lower() == name.lower():
        return
    edit = SourceEdit(context.source.path, at, at + len(name), encoding)
    reason = f"The file names the encoding {name}, which its bytes are not; {encoding} fits."
    yield Fix((edit,), reason, 0.93)


def _nearest(name: str, data: bytes) -> str:
    """Returns the encoding with a name like `name` that decodes `data`, else the one that fits."""
    best = _encoding_of(data)
    if data.startswith(_UTF8_BOM) or _is_known(name):
        return best
    near = difflib.get_close_matches(name.lower().replace("_", "-"), _KNOWN, 1, 0.6)
    return near[0] if near and _decodes(data, near[0]) and near[0] != "latin-1" else best


def _encoding_of(data: bytes) -> str:
    if _decodes(data, "utf-8"):
        return "utf-8"
    windows = any(0x80 <= byte <= 0x9F for byte in data) and _decodes(data, "cp1252")
    return "cp1252" if windows else "latin-1"


def _is_known(name: str) -> bool:
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


PATTERN = syntax_pattern("source_encoding", _propose)
