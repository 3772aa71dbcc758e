"""The attribute access that an AttributeError is about: its node, its object, what that has."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from healbot.core.observation import ObservedValue
from healbot.generators.fix_patterns.names.imports import module_of_name
from healbot.generators.fix_patterns.names.messages import MissingAttribute, missing_attribute
from healbot.generators.fix_patterns.names.places import (
    enclosing_function,
    live_value,
    nodes_at,
    short_type,
)
from healbot.generators.fix_patterns.pattern import Context


@dataclass(frozen=True)
class FailedAttribute:
    """One AttributeError as patterns look at it."""

    missing: MissingAttribute
    nodes: tuple[ast.Attribute, ...]
    """The accesses in the failing statement that can have raised it, never none."""
    live: ObservedValue | None
    """The object without the attribute."""

    @property
    def node(self) -> ast.Attribute:
        """The access that most likely raised it."""
        return self.nodes[0]

    @property
    def name(self) -> str:
        """The attribute that is missing."""
        return self.missing.name


def failed_attribute(ctx: Context, tree: ast.Module) -> FailedAttribute | None:
    """Returns the failing access; ``None`` when it does not stand in this file's statement."""
    missing = missing_attribute(ctx.message)
    if missing is None or (ctx.exception.frames and not ctx.exception.frames[-1].in_project):
        raised_inside = ctx.exception.frames[-1].source if ctx.exception.frames else ""
        if missing is None or f".{missing.name}" in raised_inside:
            return None  # a library read the attribute itself
    nodes = [
        node
        for node in nodes_at(ctx, tree)
        if isinstance(node, ast.Attribute)
        and node.attr == missing.name
        and _can_be(ctx, node, missing)
    ]
    if not nodes:
        return None
    state = ctx.problem.inspector.crash()
    live = state.exception_object if state is not None else None
    if live is None or missing.kind == "module":
        live = live_value(ctx, ctx.text_of(nodes[0].value)) or live
    return FailedAttribute(missing, tuple(nodes), live)


def _can_be(ctx: Context, node: ast.Attribute, missing: MissingAttribute) -> bool:
    """Whether the object before the dot can be the one that the message names."""
    value = live_value(ctx, ctx.text_of(node.value))
    if value is None:
        return True
    if missing.kind == "instance":
        return short_type(value.type_name) == missing.owner_class
    if missing.kind == "module":
        return value.type_name == "module"
    return not value.attributes or missing.name not in value.attributes


def module_behind(ctx: Context, tree: ast.Module, failed: FailedAttribute) -> str | None:
    """Returns the dotted name under which the failing module is imported, ``os.path`` included."""
    if failed.missing.kind != "module":
        return None
    owner = failed.missing.owner
    if owner in ("posixpath", "ntpath"):
        return "os.path"
    text = ctx.text_of(failed.node.value)
    root, _, rest = text.partition(".")
    known = module_of_name(tree, root)
    if known:
        return f"{known}.{rest}" if rest else known
    return owner


def accesses(tree: ast.Module, name: str) -> Iterator[ast.Attribute]:
    """Yields every access of an attribute of that name, in file order."""
    found = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr == name]
    yield from sorted(found, key=lambda node: (node.end_lineno or 0, node.end_col_offset or 0))


def same_receiver(ctx: Context, tree: ast.Module, node: ast.Attribute) -> list[ast.Attribute]:
    """Returns the accesses of the same attribute on the same expression in the same function."""
    text, function = ctx.text_of(node.value), enclosing_function(tree, node)
    return [
        other
        for other in accesses(tree, node.attr)
        if ctx.text_of(other.value) == text and enclosing_function(tree, other) is function
    ]


def defined_attributes(tree: ast.Module) -> set[str]:
    """Returns every attribute name that the file itself defines: methods, fields, stores."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            names.add(node.attr)
        elif isinstance(node, ast.ClassDef):
            for item in node.body:
                if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef):
                    names.add(item.name)
                targets = item.targets if isinstance(item, ast.Assign) else []
                if isinstance(item, ast.AnnAssign):
                    targets = [item.target]
                names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names
