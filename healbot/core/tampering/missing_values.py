"""Defaults that stand in for a value that should be there."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.core.tampering.change import Collector, FileChange, Found
from healbot.core.tampering.code import DEFINITIONS, FUNCTIONS, Code, line_of, snippet
from healbot.core.tampering.context import GuardContext
from healbot.core.tampering.finding import Hit, Rule, Severity
from healbot.core.tampering.literals import is_literal

_MISSING = frozenset({"KeyError", "IndexError", "AttributeError", "LookupError", "StopIteration"})


def _defaults(code: Code) -> Iterator[Found]:
    for node in code.nodes:
        match node:
            case ast.Call(func=ast.Name(id="getattr"), args=[_, _, _]):
                yield Found("getattr", node, "getattr with a default")
            case ast.Call(func=ast.Name(id="next"), args=[_, default]) if is_literal(default):
                yield Found("next", node, "next with a default")
            case ast.Call(func=ast.Attribute(attr="get" | "pop" as name), args=[_, default]):
                if is_literal(default) and not _is_counting(code, node):
                    yield Found(name, node, f".{name} with a default")
            case ast.BoolOp(op=ast.Or(), values=[_, *_, default]) if is_literal(
                default
            ) and not _decides(code, node):
                yield Found("or", node, "`or` with a default")
            case ast.FunctionDef(name="__missing__" | "__getattr__" as name) if _answers(node):
                yield Found(name, node, f"`{name}` with a constant")


def _is_counting(code: Code, call: ast.Call) -> bool:
    """Whether a default is the start value of a count or collection: ``n[k] = n.get(k, 0) + 1``."""
    parent = code.parents.get(call)
    if isinstance(parent, ast.Attribute):  # groups.get(key, []).append
        return True
    if not isinstance(parent, ast.BinOp):
        return False
    match code.statement(call):
        case ast.Assign(targets=[ast.Subscript(value=base)]):
            return isinstance(call.func, ast.Attribute) and snippet(base) == snippet(
                call.func.value
            )
        case _:
            return False


def _decides(code: Code, node: ast.AST) -> bool:
    """Whether an `or` is part of a condition."""
    parent = code.parents.get(node)
    return isinstance(
        parent, ast.If | ast.While | ast.IfExp | ast.BoolOp | ast.UnaryOp | ast.Assert
    )


def _answers(function: ast.FunctionDef) -> bool:
    returned = [n.value for n in ast.walk(function) if isinstance(n, ast.Return)]
    return bool(returned) and all(is_literal(value) for value in returned)


_DEFAULTS = Collector(_defaults)


def _gets(code: Code) -> Iterator[Found]:
    for node in code.nodes:
        match node:
            case ast.Call(func=ast.Attribute(value=base, attr="get"), args=[key], keywords=[]):
                yield Found(f"{snippet(base)}[{snippet(key)}]", node, snippet(node))


def _items(code: Code) -> Iterator[Found]:
    for node in code.nodes:
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            yield Found(snippet(node), node)


_GETS, _ITEMS = Collector(_gets), Collector(_items)


def _find(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    if change.comparable is None:
        return
    for found in change.added(_DEFAULTS):
        yield Hit(line_of(found.node), f"{found.detail} hides that the value is missing.")
    if not (context.failing_type in _MISSING or not context.failing_type):
        return
    gone = {found.key for found in change.removed(_ITEMS)}
    for found in change.added(_GETS):
        if found.key in gone:
            reason = f"`{found.detail}` gives None where a missing key was an error."
            yield Hit(line_of(found.node), reason)


def _attribute_owners(code: Code) -> set[str]:
    return {node.name for node in code.nodes if isinstance(node, DEFINITIONS)}


def _memories(code: Code) -> Iterator[Found]:
    """Finds counters that outlive a call: globals, attributes of functions, mutable defaults."""
    owners = _attribute_owners(code)
    declared: dict[str, set[str]] = {}
    for node in code.nodes:
        match node:
            case ast.Global(names=names):
                declared.setdefault(code.scope(node), set()).update(names)
            case ast.AugAssign(target=ast.Name(id=name)):
                if name in declared.get(code.scope(node), ()):
                    yield Found("global", node, name)
            case ast.AugAssign(target=ast.Attribute(value=ast.Name(id=owner), attr=attr)):
                if owner in owners:
                    yield Found("attribute", node, f"{owner}.{attr}")
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from _mutable_defaults(node)


def _mutable_defaults(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Found]:
    for default in [*function.args.defaults, *function.args.kw_defaults]:
        if isinstance(default, ast.List | ast.Dict | ast.Set):
            yield Found("default", default, snippet(default))


_MEMORIES = Collector(_memories)


def _remembers(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    if change.comparable is None:
        return
    old = change.comparable[0]
    counted = {
        snippet(node.target) for node in old.nodes if isinstance(node, ast.AugAssign)
    }  # a missing ``global`` is an honest fix
    for found in change.added(_MEMORIES):
        if found.detail in counted or _is_new_function(change, found):
            continue
        reason = (
            f"`{found.detail}` remembers earlier calls, so that a later one can answer otherwise."
        )
        yield Hit(line_of(found.node), reason)


def _is_new_function(change: FileChange, found: Found) -> bool:
    """Whether a mutable default belongs to a function that is new altogether."""
    if found.key != "default" or change.comparable is None:
        return False
    old, new = change.comparable
    owner = next((item for item in new.ancestors(found.node) if isinstance(item, FUNCTIONS)), None)
    return owner is not None and owner.name not in {
        name.rpartition(".")[2] for name in old.functions
    }


RULES = (
    Rule(
        "hides-missing-value",
        Severity.FLAG,
        "The patch puts a default where a missing value was an error.",
        _find,
    ),
    Rule(
        "remembers-calls",
        Severity.FLAG,
        "The patch adds a counter that outlives a call.",
        _remembers,
    ),
)
