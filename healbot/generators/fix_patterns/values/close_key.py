"""``KeyError``: the mapping has one key that is spelt almost like the missing one.

Compared are spelling, case, plural, spaces, underscores and hyphens, and numbers given as text.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.observation import ObservedValue
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import wrap
from healbot.generators.fix_patterns.values.kinds import kind_of
from healbot.generators.fix_patterns.values.origins import number_conversion
from healbot.generators.fix_patterns.values.streams import add_keyword, opening_of
from healbot.generators.fix_patterns.values.words import closest

_BOM = "\ufeff"


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix of the subscript (or ``pop``) that asked for the missing key."""
    try:
        missing = ast.literal_eval(code.context.message)
    except (ValueError, SyntaxError):
        return
    for node, key in _lookups(code):
        if isinstance(key, ast.Constant) and (
            key.value != missing or type(key.value) is not type(missing)
        ):
            continue
        mapping = _mapping(code, node)
        keys = _keys(code, node, mapping)
        if not keys:
            continue
        fixes = list(_fixes(code, node, key, missing, keys))
        yield from fixes
        if fixes:
            return


def _lookups(code: Code) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yields (mapping, key) of the lookups in the failing statement."""
    for node in code.failing(ast.expr):
        match node:
            case ast.Subscript(value=value, slice=index, ctx=ast.Load() | ast.Del()):
                yield value, index
            case ast.Call(func=ast.Attribute(value=value, attr="pop"), args=[first]):
                yield value, first
    for statement in code.failing(ast.AugAssign):
        if isinstance(statement.target, ast.Subscript):
            yield statement.target.value, statement.target.slice


def _mapping(code: Code, node: ast.expr) -> ObservedValue | None:
    live = code.live(node)
    if live is not None:
        return live
    crash = code.crash
    owner = crash.exception_object if crash is not None else None
    return owner if owner is not None and owner.keys else None


def _keys(code: Code, node: ast.expr, mapping: ObservedValue | None) -> list[object]:
    if mapping is None or "environ" in ast.unparse(node) or len(mapping.keys) >= 200:
        return []
    keys: list[object] = []
    for text in mapping.keys:
        try:
            keys.append(ast.literal_eval(text))
        except (ValueError, SyntaxError):
            return []
    return keys


def _fixes(
    code: Code, node: ast.expr, key: ast.expr, missing: object, keys: list[object]
) -> Iterator[Fix]:
    texts = [k for k in keys if isinstance(k, str)]
    if isinstance(missing, str) and _BOM + missing in texts:
        yield from _without_bom(code, node)
        return
    if isinstance(missing, str) and missing.lstrip(_BOM) in texts:
        return
    yield from _other_type(code, key, missing, keys)
    if not isinstance(key, ast.Constant) or not isinstance(missing, str):
        yield from _normalised(code, key, missing, texts)
        return
    found = closest(missing, texts)
    if found is None:
        return
    new, sure = found
    if _is_only_spaces(missing, new):
        stripped = _skip_spaces(code, node)
        if stripped is not None:
            yield stripped
    same = [
        n.slice
        for n in code.all(ast.Subscript)
        if isinstance(n.slice, ast.Constant)
        and n.slice.value == missing
        and ast.dump(n.value) == ast.dump(node)
        and code.scope_of(n) is code.scope
        and isinstance(n.ctx, ast.Load)
    ]
    if _is_written(code, node, missing):
        return
    edits = [code.replace(k, _quoted(code, k, new)) for k in same or [key]]
    yield Fix(
        tuple(edits), f"There is no key {missing!r}; the close one is {new!r}.", min(sure, 0.93)
    )


def _is_written(code: Code, node: ast.expr, missing: str) -> bool:
    """Whether the script stores this very key in the mapping: then the spelling is meant."""
    return any(
        isinstance(n.ctx, ast.Store)
        and isinstance(n.slice, ast.Constant)
        and n.slice.value == missing
        and ast.dump(n.value) == ast.dump(node)
        and not isinstance(code.parent(n), ast.AugAssign)
        for n in code.all(ast.Subscript)
    )


def _quoted(code: Code, node: ast.expr, text: str) -> str:
    quote = code.text(node)[-1]
    quote = quote if quote in "\"'" else '"'
    inner = repr(text)[1:-1].replace("\\'", "'")
    return quote + inner.replace(quote, "\\" + quote) + quote


def _other_type(code: Code, key: ast.expr, missing: object, keys: list[object]) -> Iterator[Fix]:
    """``menu["1"]`` with the key 1: the subscript gets the keys' type."""
    if isinstance(missing, str) and re.fullmatch(r"\s*-?\d+\s*", missing) and int(missing) in keys:
        if isinstance(key, ast.Constant):
            yield Fix(
                (code.replace(key, missing.strip()),), "The keys are numbers, not texts.", 0.92
            )
            return
        conversion = number_conversion(code, [key], whole=True)
        edits = conversion.edits if conversion is not None else wrap(code, key, "int(")
        yield Fix(edits, f"The keys are numbers and {ast.unparse(key)} is text.", 0.88)
    elif isinstance(missing, int) and not isinstance(missing, bool) and str(missing) in keys:
        if isinstance(key, ast.Constant):
            yield Fix(
                (code.replace(key, f'"{missing}"'),), "The keys are texts, not numbers.", 0.92
            )
        elif kind_of(code, key) in ("int", None):
            yield Fix(wrap(code, key, "str("), "The keys are texts, not numbers.", 0.88)


def _normalised(code: Code, key: ast.expr, missing: object, texts: list[str]) -> Iterator[Fix]:
    """A key from data that differs in case or white space only: the same for all keys."""
    if not isinstance(missing, str) or not isinstance(
        key, (ast.Name, ast.Subscript, ast.Attribute)
    ):
        return
    for method, sure in (
        (".strip()", 0.8),
        (".lower()", 0.72),
        (".upper()", 0.72),
        (".title()", 0.6),
        (".strip().lower()", 0.6),
    ):
        value = missing
        for step in method.strip(".").split("."):
            value = getattr(value, step.removesuffix("()"))()
        uniform = method == ".strip()" or all(_is_cased(t, method) for t in texts)
        if value in texts and value != missing and uniform:
            end = code.span(key)[1]
            yield Fix(
                (code.insert(end, method),),
                f"There is no key {missing!r}, but {value!r}: all keys are written that way.",
                sure,
            )
            return


def _is_cased(text: str, method: str) -> bool:
    return text == (
        text.upper() if "upper" in method else text.title() if "title" in method else text.lower()
    )


def _is_only_spaces(missing: str, new: str) -> bool:
    return missing != new and missing.strip() == new.strip()


def _skip_spaces(code: Code, node: ast.expr) -> Fix | None:
    """CSV headers with a space behind each comma: ``skipinitialspace=True`` for all of them."""
    for call in code.all(ast.Call):
        if ast.unparse(call.func) in ("csv.DictReader", "DictReader"):
            if any(k.arg == "skipinitialspace" for k in call.keywords):
                return None
            return Fix(
                (add_keyword(code, call, "skipinitialspace=True"),),
                "The header has a space behind its commas; the reader is told to skip it.",
                0.94,
            )
    return None


def _without_bom(code: Code, node: ast.expr) -> Iterator[Fix]:
    """The first header starts with a byte-order mark: the file is UTF-8 with one."""
    for call in code.all(ast.Call):
        if opening_of(code, call) is not call:
            continue
        encoding = next((k for k in call.keywords if k.arg == "encoding"), None)
        if encoding is None:
            yield Fix((add_keyword(code, call, 'encoding="utf-8-sig"'),), _BOM_REASON, 0.93)
        else:
            yield Fix((code.replace(encoding.value, '"utf-8-sig"'),), _BOM_REASON, 0.93)
        return


_BOM_REASON = "The file starts with a byte-order mark, which utf-8-sig reads over."

PATTERN = value_pattern("close_key", {"KeyError"}, {r"": propose})
