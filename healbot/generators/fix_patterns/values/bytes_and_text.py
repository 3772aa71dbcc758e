"""``str`` where ``bytes`` are needed and the other way round.

Text for a digest, a socket or an archive is encoded at the use; bytes that are treated as text
are decoded where they come from; a file that is open in the wrong mode gets the other mode.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import suffix
from healbot.generators.fix_patterns.values.kinds import kind_of
from healbot.generators.fix_patterns.values.streams import (
    add_keyword,
    called_name,
    mode_of,
    opening_of,
    set_mode,
)
from healbot.generators.fix_patterns.values.words import names

_WANT_BYTES = names(
    "b64encode b64decode urlsafe_b64encode b32encode b16encode hexlify compress crc32 "
    "adler32 send sendall sendto new md5 sha1 sha224 sha256 sha384 sha512 blake2b "
    "blake2s update BytesIO unpack compare_digest communicate pbkdf2_hmac scrypt "
    "encrypt decrypt write write_bytes digest unpack_from from_bytes fromhex "
    "decompress run check_output"
)
_TEXT_METHODS = names(
    "split rsplit replace find index count startswith endswith strip lstrip rstrip "
    "join partition rpartition"
)


def text_for_bytes(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields fixes for ``str`` given to something that takes bytes."""
    for call in code.failing(ast.Call):
        name = called_name(call)
        fix = _wrong_write_mode(code, call, name) or _encoded_arguments(code, call, name)
        if fix is not None:
            yield fix
            return
    yield from bytes_as_text(code, match)


def _encoded_arguments(code: Code, call: ast.Call, name: str) -> Fix | None:
    if name not in _WANT_BYTES:
        return None
    if isinstance(call.func, ast.Attribute) and kind_of(code, call.func.value) == "bytes":
        return None
    given = [*call.args, *(k.value for k in call.keywords if k.arg == "input")]
    texts = [a for a in given if kind_of(code, a) == "str" and not _names_algorithm(a)]
    if not texts and len(call.args) == 1 and kind_of(code, call.args[0]) is None:
        texts = call.args if not isinstance(call.args[0], ast.Call) else []
    edits = [edit for node in texts for edit in encoded(code, node)]
    if not edits:
        return None
    return Fix(tuple(edits), f"{name}() takes bytes, not text; the text is encoded as UTF-8.", 0.92)


def _names_algorithm(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and str(node.value).lower().startswith(
        ("sha", "md5", "<", ">")
    )


def encoded(code: Code, node: ast.expr) -> tuple[SourceEdit, ...]:
    """Returns the edits that make bytes of a text expression."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isascii():
        start, _ = code.span(node)
        prefix = code.source.text[start]
        return (code.insert(start, "b"),) if prefix in "'\"rR" else suffix(code, node, ".encode()")
    return suffix(code, node, ".encode()")


def _wrong_write_mode(code: Code, call: ast.Call, name: str) -> Fix | None:
    """Text written to a file that is open for bytes: the mode is wrong, not the text."""
    if name in ("write", "writelines", "writerow", "writerows", "writeheader"):
        stream: ast.expr | None = call.func.value if isinstance(call.func, ast.Attribute) else None
    elif name in ("dump", "load") and call.args:
        stream = call.args[-1]
    else:
        return None
    opening = opening_of(code, stream)
    if opening is None:
        return None
    mode = mode_of(opening)
    is_pickle = ast.unparse(call.func).startswith("pickle.")
    if name == "load" and is_pickle and mode in ("r", "rt"):
        return _mode_fix(code, opening, "rb", 0.93)
    if "b" not in mode or is_pickle:
        return None
    edits = set_mode(code, opening, mode.replace("b", ""))
    if name.startswith("writerow") or name == "writeheader":
        edits.append(add_keyword(code, opening, 'newline=""'))
    return Fix(
        tuple(edits), f"The file is open for bytes ({mode!r}), but text is written to it.", 0.9
    )


def _mode_fix(code: Code, opening: ast.Call, mode: str, sure: float) -> Fix:
    return Fix(
        tuple(set_mode(code, opening, mode)),
        f"The file is open as {mode_of(opening)!r}; its content asks for {mode!r}.",
        sure,
    )


def bytes_as_text(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields fixes for bytes that are searched, split or matched with text."""
    for node in _treated_as_text(code):
        if kind_of(code, node) == "bytes":
            yield from _decode_at_source(code, node)
            return


def _treated_as_text(code: Code) -> Iterator[ast.expr]:
    for node in code.failing(ast.expr):
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in _TEXT_METHODS:
                yield value
            case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[value]):
                yield value
            case ast.Call(
                func=ast.Attribute(
                    attr="findall" | "search" | "match" | "finditer" | "sub" | "split" | "fullmatch"
                ),
                args=args,
            ):
                yield from args
            case ast.Call(func=ast.Name(id="StringIO") | ast.Attribute(attr="StringIO"), args=args):
                yield from args


def _decode_at_source(code: Code, node: ast.expr) -> Iterator[Fix]:
    target: ast.expr = node
    if isinstance(node, ast.Name):
        bindings = code.resolve(node)
        if len(bindings) != 1:
            target = node
        elif bindings[0].kind == "for" and not bindings[0].path:
            opening = opening_of(code, bindings[0].value)
            if opening is not None and mode_of(opening) == "rb":
                yield _mode_fix(code, opening, "r", 0.85)
                return
        elif bindings[0].kind == "assign" and not bindings[0].path and bindings[0].value:
            target = bindings[0].value
    match target:
        case ast.Call(func=ast.Attribute(value=stream, attr="read" | "readline"), args=[]):
            opening = opening_of(code, stream)
            if opening is not None and mode_of(opening) == "rb" and not _hashes(code):
                yield _mode_fix(code, opening, "r", 0.85)
                return
        case ast.Call(func=ast.Attribute(attr="encode")):
            target = node
        case ast.Constant():
            target = node
    sure = 0.85 if isinstance(target, ast.Call) else 0.7
    yield Fix(
        suffix(code, target, ".decode()"),
        f"{ast.unparse(node)} holds bytes but is treated as text; it is decoded as UTF-8.",
        sure,
    )


def _hashes(code: Code) -> bool:
    return "hashlib" in code.source.text


def joined(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields fixes for ``str + bytes`` and ``bytes + str``."""
    wants_text = match[0].startswith("can only")
    for node in code.failing(ast.BinOp):
        if not isinstance(node.op, ast.Add):
            continue
        left, right = kind_of(code, node.left), kind_of(code, node.right)
        if wants_text and right == "bytes" and left in ("str", None):
            yield Fix(
                _decoded(code, node.right),
                "Text and bytes are joined; the bytes are decoded.",
                0.88,
            )
            return
        if not wants_text and right in ("str", None) and left in ("bytes", None):
            if {left, right} == {None}:
                continue
            yield Fix(
                encoded(code, node.right), "Bytes and text are joined; the text is encoded.", 0.88
            )
            return
    for statement in code.failing(ast.AugAssign):
        if wants_text:
            yield Fix(
                _decoded(code, statement.value), "Bytes are added to text; they are decoded.", 0.85
            )
        else:
            yield Fix(
                encoded(code, statement.value), "Text is added to bytes; it is encoded.", 0.85
            )


def _decoded(code: Code, node: ast.expr) -> tuple[SourceEdit, ...]:
    if isinstance(node, ast.Constant):
        start, _ = code.span(node)
        if code.source.text[start] in "bB":
            return (code.delete(start, start + 1),)
    return suffix(code, node, ".decode()")


def bytes_written(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields fixes for ``write() argument must be str, not bytes`` and other types."""
    kind = match["kind"]
    for call in code.failing(ast.Call):
        name = called_name(call)
        if name == "dump" and len(call.args) > 1:  # pickle.dump(obj, open(path, "w"))
            opening = opening_of(code, call.args[1])
            if opening is not None:
                yield _mode_fix(code, opening, mode_of(opening).replace("t", "") + "b", 0.93)
                return
        if name != "write" or not call.args or not isinstance(call.func, ast.Attribute):
            continue
        if kind != "bytes":
            if kind in ("int", "float", "bool", "Decimal", "date", "datetime"):
                start, end = code.outer_span(call.args[0])
                edits = (code.insert(start, "str("), code.insert(end, ")"))
                yield Fix(edits, "write() takes text; the value is converted with str().", 0.92)
            return
        yield from _bytes_to_text_file(code, call, call.func.value)
        return


def _bytes_to_text_file(code: Code, call: ast.Call, stream: ast.expr) -> Iterator[Fix]:
    argument = call.args[0]
    if isinstance(argument, ast.Call) and called_name(argument) == "encode":
        if not isinstance(argument.func, ast.Attribute):
            return
        end = code.outer_span(argument.func.value)[1]
        yield Fix(
            (code.delete(end, code.span(argument)[1]),),
            "The file is open for text: what is written needs no encode().",
            0.85,
        )
        return
    opening = opening_of(code, stream)
    others = [
        c
        for c in code.all(ast.Call)
        if called_name(c) == "write" and c is not call and ast.dump(c.func) == ast.dump(call.func)
    ]
    if opening is None or mode_of(opening) not in ("w", "a", "wt", "x") or others:
        yield Fix(
            suffix(code, argument, ".decode()"),
            "The stream takes text: the bytes are decoded.",
            0.75 if others or opening is None else 0.4,
        )
        return
    yield _mode_fix(code, opening, mode_of(opening).replace("t", "") + "b", 0.9)


def pattern_kind(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix for a bytes pattern or prefix literal that is applied to text."""
    for call in code.failing(ast.Call):
        for node in call.args:
            if isinstance(node, ast.Constant) and isinstance(node.value, bytes):
                start, _ = code.span(node)
                head = code.source.text[start : start + 2]
                offset = start + head.lower().index("b")
                yield Fix(
                    (code.delete(offset, offset + 1),),
                    "The value is text, so the literal must be text too.",
                    0.9,
                )
                return


def literal_prefix(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix for ``data.startswith("x")`` on bytes, and the like with a literal."""
    for call in code.failing(ast.Call):
        if isinstance(call.func, ast.Attribute) and kind_of(code, call.func.value) in (
            "bytes",
            None,
        ):
            texts = [
                a for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
            ]
            edits = [edit for node in texts for edit in encoded(code, node)]
            if edits:
                yield Fix(
                    tuple(edits), "The value is bytes, so the literal must be bytes too.", 0.8
                )
                return


def bytes_without_encoding(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``bytes(text, "utf-8")``."""
    for call in code.failing(ast.Call):
        if called_name(call) in ("bytes", "bytearray") and len(call.args) == 1:
            yield Fix(
                (code.insert(code.span(call)[1] - 1, ', "utf-8"'),),
                "bytes() of text needs an encoding.",
                0.93,
            )
            return


PATTERN = value_pattern(
    "bytes_and_text",
    {"TypeError", "error"},
    {
        r"a bytes-like object is required, not 'str'|(Unicode-objects|Strings) must be "
        r"encoded before "
        r"hashing|expected bytes or bytearray, but got 'str'|argument for 's' must be a "
        r"bytes object|"
        r"argument should be bytes, buffer or ASCII string, not 'str'|"
        r"memoryview: a bytes-like object is required, not 'str'|"
        r"expected bytes-like object, not str": text_for_bytes,
        r"cannot use a string pattern on a bytes-like object|argument should be integer or "
        r"bytes-like "
        r"object, not 'str'|initial_value must be str or None, not bytes": bytes_as_text,
        r'can only concatenate str \(not "bytes"\) to str|can\'t concat str to bytes': joined,
        r"write\(\) argument must be str, not (?P<kind>\w+)|"
        r"string argument expected, got '(?P<other>\w+)'": bytes_written,
        r"cannot use a bytes pattern on a string-like object|(starts|ends)with first arg "
        r"must be str or "
        r"a tuple of str, not bytes": pattern_kind,
        r"(starts|ends)with first arg must be bytes or a tuple of bytes, not str": literal_prefix,
        r"string argument without an encoding": bytes_without_encoding,
    },
)
