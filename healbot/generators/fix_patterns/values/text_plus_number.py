"""``"Total: " + total``: text and a number are joined with ``+``.

A string literal among the neighbours says that a message is being built: the number gets
``str(...)``. Without one, a text that reads as a number is converted where it comes from.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Binding, Code
from healbot.generators.fix_patterns.values.kinds import NUMBERS, item_kind, kind_of, live_text
from healbot.generators.fix_patterns.values.origins import DECIMAL, number_conversion

_NEVER = frozenset(
    {"NoneType", "bytes", "method", "function", "builtin_function_or_method", "type", "coroutine"}
)
_CLEAR = NUMBERS | {"datetime.date", "datetime.datetime", "datetime.timedelta", "uuid.UUID"}


@dataclass(frozen=True)
class Chain:
    """The operands of ``a + b + c`` in order of evaluation."""

    operands: tuple[ast.expr, ...]
    node: ast.AST


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix for a failing ``+`` or ``+=``."""
    groups = match.groupdict()
    kinds = {groups.get("left") or "str", groups.get("right") or "str"}
    others = kinds - {"str"}
    if len(others) != 1 or "str" not in kinds or others & _NEVER:
        return
    other = others.pop()
    for chain in _chains(code, code.failing(ast.AST)):
        fix = _fix_chain(code, chain, other)
        if fix is not None:
            yield fix
            return


def _chains(code: Code, nodes: list[ast.AST]) -> Iterator[Chain]:
    for node in nodes:
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
            yield Chain((node.target, node.value), node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            parent = code.parent(node)
            if not (_is_add(parent) and isinstance(parent, ast.BinOp) and parent.left is node):
                yield Chain(tuple(_spine(node)), node)


def _is_add(node: ast.AST | None) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)


def _spine(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from _spine(node.left)
        yield node.right
    else:
        yield node


def _is_phrase(node: ast.expr) -> bool:
    """Whether an operand is literal text that is no number."""
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return not DECIMAL.fullmatch(node.value)
    if isinstance(node, ast.BinOp):
        return _is_phrase(node.left) or _is_phrase(node.right)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str"


def _fix_chain(code: Code, chain: Chain, other: str) -> Fix | None:
    kinds = [_kind(code, node) for node in chain.operands]
    if not _fits(kinds, other):
        return None
    if any(_is_phrase(node) for node in chain.operands):
        return _as_message(code, chain, kinds, other)
    return _as_number_or_text(code, chain, kinds, other)


def _kind(code: Code, node: ast.expr) -> str | None:
    return "str" if _is_phrase(node) else kind_of(code, node)


def _fits(kinds: list[str | None], other: str) -> bool:
    """Whether the chain may be the one that failed: a text and the other type, or unknown."""
    texts = [k for k in kinds if k == "str"]
    others = [k for k in kinds if _same(k, other)]
    unknown = [k for k in kinds if k is None]
    return bool((texts and others) or (unknown and (texts or others)))


def _same(kind: str | None, other: str) -> bool:
    return kind is not None and kind.rpartition(".")[2] == other.rpartition(".")[2]


def _as_message(code: Code, chain: Chain, kinds: list[str | None], other: str) -> Fix | None:
    arithmetic = _text_before_number(code, chain, kinds)
    if arithmetic is not None:
        return arithmetic
    edits = _message_edits(code, chain, kinds, other)
    if edits is None:
        return None
    names = {
        n.id
        for n, k in zip(chain.operands, kinds, strict=True)
        if isinstance(n, ast.Name) and k != "str"
    }
    again = _repeated(code, chain, names)
    confidence = 0.93 if other in _CLEAR else 0.6 if other.endswith("Path") else 0.4
    return Fix(
        tuple(dict.fromkeys((*edits, *again))),
        f"Text and {other} cannot be joined with +; the literal text beside it shows that a "
        "message is built, so the value is converted with str().",
        confidence,
    )


def _message_edits(
    code: Code, chain: Chain, kinds: list[str | None], other: str
) -> list[SourceEdit] | None:
    edits: list[SourceEdit] = []
    known = any(_same(k, other) for k in kinds)
    for first, last in _number_runs(kinds, other, with_unknown=not known):
        if isinstance(chain.node, ast.AugAssign) and first == 0:
            return None
        start = code.outer_span(chain.operands[first])[0]
        end = code.outer_span(chain.operands[last])[1]
        text = code.source.text[start:end]
        if first == last and text.startswith("(") and text.endswith(")"):
            edits.append(code.insert(start, "str"))
        else:
            edits += [code.insert(start, "str("), code.insert(end, ")")]
    return edits or None


def _number_runs(
    kinds: list[str | None], other: str, *, with_unknown: bool
) -> Iterator[tuple[int, int]]:
    """Yields the runs of neighbouring operands that are no text: ``a + b`` is summed first."""
    start: int | None = None
    for index, kind in enumerate([*kinds, "str"]):
        is_number = kind in NUMBERS or _same(kind, other) or (with_unknown and kind is None)
        if is_number and start is None:
            start = index
        elif not is_number and start is not None:
            yield start, index - 1
            start = None


def _text_before_number(code: Code, chain: Chain, kinds: list[str | None]) -> Fix | None:
    """``"Next year: " + age + 1`` with ``age = input()`` means a sum, not the text "201"."""
    for index in range(1, len(chain.operands)):
        node, number = chain.operands[index - 1], chain.operands[index]
        text = None if _is_phrase(node) else live_text(code, node)
        if text is None or kinds[index] not in NUMBERS or not DECIMAL.fullmatch(text):
            continue
        conversion = number_conversion(code, [node])
        if conversion is None or isinstance(chain.node, ast.AugAssign):
            return None
        if _rewrites_a_literal(code, conversion.edits) and not isinstance(number, ast.Constant):
            return None  # the author wrote text; nothing says that a sum is meant
        start, end = code.outer_span(node)[0], code.outer_span(number)[1]
        edits = (*conversion.edits, code.insert(start, "str("), code.insert(end, ")"))
        return Fix(
            edits,
            f"{ast.unparse(node)} is text that holds a number ({text!r}) and a number is added to "
            f"it: it is converted with {conversion.function}() where it is read.",
            0.75,
        )
    return None


def _repeated(code: Code, chain: Chain, names: set[str]) -> list[SourceEdit]:
    """The same mistake with the same names elsewhere in the scope is repaired at once."""
    edits: list[SourceEdit] = []
    statement = code.statement_of(chain.node)
    for other in _chains(code, [n for n in ast.walk(code.scope) if isinstance(n, ast.BinOp)]):
        if (
            code.statement_of(other.node) is statement
            or code.scope_of(other.node) is not code.scope
        ):
            continue
        phrases = [_is_phrase(node) for node in other.operands]
        if not any(phrases):
            continue
        for index, node in enumerate(other.operands):
            alone = phrases[max(index - 1, 0)] or (index == 0 and phrases[1])
            if isinstance(node, ast.Name) and node.id in names and alone and not phrases[index]:
                start, end = code.outer_span(node)
                edits += [code.insert(start, "str("), code.insert(end, ")")]
    return edits


def _as_number_or_text(code: Code, chain: Chain, kinds: list[str | None], other: str) -> Fix | None:
    if other not in NUMBERS:
        return None
    texts = [n for n, k in zip(chain.operands, kinds, strict=True) if k == "str"]
    texts = texts or [n for n, k in zip(chain.operands, kinds, strict=True) if k is None]
    value = _value_of_key(code, texts)
    if value is not None:
        return value
    seen = [live_text(code, node) for node in texts]
    if any(text is not None and not DECIMAL.fullmatch(text) for text in seen):
        return _as_text(code, chain, kinds, other)
    conversion = number_conversion(code, texts)
    if conversion is None:
        return None
    sure = 0.9 if conversion.proven else 0.5
    if _rewrites_a_literal(code, conversion.edits) and not any(
        isinstance(node, ast.Constant) and kind in NUMBERS for node, kind in _pairs(chain, kinds)
    ):
        sure = 0.3  # "12" + size: a sum or "12" in front of it, nothing tells
    return Fix(
        conversion.edits,
        f"{ast.unparse(texts[0])} is text but is added to a number; it is converted with "
        f"{conversion.function}() where it is read.",
        sure,
    )


def _rewrites_a_literal(code: Code, edits: Sequence[SourceEdit]) -> bool:
    """Whether an edit replaces text that the author wrote, rather than converting what is read."""
    return any(code.source.text[edit.start : edit.end].startswith(("'", '"')) for edit in edits)


def _value_of_key(code: Code, texts: list[ast.expr]) -> Fix | None:
    """``for name in prices: total += name``: the number is the value of the key."""
    if len(texts) != 1 or not isinstance(texts[0], ast.Name):
        return None
    match code.resolve(texts[0]):
        case [Binding(kind="for", value=ast.Name() as mapping, path=())]:
            if kind_of(code, mapping) != "dict" or item_kind(code, mapping) not in NUMBERS:
                return None
        case _:
            return None
    new = f"{mapping.id}[{texts[0].id}]"
    reason = f"{texts[0].id} is a key of {mapping.id}; its value is the number."
    return Fix((code.replace(texts[0], new),), reason, 0.9)


def _pairs(chain: Chain, kinds: list[str | None]) -> list[tuple[ast.expr, str | None]]:
    return list(zip(chain.operands, kinds, strict=True))


def _as_text(code: Code, chain: Chain, kinds: list[str | None], other: str) -> Fix | None:
    first, second = chain.operands[0], chain.operands[1]
    if any(isinstance(n, ast.Constant) and k in NUMBERS for n, k in _pairs(chain, kinds)):
        return None  # a written number is added: a sum was meant, of what is no number
    if isinstance(chain.node, ast.AugAssign) and kinds[0] != "str":
        return None  # a number grows by text that is no number: the data is wrong
    edits = _message_edits(code, chain, kinds, other)
    if edits is None:
        return None
    return Fix(
        tuple(edits),
        f"{ast.unparse(first)} + {ast.unparse(second)} joins text with a number; the text is no "
        "number, so the number is converted with str().",
        0.85,
    )


PATTERN = value_pattern(
    "text_plus_number",
    {"TypeError"},
    {
        r'can only concatenate str \(not "(?P<right>[\w.]+)"\) to str': propose,
        r"unsupported operand type\(s\) for \+=?: '(?P<left>[\w.]+)' and "
        r"'(?P<right>[\w.]+)'": propose,
        r"must be str, not (?P<right>int|float)\b": propose,
    },
)
