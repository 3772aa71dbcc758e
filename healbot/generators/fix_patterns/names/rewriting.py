"""The small language in which the data tables say what stands for a removed or foreign API.

A replacement is one of

==========================  ====================================================================
``:new``                    another member of the same module
``.new``                    another attribute of the same object
``module:member``           a member of another module, which gets imported
``=expression``             an expression that needs no module
``text with {0} {obj}``     what stands for the whole call or attribute: ``{obj}`` is the receiver,
                            ``{0}`` the first argument, ``{args}`` all of them, ``{drop}`` leaves
                            them out, ``{m}`` is the module; ``#import x`` names what it needs
``one || other``            alternatives by number of arguments
==========================  ====================================================================
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.imports import add_import, insert_import_line
from healbot.generators.fix_patterns.names.imports import module_names as names_of_module
from healbot.generators.fix_patterns.names.places import is_called, name_span, parents
from healbot.generators.fix_patterns.pattern import Context

_HOLE = re.compile(r"\{(\w+)\}")
_IMPORT = re.compile(r"\s*#import (.+)$")
ATOMS = (
    ast.Name,
    ast.Constant,
    ast.Attribute,
    ast.Subscript,
    ast.Call,
    ast.List,
    ast.Dict,
    ast.Set,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.JoinedStr,
)
"""Expressions that no operator beside them can split."""
_TIGHT_PARENTS = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.Attribute, ast.Await, ast.Starred)


@dataclass(frozen=True)
class Template:
    """One alternative of a replacement that is a template."""

    text: str
    imports: tuple[str, ...]

    @property
    def arity(self) -> int | None:
        """How many positional arguments it takes; ``None`` for any."""
        holes = set(_HOLE.findall(self.text))
        if holes & {"args", "drop"}:
            return None
        return max((int(hole) + 1 for hole in holes if hole.isdigit()), default=0)

    @property
    def is_statement(self) -> bool:
        """Whether it can only stand as a statement of its own."""
        assigns = re.search(r"[^=!<>(]=[^=]", self.text) and "(" not in self.text.split("=")[0]
        return bool(assigns) or self.text.startswith("del ")

    @property
    def is_loose(self) -> bool:
        """Whether its value needs parentheses as an operand."""
        bare = re.sub(r"\([^()]*\)|\[[^\[\]]*\]|\"[^\"]*\"", "", self.text)
        return bool(re.search(r" (in|==|\+|-|\*|\*\*|/|if|and|or) |^(not|del|-)", bare))


def templates(replacement: str) -> Iterator[Template]:
    """Yields the alternatives of a template replacement."""
    for part in replacement.split(" || "):
        found = _IMPORT.search(part)
        needed = tuple(found[1].split(", ")) if found else ()
        yield Template(_IMPORT.sub("", part), needed)


def is_template(replacement: str) -> bool:
    """Whether a replacement stands for a whole call or attribute."""
    return "{" in replacement or " || " in replacement


def fill(
    ctx: Context,
    tree: ast.Module,
    node: ast.expr,
    replacement: str,
    receiver: ast.expr | None,
    module: str = "",
) -> list[SourceEdit] | None:
    """Returns the edits that put a template in the place of `node` or of its call.

    `node` is the attribute or name that was called. ``None`` when no alternative fits the
    arguments, or when a statement would have to stand inside an expression.
    """
    call = is_called(tree, node)
    for template in templates(replacement):
        target: ast.expr = call if call is not None else node
        if call is None and template.arity != 0:
            continue
        if call is not None and not _fits(call, template):
            continue
        if template.is_statement and not isinstance(parents(tree).get(target), ast.Expr):
            continue
        if ("{obj}" in template.text) and receiver is None:
            continue
        text = _filled(ctx, template, call, receiver, module)
        if text is not None:
            edits = [_placed(ctx, tree, target, template, text)]
            for needed in template.imports:
                edits += ensure_import(ctx, tree, needed, node)
            return edits
    return None


def _fits(call: ast.Call, template: Template) -> bool:
    if template.arity is None:
        return True
    plain = not call.keywords and not any(isinstance(a, ast.Starred) for a in call.args)
    return plain and len(call.args) == template.arity


def _filled(
    ctx: Context,
    template: Template,
    call: ast.Call | None,
    receiver: ast.expr | None,
    module: str,
) -> str | None:
    pieces: list[str] = []
    position = 0
    for hole in _HOLE.finditer(template.text):
        pieces.append(template.text[position : hole.start()])
        position = hole.end()
        before, after = template.text[: hole.start()][-1:], template.text[hole.end() :][:1]
        delimited = before in "([,:" and after in ")],:" and after != ""
        if before == " " and template.text[: hole.start()].rstrip()[-1:] in (",", "("):
            delimited = after in ")],"
        name = hole[1]
        if name == "drop":
            continue
        if name == "args":
            pieces.append(_all_arguments(ctx, call))
        elif name == "m":
            pieces.append(module)
        elif name == "obj":
            pieces.append(operand(ctx, receiver, delimited) if receiver is not None else "")
        elif name.isdigit() and call is not None and int(name) < len(call.args):
            pieces.append(operand(ctx, call.args[int(name)], delimited))
        else:
            return None
    return "".join(pieces) + template.text[position:]


def _all_arguments(ctx: Context, call: ast.Call | None) -> str:
    """Returns the text between the parentheses of a call."""
    if call is None or not (call.args or call.keywords):
        return ""
    nodes: list[ast.AST] = [*call.args, *call.keywords]
    spans = [ctx.span(node) for node in nodes]
    return ctx.source.text[min(s for s, _ in spans) : max(e for _, e in spans)]


def operand(ctx: Context, node: ast.expr, delimited: bool) -> str:
    """Returns the text of an expression, in parentheses where another operator could split it."""
    text = ctx.text_of(node)
    if delimited or isinstance(node, ATOMS):
        return text
    return f"({text})"


def _placed(
    ctx: Context, tree: ast.Module, target: ast.expr, template: Template, text: str
) -> SourceEdit:
    """Returns the edit, with ``not x in y`` written ``x not in y``."""
    parent = parents(tree).get(target)
    if isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not):
        if " in {obj}" in template.text:
            return ctx.replace(parent, text.replace(" in ", " not in ", 1))
        if template.text == "not {obj}":
            return ctx.replace(parent, text.removeprefix("not "))
        return ctx.replace(target, text)
    tight = isinstance(parent, _TIGHT_PARENTS) or (
        isinstance(parent, ast.Subscript | ast.Call)
        and target is getattr(parent, "value", getattr(parent, "func", None))
    )
    return ctx.replace(target, f"({text})" if tight and template.is_loose else text)


def ensure_import(ctx: Context, tree: ast.Module, module: str, user: ast.AST) -> list[SourceEdit]:
    """Returns the edit that imports a module (``numpy as np`` allowed), if it is not imported."""
    name, _, alias = module.partition(" as ")
    known = names_of_module(tree, name)
    if (alias or name) in known or (not alias and name in known):
        return []
    line = getattr(user, "lineno", 1 << 30)
    if alias:
        return [insert_import_line(ctx, tree, f"import {module}", line)]
    edit = add_import(ctx, tree, name, (), line)
    return [edit] if edit else []


def replace_member(
    ctx: Context, tree: ast.Module, node: ast.Attribute, module: str, replacement: str
) -> list[SourceEdit] | None:
    """Returns the edits for ``m.old`` where ``m`` is an imported module, ``None`` if none fits."""
    bound = ctx.text_of(node.value)
    if is_template(replacement):
        return fill(ctx, tree, node, replacement, None, bound)
    if replacement.startswith(":"):
        span = name_span(ctx, node)
        return [SourceEdit(ctx.source.path, *span, replacement[1:])] if span else None
    if replacement.startswith("="):
        text, _, needed = replacement[1:].partition(" #import ")
        edits = [ctx.replace(node, text)]
        return [*edits, *(ensure_import(ctx, tree, needed, node) if needed else [])]
    other, _, member = replacement.partition(":")
    known = names_of_module(tree, other)
    name = known[0] if known else other
    edits = [ctx.replace(node, f"{name}.{member}" if member else name)]
    if not known:
        edits += ensure_import(ctx, tree, other, node)
    return edits


def replace_method(
    ctx: Context, tree: ast.Module, node: ast.Attribute, replacement: str
) -> list[SourceEdit] | None:
    """Returns the edits for ``obj.old`` where ``obj`` is an instance, ``None`` if none fits."""
    if is_template(replacement):
        return fill(ctx, tree, node, replacement, node.value)
    if replacement.startswith(".") and "(" not in replacement:
        span = name_span(ctx, node)
        return [SourceEdit(ctx.source.path, *span, replacement[1:])] if span else None
    return fill(ctx, tree, node, "{obj}" + replacement, node.value)
