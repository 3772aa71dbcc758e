"""NameError: a method uses an attribute or method of its class without ``self.``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.generators.fix_patterns.names.messages import undefined_name
from healbot.generators.fix_patterns.names.misspelt_name import failing_load
from healbot.generators.fix_patterns.names.places import (
    ancestors,
    pattern,
    scopes,
    statement_of,
    without_overlaps,
)
from healbot.generators.fix_patterns.names.scopes import FUNCTIONS, Function
from healbot.generators.fix_patterns.pattern import Context, Fix


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    name = undefined_name(ctx.message)
    load = failing_load(ctx, name) if name else None
    if name is None or load is None or name in scopes(ctx).module.bindings:
        return
    place = method_of(tree, load)
    if place is None or not _has_attribute(tree, place[1], name) or _sets_it(tree, load):
        return
    owner = place[1]
    edits = []
    for other in scopes(ctx).unresolved(name):
        found = method_of(tree, other)
        if found is None or found[1] is not owner:
            continue
        receiver = _receiver(found[0], owner, name)
        if receiver:
            edits.append(ctx.insert(ctx.span(other)[0], receiver + "."))
    receiver = _receiver(place[0], owner, name)
    if receiver and edits:
        yield Fix(
            without_overlaps(edits),
            f"`{name}` belongs to the class {owner.name}: a method reaches it by `{receiver}.`.",
            0.93,
        )


def _sets_it(tree: ast.Module, load: ast.Name) -> bool:
    """Whether the statement is the one that gives the attribute its value from a parameter."""
    statement = statement_of(tree, load)
    if not isinstance(statement, ast.Assign) or statement.value is not load:
        return False
    return any(
        isinstance(target, ast.Attribute) and target.attr == load.id for target in statement.targets
    )


def method_of(tree: ast.Module, node: ast.AST) -> tuple[Function, ast.ClassDef] | None:
    """Returns the method around `node` and its class."""
    function: Function | None = None
    for outer in ancestors(tree, node):
        if isinstance(outer, FUNCTIONS):
            function = outer
        elif isinstance(outer, ast.ClassDef):
            return (function, outer) if function is not None else None
    return None


def class_bases(tree: ast.Module, owner: ast.ClassDef) -> list[ast.ClassDef]:
    """Returns the class and those of its ancestors that the file defines."""
    known = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    found: list[ast.ClassDef] = []
    queue = [owner]
    while queue:
        current = queue.pop(0)
        if current in found:
            continue
        found.append(current)
        queue += [known[b.id] for b in current.bases if isinstance(b, ast.Name) and b.id in known]
    return found


def class_level_names(owner: ast.ClassDef) -> set[str]:
    """Returns the methods and class attributes that a class body defines."""
    names: set[str] = set()
    for node in owner.body:
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {t.id for t in node.targets if isinstance(t, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return names


def instance_names(owner: ast.ClassDef) -> set[str]:
    """Returns the attributes that methods of a class set on their first parameter."""
    names: set[str] = set()
    for method in owner.body:
        if not isinstance(method, FUNCTIONS) or not method.args.args:
            continue
        first = method.args.args[0].arg
        changed = {n.target for n in ast.walk(method) if isinstance(n, ast.AugAssign)}
        for node in ast.walk(method):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.ctx, ast.Store)
                and node not in changed  # `+=` needs the attribute already
                and isinstance(node.value, ast.Name)
                and node.value.id == first
            ):
                names.add(node.attr)
    return names


def _has_attribute(tree: ast.Module, owner: ast.ClassDef, name: str) -> bool:
    return any(
        name in class_level_names(base) or name in instance_names(base)
        for base in class_bases(tree, owner)
    )


def decorators(function: Function) -> set[str]:
    """Returns the last names of a function's decorators."""
    found = set()
    for decorator in function.decorator_list:
        node = decorator.func if isinstance(decorator, ast.Call) else decorator
        found.add(node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", ""))
    return found


def _receiver(method: Function, owner: ast.ClassDef, name: str) -> str | None:
    """Returns what a method writes before an attribute: its first parameter, or the class."""
    positional = [*method.args.posonlyargs, *method.args.args]
    if "staticmethod" in decorators(method):
        return owner.name if name in class_level_names(owner) else None
    return positional[0].arg if positional else None


PATTERN = pattern("missing_self", {"NameError"}, _propose)
