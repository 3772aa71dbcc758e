"""NameError: a name is misspelt and one close name is in scope at that place."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.core.observation import ObservedValue
from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.messages import suggestion, undefined_name, unset_local
from healbot.generators.fix_patterns.names.places import (
    is_called,
    live_value,
    parents,
    pattern,
    scopes,
    statement_of,
    without_overlaps,
)
from healbot.generators.fix_patterns.names.scopes import FUNCTIONS, Binding, Scope
from healbot.generators.fix_patterns.names.similarity import Match, confidence, is_slip, ranked
from healbot.generators.fix_patterns.names.stdlib_exports import HOME
from healbot.generators.fix_patterns.pattern import Context, Fix

_VALUE_PLACES = (ast.Compare, ast.FormattedValue, ast.UnaryOp)
_MODULE_DUNDERS = ("__name__", "__file__", "__doc__", "__main__")
_KEYWORDS = ("pass", "break", "continue", "return")


def failing_load(ctx: Context, name: str) -> ast.Name | None:
    """Returns the use of the undefined name that failed, the one on the failing line first."""
    table = scopes(ctx)
    loads = table.unresolved(name)
    on_line = [load for load in loads if load.lineno == ctx.line]
    near = [load for load in loads if abs(load.lineno - ctx.line) <= 8]
    return next(iter([*on_line, *near, *loads]), None)


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    name = undefined_name(ctx.message) or unset_local(ctx.message)
    load = failing_load(ctx, name) or _not_set_yet(ctx, tree, name) if name else None
    if name is None or load is None:
        return
    yield from _keyword(ctx, tree, load)
    table = scopes(ctx)
    pool = _candidates(ctx, tree, table.by_load[load], load)
    matches = _matches(ctx, tree, load, pool)
    sure = confidence(matches)
    if table.bound_anywhere(name) and matches and not _unused(ctx, pool[matches[0].name]):
        # the very spelling is a variable elsewhere
        sure = min(sure, 0.8 if _binds_itself(tree, load) else 0.5)
    for rank, match in enumerate(matches[:2]):
        second = 0.3 if sure <= 0.3 or ctx.first_was_rejected else 0.0
        own = sure if rank == 0 else second
        if own < 0.2:
            return
        edits = _edits(ctx, load, match.name)
        yield Fix(edits, f"`{name}` is not defined; `{match.name}` is, and is spelt alike.", own)
    if not matches:
        yield from _unused_parameter(ctx, load)


def _matches(
    ctx: Context, tree: ast.Module, load: ast.Name, pool: dict[str, Binding | None]
) -> list[Match]:
    """Returns the candidates that fit every use of the name, best first."""
    table = scopes(ctx)
    own = table.by_load[load]
    uses = [use for use in table.unresolved(load.id) if table.by_load[use] is own] or [load]
    matches: list[Match] = []
    for match in ranked(load.id, pool):
        bonus = min(_bonus(ctx, tree, use, match.name, pool[match.name]) for use in uses)
        if match.score + bonus >= 0.5:
            matches.append(Match(match.name, match.score + bonus))
    return sorted(matches, key=lambda match: (-match.score, match.name))


def _not_set_yet(ctx: Context, tree: ast.Module, name: str) -> ast.Name | None:
    """Returns the failing use of a name that is only set later, or by the statement itself.

    ``for result in result`` and ``inventory = inventory()`` need another name; a later definition
    of the module is what `used_before_definition` looks after.
    """
    loads = [load for load in scopes(ctx).by_load if load.id == name and load.lineno == ctx.line]
    if not loads:
        return None
    by_definition = any(
        binding.kind in ("def", "class", "import")
        for binding in scopes(ctx).module.bindings.get(name, ())
    )
    is_own = _binds_itself(tree, loads[0])
    outside = scopes(ctx).by_load[loads[0]].owner_of(name) is scopes(ctx).module
    in_function = scopes(ctx).by_load[loads[0]].function.kind == "function"
    return loads[0] if is_own or (outside and in_function and not by_definition) else None


def _binds_itself(tree: ast.Module, load: ast.Name) -> bool:
    """Whether the statement that reads the name is the one that sets it."""
    statement = statement_of(tree, load)
    if isinstance(statement, ast.For | ast.AsyncFor):
        return any(isinstance(n, ast.Name) and n.id == load.id for n in ast.walk(statement.target))
    return isinstance(statement, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == load.id for target in statement.targets
    )


def _unused_parameter(ctx: Context, load: ast.Name) -> Iterator[Fix]:
    """The function takes one argument that nothing in it reads: renamed on one side only."""
    table = scopes(ctx)
    scope = table.by_load[load].function
    if scope.kind != "function" or load not in table.unresolved(load.id):
        return
    if not isinstance(scope.node, FUNCTIONS) or load.id.isupper():
        return
    spare = [
        bindings[0]
        for name, bindings in scope.bindings.items()
        if len(bindings) == 1
        and bindings[0].kind == "parameter"
        and name not in ("self", "cls", "args", "kwargs")
        and not name.startswith("_")
        and not table.uses(scope, name)
    ]
    undefined = {
        name
        for inner in scope.within()
        for name in inner.loads
        if inner.owner_of(name) is None and name not in ctx.problem.inspector.interpreter().builtins
    }
    if len(spare) == 1 and undefined == {load.id}:
        same = [u for u in table.unresolved(load.id) if scope in list(table.by_load[u].chain())]
        yield Fix(
            without_overlaps(ctx.replace(use, spare[0].name) for use in same),
            f"`{load.id}` is not defined, and nothing reads the parameter `{spare[0].name}`.",
            0.5,
        )


def _keyword(ctx: Context, tree: ast.Module, load: ast.Name) -> Iterator[Fix]:
    """A statement that is only a misspelt keyword: ``pas``, ``brake``, ``contine``."""
    if not isinstance(parents(tree).get(load), ast.Expr):
        return
    matches = ranked(load.id, _KEYWORDS, floor=0.6)
    if matches and not (matches[0].name == "return" and not scopes(ctx).by_load[load].parent):
        yield Fix(
            (ctx.replace(load, matches[0].name),),
            f"`{load.id}` is no name but the keyword `{matches[0].name}`, misspelt.",
            0.88 if len(matches) == 1 else 0.5,
        )


def _candidates(
    ctx: Context, tree: ast.Module, scope: Scope, load: ast.Name
) -> dict[str, Binding | None]:
    """Returns the names that can be seen at `load`, with a binding of the file when it has one."""
    pool: dict[str, Binding | None] = {}
    facts = ctx.problem.inspector.interpreter()
    for name in facts.builtins:
        if not name.startswith("_") or load.id.startswith("_"):
            pool[name] = None
    for name in _MODULE_DUNDERS:
        if load.id.startswith("_") or _compared_with_main(tree, load):
            pool[name] = None
    state = ctx.problem.inspector.crash()
    if state is not None and state.path == ctx.source.path:
        pool.update(dict.fromkeys((*state.global_values, *state.local_values)))
    for outer in reversed(list(scope.chain())):
        for name, bindings in outer.bindings.items():
            if _available(tree, scope, outer, bindings, load):
                pool[name] = bindings[0]
            elif outer is scope.function:
                pool.pop(name, None)
    return pool


def _compared_with_main(tree: ast.Module, load: ast.Name) -> bool:
    parent = parents(tree).get(load)
    return isinstance(parent, ast.Compare) and any(
        isinstance(item, ast.Constant) and item.value == "__main__" for item in parent.comparators
    )


def _available(
    tree: ast.Module, scope: Scope, outer: Scope, bindings: list[Binding], load: ast.Name
) -> bool:
    """Whether a binding can have run before the use: earlier in the same code, or elsewhere."""
    if outer is not scope.function and scope.function.kind == "function":
        return True
    own = statement_of(tree, load)
    for binding in bindings:
        if binding.kind == "parameter" or outer.kind == "comprehension":
            return True
        statement = statement_of(tree, binding.node)
        if isinstance(binding.node, ast.ExceptHandler):
            return binding.line < load.lineno <= (binding.node.end_lineno or 0)
        if binding.line < load.lineno and statement is not own:
            return True
        if isinstance(statement, ast.For | ast.AsyncFor | ast.With | ast.AsyncWith):
            inside = statement.lineno <= load.lineno <= (statement.end_lineno or 0)
            if inside and statement is not own:
                return True
    return False


def _unused(ctx: Context, binding: Binding | None) -> bool:
    """Whether nothing in the file reads what the binding sets."""
    if binding is None:
        return False
    table = scopes(ctx)
    owner = next(
        (s for s in table.module.within() if binding in s.bindings.get(binding.name, ())), None
    )
    return owner is not None and not table.uses(owner, binding.name)


def _bonus(
    ctx: Context, tree: ast.Module, load: ast.Name, name: str, binding: Binding | None
) -> float:
    """Returns what speaks for (above 0) or against a candidate beside its spelling."""
    fit = _fits(ctx, tree, load, name, binding)
    if fit is None:
        return -1.0
    bonus = 0.0 if fit else -0.15
    if _unused(ctx, binding):
        bonus += 0.1
    if suggestion(ctx.message) == name:
        bonus += 0.04
    state = ctx.problem.inspector.crash()
    if state is not None and name in state.local_values:
        bonus += 0.02
    if binding is None and name not in (state.global_values if state else {}):
        if not is_slip(load.id, name):
            return -1.0
        bonus -= 0.04  # builtins are seldom what is meant, and rarely misspelt
        if load.id in HOME:
            bonus -= 0.3  # `List` without its import is not `list`
    return bonus


def _fits(
    ctx: Context, tree: ast.Module, load: ast.Name, name: str, binding: Binding | None
) -> bool | None:
    """Whether a candidate can be used as the name is; ``None`` when it certainly cannot."""
    parent = parents(tree).get(load)
    value = live_value(ctx, name)
    is_builtin = binding is None and value is None
    is_function = is_builtin or (binding is not None and binding.kind in ("def", "class", "import"))
    if is_called(tree, load):
        if value is not None:
            return True if _is_callable(value) else None
        return is_function or (binding is not None and binding.kind == "parameter")
    if value is not None and not _value_fits(ctx, load, parent, value):
        return None
    if is_builtin and (isinstance(parent, ast.Attribute) or _must_be_instance(tree, load, name)):
        return None
    constant = name in ("True", "False", "None") or name.startswith("__")
    function_now = (is_function or (value is not None and _is_callable(value))) and not constant
    if function_now and isinstance(parent, ast.BinOp):
        return None
    return not (function_now and isinstance(parent, _VALUE_PLACES))


def _value_fits(ctx: Context, load: ast.Name, parent: ast.AST | None, value: ObservedValue) -> bool:
    """Whether a live value has what the expression around the name asks of it."""
    known = set(value.attributes)
    if not known:
        return True
    if isinstance(parent, ast.Attribute):
        return parent.attr in known
    if isinstance(parent, ast.Subscript) and parent.value is load:
        return bool({"__getitem__", "__class_getitem__"} & known) or value.type_name == "type"
    if isinstance(parent, ast.For | ast.comprehension) and parent.iter is load:
        return bool({"__iter__", "__getitem__"} & known)
    return not isinstance(parent, ast.BinOp) or _adds_up(ctx, load, parent, value)


def _adds_up(ctx: Context, load: ast.Name, parent: ast.BinOp, value: ObservedValue) -> bool:
    """Whether a candidate can be an operand beside the number on the other side."""
    other = parent.right if parent.left is load else parent.left
    beside = live_value(ctx, ctx.text_of(other))
    is_number = beside is not None and beside.type_name in ("int", "float")
    if isinstance(other, ast.Constant):
        is_number = type(other.value) in (int, float)
    if not is_number or isinstance(parent.op, ast.Mult | ast.Mod):
        return True
    return value.type_name not in ("list", "dict", "set", "tuple", "str", "module", "NoneType")


def _must_be_instance(tree: ast.Module, load: ast.Name, name: str) -> bool:
    """Whether a builtin makes no sense here: iterated, subscripted, raised though no exception."""
    parent = parents(tree).get(load)
    if isinstance(parent, ast.For | ast.comprehension):
        return parent.iter is load
    is_exception = name.endswith(("Error", "Exception", "Warning", "Interrupt", "Exit"))
    if isinstance(parent, ast.ExceptHandler | ast.Raise):
        return not (is_exception or name in ("StopIteration", "StopAsyncIteration"))
    if isinstance(parent, ast.Subscript):
        return name not in ("list", "dict", "tuple", "set", "frozenset", "type")
    if isinstance(parent, ast.Return | ast.Assign | ast.AugAssign):
        return name not in ("True", "False", "None")
    return False


def _is_callable(value: ObservedValue) -> bool:
    return (
        "__call__" in value.attributes
        or value.parameters is not None
        or value.type_name in ("type", "abc.ABCMeta", "enum.EnumMeta", "enum.EnumType")
    )


def _edits(ctx: Context, load: ast.Name, new: str) -> tuple[SourceEdit, ...]:
    """Returns the edits of every use of the misspelt name that would see the right one."""
    table = scopes(ctx)
    owner = table.by_load[load].owner_of(new)
    same = [
        other for other in table.unresolved(load.id) if table.by_load[other].owner_of(new) is owner
    ]
    return without_overlaps(ctx.replace(other, new) for other in (load, *same))


PATTERN = pattern("misspelt_name", {"NameError", "UnboundLocalError"}, _propose)
