"""New special methods that answer a comparison or a truth test without looking at the object."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.tampering.change import Collector, FileChange, Found
from healbot.core.tampering.code import FUNCTIONS, Code, FunctionNode, line_of, snippet
from healbot.core.tampering.context import GuardContext
from healbot.core.tampering.finding import Hit, Rule, Severity
from healbot.core.tampering.references import text_hits

_COMPARISONS = frozenset(
    {"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__contains__"}
)
_TESTS = frozenset({"__bool__", "__nonzero__", "__len__", "__hash__", "__length_hint__"})
_CHECKS = frozenset({"__instancecheck__", "__subclasscheck__", "__subclasshook__"})
_BINARY = ("add", "sub", "mul", "truediv", "floordiv", "mod", "divmod", "pow")
_ARITHMETIC = frozenset(
    {f"__{start}{name}__" for name in _BINARY for start in ("", "r")}
    | {"__abs__", "__round__", "__float__", "__int__", "__neg__", "__trunc__", "__complex__"}
)
_METHODS = _COMPARISONS | _TESTS | _CHECKS
_REVIEWED = frozenset({"__eq__", "__ne__", "__bool__", "__nonzero__", "__hash__"}) | _CHECKS
"""Methods that a reviewer is shown even when they look at the object."""
_TEXT = re.compile(rf"\b(?:{'|'.join(sorted(_METHODS))})(?!\w)")


def _methods(code: Code) -> Iterator[Found]:
    """Finds special methods however the name is bound: ``def``, ``=``, ``for``, ``as``, keyword."""
    for text, content in code.texts:
        if content in _METHODS:
            yield Found(content, text, content)
    for node in code.of(*_BINDING):
        name = _bound_name(node)
        if name in _METHODS:
            yield Found(name, node, name, _definition(code, node))


_BINDING = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Name, ast.Attribute, ast.alias,
    ast.keyword,
)  # fmt: skip


def _bound_name(node: ast.AST) -> str:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
            return name
        case ast.alias(asname=str(name)) | ast.keyword(arg=str(name)):
            return name
    return ""


def _definition(code: Code, node: ast.AST) -> ast.AST:
    """Returns what tells one definition of a method from another."""
    return node if isinstance(node, (*FUNCTIONS, ast.keyword)) else code.statement(node)


def _constant_methods(code: Code) -> Iterator[Found]:
    for found in _methods(code):
        if not isinstance(found.node, FUNCTIONS) or not _looks_at_object(found.node):
            yield found


def _constant_arithmetic(code: Code) -> Iterator[Found]:
    """Finds methods such as ``__sub__`` whose result has nothing to do with the object.

    ``abs(a - b) < 0.01`` and ``pytest.approx`` ask the difference, not equality.
    """
    for node in code.of(*FUNCTIONS):
        if not isinstance(node, FUNCTIONS) or node.name not in _ARITHMETIC:
            continue
        if _returns_something(node) and not _looks_at_object(node):
            yield Found(node.name, node, node.name)


def _returns_something(function: FunctionNode) -> bool:
    return any(
        isinstance(node, ast.Return)
        and node.value is not None
        and snippet(node.value) != "NotImplemented"
        for node in ast.walk(function)
    )


_CONSTANT_ARITHMETIC = Collector(_constant_arithmetic)
_ALL = Collector(_methods, _TEXT)
_CONSTANT = Collector(_constant_methods, _TEXT)


def _looks_at_object(function: FunctionNode) -> bool:
    """Whether what a special method returns depends on the object, and on the other one."""
    names = [item.arg for item in [*function.args.posonlyargs, *function.args.args]]
    needed = names[:2] if function.name in _COMPARISONS | _CHECKS else names[:1]
    if not needed:
        return False
    returned = [
        node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value
    ]
    if not returned or any(_always_true(value) for value in returned):
        return False
    used = {
        node.id for value in _deciding(function, returned) for node in ast.walk(value)
        if isinstance(node, ast.Name)
    }  # fmt: skip
    return all(name in used for name in needed)


def _deciding(function: FunctionNode, returned: list[ast.expr]) -> Iterator[ast.AST]:
    """Yields what the result is made of: returned values, and what local names were given."""
    yield from returned
    for node in ast.walk(function):
        match node:
            case ast.Assign(value=value) | ast.AugAssign(value=value) | ast.AnnAssign(value=value):
                if value is not None:
                    yield value
            case ast.If(test=test) | ast.For(iter=test) if not _is_type_check(test):
                yield test


def _is_type_check(test: ast.expr) -> bool:
    text = snippet(test)
    return "isinstance(" in text or "type(" in text or "__class__" in text


def _always_true(value: ast.expr) -> bool:
    match value:
        case ast.Constant(value=constant):
            return bool(constant)
        case ast.BoolOp(op=ast.Or(), values=values):
            return any(_always_true(item) for item in values)
        case ast.BoolOp(op=ast.And(), values=values):
            return all(_always_true(item) for item in values)
        case ast.Compare(left=left, ops=[ast.Eq() | ast.Is()], comparators=[right]):
            return snippet(left) == snippet(right)
        case ast.UnaryOp(op=ast.Not(), operand=ast.Constant(value=constant)):
            return not constant
        case ast.Call(func=ast.Name(id="isinstance" | "bool" | "type")):
            return True
        case _:
            return False


def find(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    """Yields new special methods; those that ignore the object reject the patch."""
    if not change.python:
        return
    if change.after_code is None:
        yield from text_hits(change, _TEXT, "A new special method changes what comparisons mean.")
        return
    constant = change.added(_CONSTANT)
    for found in constant:
        what = "ignores what it compares" if found.key in _COMPARISONS else "ignores the object"
        yield Hit(line_of(found.node), f"The new `{found.key}` {what}.")
    rejected = {found.node for found in constant}
    for found in change.added(_ALL):
        if found.key in _REVIEWED and found.node not in rejected:
            reason = f"The new `{found.key}` decides when a test's comparison holds."
            yield Hit(line_of(found.node), reason, Severity.FLAG)


def _find_arithmetic(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    for found in change.added(_CONSTANT_ARITHMETIC):
        reason = f"The new `{found.key}` ignores the object, so that any difference is the same."
        yield Hit(line_of(found.node), reason)


RULES = (
    Rule(
        "ignores-operand",
        Severity.FLAG,
        "The patch adds __sub__, __round__ or the like that does not look at the object.",
        _find_arithmetic,
    ),
    Rule(
        "always-equal",
        Severity.REJECT,
        "The patch adds __eq__, __bool__, __len__ or the like that does not look at the object.",
        find,
    ),
)
