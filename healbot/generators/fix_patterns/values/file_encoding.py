"""A file whose bytes are not in the encoding it is read with; its content says in which."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.core.source import SourceFile
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.data_files import opened_files
from healbot.generators.fix_patterns.values.streams import (
    add_keyword,
    called_name,
    is_open,
    mode_of,
    opening_of,
)

_BINARY_HEADS = (
    b"\x89PNG",
    b"PK\x03\x04",
    b"GIF8",
    b"\xff\xd8\xff",
    b"%PDF",
    b"\x1f\x8b",
    b"\x7fELF",
)


def reading(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the encoding of the file that is read."""
    codec = match["codec"].lower().replace("_", "-")
    yield from _decode_call(code, codec)
    broken = [(call, file) for call, file in opened_files(code) if not _decodes(file.data, codec)]
    texts = [(call, file) for call, file in broken if "b" not in mode_of(call)]
    if len({file.path for _, file in texts}) == 1:
        encoding, sure = _encoding_of(texts[0][1])
        if encoding is not None:
            edits = [edit for call, _ in texts for edit in _set_encoding(code, call, encoding)]
            yield Fix(
                tuple(edits), f"{texts[0][1].path} is not {codec}: its bytes are {encoding}.", sure
            )
        return
    if re.search(r"byte 0xf[fe] in position 0", code.context.message):
        for call in _readers(code):
            yield Fix(
                tuple(_set_encoding(code, call, "utf-16")),
                "The file starts with the byte-order mark of UTF-16.",
                0.7,
            )
            return


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _encoding_of(file: SourceFile) -> tuple[str | None, float]:
    """Returns the encoding that the bytes of a file tell, and how sure that is."""
    data = file.data
    if data.startswith(_BINARY_HEADS):
        return None, 0.0
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16", 0.95
    if _decodes(data, "utf-8"):
        return ("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"), 0.95
    high = sum(byte > 0x7F for byte in data)
    letters = sum(chr(byte).isalpha() for byte in data if byte < 0x80)
    if high > 0.4 * (high + letters) or _has_utf8_letters(data):
        return None, 0.0  # no western text, or UTF-8 with single broken bytes
    if any(0x80 <= byte <= 0x9F for byte in data):
        return ("cp1252", 0.85) if _decodes(data, "cp1252") else (None, 0.0)
    return "latin-1", 0.88


def _has_utf8_letters(data: bytes) -> bool:
    return re.search(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}", data) is not None


def _set_encoding(code: Code, call: ast.Call, encoding: str) -> Iterator[SourceEdit]:
    for keyword in call.keywords:
        if keyword.arg == "encoding":
            yield code.replace(keyword.value, f'"{encoding}"')
            return
    if called_name(call) in ("Path", "StringIO"):
        return
    if called_name(call) == "read_text" and call.args:
        yield code.replace(call.args[0], f'"{encoding}"')
        return
    yield add_keyword(code, call, f'encoding="{encoding}"')


def _readers(code: Code) -> Iterator[ast.Call]:
    """Yields the calls that read the failing file, as far as the failing statement shows them."""
    for node in code.failing(ast.expr):
        opening = opening_of(code, node)
        if opening is not None and "b" not in mode_of(opening):
            yield opening
    for call in code.failing(ast.Call):
        if called_name(call) in ("read_text", "read_csv"):
            yield call


def _decode_call(code: Code, codec: str) -> Iterator[Fix]:
    for call in code.failing(ast.Call):
        if called_name(call) != "decode" or not isinstance(call.func, ast.Attribute):
            continue
        data = _live_bytes(code, call.func.value)
        if data is None:
            return
        if codec == "ascii" and _decodes(data, "utf-8"):
            new = "utf-8"
        elif codec == "utf-8" and not _has_utf8_letters(data):
            new = "latin-1"
        else:
            return
        if call.args:
            edit = code.replace(call.args[0], f'"{new}"')
        else:
            edit = add_keyword(code, call, f'"{new}"')
        yield Fix(
            (edit,),
            f"The bytes are not {codec}; they decode as {new}.",
            0.9 if new == "utf-8" else 0.7,
        )


def _live_bytes(code: Code, node: ast.expr) -> bytes | None:
    live = code.live(node)
    text = live.text if live is not None and live.type_name == "bytes" else None
    if isinstance(node, ast.Constant) and isinstance(node.value, bytes):
        return node.value
    try:
        value = ast.literal_eval(text) if text else None
    except (ValueError, SyntaxError):
        return None
    return value if isinstance(value, bytes) else None


def byte_order_mark(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``utf-8-sig`` for the file whose byte-order mark stopped the JSON parser."""
    marked = [c for c, file in opened_files(code) if file.data.startswith(b"\xef\xbb\xbf")]
    for call in marked:
        yield Fix(
            tuple(_set_encoding(code, call, "utf-8-sig")),
            "The file starts with a byte-order mark, which utf-8-sig reads over.",
            0.95,
        )
        return


def writing(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields UTF-8 for a file or bytes that must hold other characters."""
    for call in code.failing(ast.Call):
        name = called_name(call)
        if name == "encode" and call.args and isinstance(call.args[0], ast.Constant):
            yield Fix(
                (code.replace(call.args[0], '"utf-8"'),),
                f"{match['codec']} has no such character; UTF-8 has all.",
                0.8,
            )
            return
        if name in ("write", "writelines", "writerow", "writerows", "dump", "write_text", "print"):
            opening = _written(code, call, name)
            if opening is not None:
                yield Fix(
                    tuple(_set_encoding(code, opening, "utf-8")),
                    f"{match['codec']} has no such character; UTF-8 has all.",
                    0.88,
                )
                return


def _written(code: Code, call: ast.Call, name: str) -> ast.Call | None:
    if name == "write_text":
        return call
    if name == "print":
        files = [k.value for k in call.keywords if k.arg == "file"]
        return opening_of(code, files[0]) if files else None
    if name == "dump" and len(call.args) > 1:
        return opening_of(code, call.args[1])
    opening = opening_of(code, call.func.value) if isinstance(call.func, ast.Attribute) else None
    return opening if is_open(opening) else None


PATTERN = value_pattern(
    "file_encoding",
    {"UnicodeDecodeError", "UnicodeEncodeError", "JSONDecodeError"},
    {
        r"^'(?P<codec>[\w-]+)' codec can't decode": reading,
        r"^'(?P<codec>[\w-]+)' codec can't encode": writing,
        r"^Unexpected UTF-8 BOM": byte_order_mark,
    },
)
