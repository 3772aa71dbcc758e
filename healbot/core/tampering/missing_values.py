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
                yield Found(name, node, f"`{name}` that answers the same to every name")
        yield from _stand_ins(code, node)


def _stand_ins(code: Code, node: ast.AST) -> Iterator[Found]:
    """Finds mappings that are made so that a key is never missing, and questions for a key."""
    match node:
        case ast.Subscript(value=ast.Dict(keys=keys), ctx=ast.Load()) if None in keys:
            yield Found("dict", node, "a dictionary with a default")
        case ast.Call(func=ast.Attribute(attr="setdefault"), args=[_, default]):
            used = not isinstance(code.parents.get(node), ast.Expr)
            if used and is_literal(default) and not _is_counting(code, node):
                yield Found("setdefault", node, ".setdefault with a default")
        case ast.Call(
            func=ast.Name(id="ChainMap" | "defaultdict" as name)
            | ast.Attribute(attr="ChainMap" | "defaultdict" as name),
            args=[_, _, *_],
        ):
            yield Found(name, node, f"{name} with a default")
        case ast.IfExp(
            test=ast.Compare(left=key, ops=[ast.In() | ast.NotIn() as op], comparators=[base]),
            body=body,
            orelse=orelse,
        ):
            there, default = (body, orelse) if isinstance(op, ast.In) else (orelse, body)
            if snippet(there) == f"{snippet(base)}[{snippet(key)}]" and is_literal(default):
                yield Found("in", node, "a default for a missing key")


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
    returned = [n.value for n in ast.walk(function) if isinstance(n, ast.Return) and n.value]
    names = [argument.arg for argument in function.args.args][-1:]
    asked = {n.id for n in ast.walk(function) if isinstance(n, ast.Name)}
    alike = all(is_literal(value) for value in returned) or not asked & set(names)
    return bool(returned) and alike


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
            case ast.Call():
                yield from _taken_from_global(code, node)


def _taken_from_global(code: Code, call: ast.Call) -> Iterator[Found]:
    """Finds ``next(ANSWERS)`` and ``ANSWERS.pop()`` of what the module holds."""
    match call:
        case ast.Call(func=ast.Name(id="next"), args=[ast.Name() as name]):
            pass
        case ast.Call(
            func=ast.Attribute(
                value=ast.Name() as name, attr="pop" | "popleft" | "popitem" | "__next__"
            ),
            args=[],
        ):
            pass
        case _:
            return
    if _is_global(code, name):
        yield Found("taken", call, snippet(call))


def _is_global(code: Code, name: ast.Name) -> bool:
    """Whether a name that is used in a function is bound by the module alone."""
    frame = code.frames[name]
    while frame.parent is not None:
        if name.id in frame.bound and not frame.is_class:
            return False
        frame = frame.parent
    return name.id in frame.bound and code.frames[name] is not frame


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
