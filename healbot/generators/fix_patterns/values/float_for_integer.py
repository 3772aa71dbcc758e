"""``range(n / 2)``: a float where only an integer will do.

``/`` of integers becomes ``//`` when it decides the value by itself; a ratio inside a larger
product keeps its ``/`` and the whole is cut with ``int(...)``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import wrap
from healbot.generators.fix_patterns.values.kinds import kind_of, live_text
from healbot.generators.fix_patterns.values.origins import DECIMAL
from healbot.generators.fix_patterns.values.streams import called_name
from healbot.generators.fix_patterns.values.words import names


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix for every float in the failing statement's integer places."""
    edits: list[SourceEdit] = []
    sure = 1.0
    for node in _integer_places(code):
        if kind_of(code, node) not in ("float", None):
            continue
        if _is_fraction(node):
            return  # a step such as 0.1 cannot be had from integers
        found = _as_integer(code, node)
        if found is None:
            continue
        if kind_of(code, node) is None and not _divisions(node):
            continue
        edits += found[0]
        sure = min(sure, found[1])
    if edits:
        yield Fix(
            tuple(dict.fromkeys(edits)),
            "Only an integer is accepted here: a division of integers is made a floor division, "
            "any other float is cut with int().",
            sure,
        )


def _integer_places(code: Code) -> Iterator[ast.expr]:
    for node in code.failing(ast.expr):
        match node:
            case ast.Call():
                yield from _integer_arguments(node)
            case ast.Subscript(slice=ast.Slice(lower=lower, upper=upper, step=step)):
                yield from (n for n in (lower, upper, step) if n is not None)
            case ast.Subscript(slice=index) if kind_of(code, node.value) != "dict":
                yield index
            case ast.BinOp(op=ast.Mult(), left=left, right=right):
                sequences = [_is_repeated(code, n) for n in (left, right)]
                if any(sequences):
                    yield right if sequences[0] else left


def _is_repeated(code: Code, node: ast.expr) -> bool:
    """Whether an operand is a sequence to repeat, and not a number that is still text."""
    text = live_text(code, node)
    is_number = text is not None and DECIMAL.fullmatch(text) is not None
    return kind_of(code, node) in _SEQUENCES and not is_number


def _integer_arguments(call: ast.Call) -> Iterator[ast.expr]:
    name = called_name(call)
    if name in _INTEGER_FUNCTIONS:
        yield from call.args
    elif name == "round":
        yield from call.args[1:]
    yield from (k.value for k in call.keywords if k.arg in ("k", "n"))


def _is_fraction(node: ast.expr) -> bool:
    node = node.operand if isinstance(node, ast.UnaryOp) else node
    value = node.value if isinstance(node, ast.Constant) else None
    return isinstance(value, float) and not value.is_integer()


_SEQUENCES = ("str", "list", "tuple", "bytes")
_INTEGER_FUNCTIONS = names(
    "range chr bytes hex bin "
    "randint randrange sample islice center ljust rjust zfill insert pop combinations "
    "permutations factorial gcd comb perm nlargest nsmallest date datetime "
    "fromordinal repeat sleep_ms"
)


def _as_integer(
    code: Code, node: ast.expr, depth: int = 0
) -> tuple[list[SourceEdit], float] | None:
    division = _deciding_division(code, node)
    if division is not None:
        return [_floor(code, division)], 0.95
    if isinstance(node, ast.Name) and depth < 2:
        at_binding = _at_binding(code, node)
        if at_binding is not None:
            return at_binding
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)) and depth < 3:
        floats = [n for n in (node.left, node.right) if kind_of(code, n) == "float"]
        if len(floats) == 1:
            return _as_integer(code, floats[0], depth + 1)
    start, end = code.outer_span(node)
    if (
        code.source.text[start] == "("
        and code.source.text[end - 1] == ")"
        and start < code.span(node)[0]
    ):
        return [code.insert(start, "int")], 0.7
    sure = 0.9 if isinstance(node, ast.Constant) else 0.75
    return list(wrap(code, node, "int(")), sure


def _divisions(node: ast.expr) -> bool:
    return any(isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div) for n in ast.walk(node))


def _deciding_division(code: Code, node: ast.expr) -> ast.BinOp | None:
    """Returns the ``/`` of integers to which at most ``+`` and ``-`` are applied."""
    if not isinstance(node, ast.BinOp):
        return None
    if isinstance(node.op, ast.Div):
        kinds = (kind_of(code, node.left), kind_of(code, node.right))
        return node if "float" not in kinds and kinds != (None, None) else None
    if isinstance(node.op, (ast.Add, ast.Sub)):
        found = [d for n in (node.left, node.right) if (d := _deciding_division(code, n))]
        return found[0] if len(found) == 1 else None
    return None


def _floor(code: Code, division: ast.BinOp) -> SourceEdit:
    start = code.outer_span(division.left)[1]
    offset = code.source.text.index("/", start)
    return code.insert(offset, "/")


def _at_binding(code: Code, node: ast.Name) -> tuple[list[SourceEdit], float] | None:
    """Returns the repair where a variable gets its value, when every binding divides integers."""
    bindings = code.resolve(node)
    scope = code.binding_scope(node)
    if scope is None or any(b.value is None or b.path for b in bindings):
        return None
    edits: list[SourceEdit] = []
    for binding in bindings:
        if binding.value is None:
            continue
        if kind_of(code, binding.value) == "int":
            continue
        if isinstance(binding.owner, ast.AugAssign) and isinstance(binding.owner.op, ast.Div):
            edits.append(_floor_assignment(code, binding.owner))
            continue
        division = _deciding_division(code, binding.value)
        if division is None:
            return None
        edits.append(_floor(code, division))
    if not edits:
        return None
    shown = [n for n in code.reads(node.id, scope) if _is_shown(code, n)]
    return edits, 0.75 if shown else 0.92


def _floor_assignment(code: Code, node: ast.AugAssign) -> SourceEdit:
    offset = code.source.text.index("/=", code.span(node.target)[1])
    return code.insert(offset, "/")


def _is_shown(code: Code, node: ast.Name) -> bool:
    """Whether a value is printed as it is, so that ``2.0`` and ``2`` are told apart."""
    parent = code.parent(node)
    if isinstance(parent, ast.FormattedValue):
        return True
    return isinstance(parent, ast.Call) and getattr(parent.func, "id", "") in ("print", "str")


PATTERN = value_pattern(
    "float_for_integer",
    {"TypeError", "ValueError"},
    {
        r"'float' object cannot be interpreted as an integer|slice indices must be integers|"
        r"indices must be integers( or slices)?, not '?float|"
        r"can't multiply sequence by non-int of type 'float'|integer argument expected, got float|"
        r"non-integer (arg|stop|start)": propose,
    },
)
