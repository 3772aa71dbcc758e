"""NameError: module-level code runs before the definition it needs, which stands below it.

Two repairs keep the order of everything with an effect: the statements that ran too early move down
past definitions only (typical for ``main()`` at the top), or the definition moves up when all that
it needs exists by then. A definition is pure when running it early or late makes no difference:
functions, classes, imports and constants without calls.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.messages import undefined_name
from healbot.generators.fix_patterns.names.places import pattern, scopes
from healbot.generators.fix_patterns.names.scopes import FUNCTIONS
from healbot.generators.fix_patterns.pattern import Context, Fix

_DEFINITIONS = (*FUNCTIONS, ast.ClassDef)


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    name = undefined_name(ctx.message)
    if name is None or name not in scopes(ctx).module.bindings:
        return
    running = _running_statement(ctx, tree)
    if running is None:
        return
    needed = _needed_below(tree, running, name)
    if name not in needed:
        return
    down = _move_down(ctx, tree, running, needed)
    up = _move_up(ctx, tree, running, needed)
    reason = f"`{name}` is defined below the code that needs it."
    is_definition = isinstance(tree.body[running], _DEFINITIONS)
    options = [(down, "Move that code below the definition.", 0.9)]
    options.insert(0 if is_definition else 1, (up, "Move the definition above it.", 0.9))
    for edits, action, sure in options:
        if edits:
            yield Fix(edits, f"{reason} {action}", sure)
            return


def _running_statement(ctx: Context, tree: ast.Module) -> int | None:
    """Returns the index of the module-level statement that was running when the name was missed."""
    lines = [
        frame.line
        for frame in ctx.exception.project_frames
        if frame.path == ctx.source.path and frame.function == "<module>"
    ]
    line = lines[-1] if lines else ctx.line
    for index, node in enumerate(tree.body):
        if _first_line(node) <= line <= (node.end_lineno or node.lineno):
            return index
    return None


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _bound(node: ast.stmt) -> set[str]:
    """Returns the names that running a module-level statement binds."""
    names: set[str] = set()
    stack: list[ast.AST] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, _DEFINITIONS):
            names.add(item.name)
            continue
        if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Store):
            names.add(item.id)
        elif isinstance(item, ast.alias):
            names.add(item.asname or item.name.partition(".")[0])
        if not isinstance(item, ast.Lambda):
            stack.extend(ast.iter_child_nodes(item))
    return names


def _loaded(node: ast.AST) -> set[str]:
    return {
        item.id
        for item in ast.walk(node)
        if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Load)
    }


def _loaded_now(node: ast.stmt) -> set[str]:
    """Returns the names that a statement reads when it runs, bodies of functions left out."""
    if isinstance(node, FUNCTIONS):
        arguments = node.args
        parts: list[ast.AST | None] = [*node.decorator_list, *arguments.defaults]
        parts += [*arguments.kw_defaults, node.returns]
        everything = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        parts += [arg.annotation for arg in everything]
        return {name for part in parts if part is not None for name in _loaded(part)}
    if isinstance(node, ast.ClassDef):
        names = {name for part in (*node.bases, *node.decorator_list) for name in _loaded(part)}
        for item in node.body:
            names |= _loaded_now(item)
        return names
    return _loaded(node)


def _needed_below(tree: ast.Module, running: int, name: str) -> set[str]:
    """Returns the names defined below `running` that it needs, directly or through functions."""
    definitions: dict[str, ast.stmt] = {}
    below: set[str] = set()
    for index, node in enumerate(tree.body):
        for bound in _bound(node):
            definitions.setdefault(bound, node)
            if definitions[bound] is node and index > running:
                below.add(bound)
    statement = tree.body[running]
    queue = list(_loaded_now(statement))
    seen: set[str] = set()
    while queue:
        current = queue.pop()
        if current in seen or current not in definitions:
            continue
        seen.add(current)
        definition = definitions[current]
        if isinstance(definition, _DEFINITIONS):
            queue += _loaded(definition)
    return (seen & below) | ({name} & below)


def _is_pure(node: ast.stmt) -> bool:
    """Whether it makes no difference when a statement runs."""
    if isinstance(node, (*FUNCTIONS, ast.Import, ast.ImportFrom)):
        return True
    if isinstance(node, ast.ClassDef):
        return all(_is_pure(item) or _is_docstring(item) for item in node.body)
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return not any(
            isinstance(item, ast.Call | ast.Await | ast.Yield | ast.YieldFrom)
            for item in ast.walk(node)
        )
    return _is_docstring(node) or isinstance(node, ast.Pass)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _move_down(
    ctx: Context, tree: ast.Module, running: int, needed: set[str]
) -> tuple[SourceEdit, ...]:
    """Returns the edits that move the running code below all definitions that it needs."""
    body = tree.body
    if isinstance(body[running], (*_DEFINITIONS, ast.Import, ast.ImportFrom)):
        last = running
    else:
        last = running
        while last + 1 < len(body) and not _is_pure(body[last + 1]):
            last += 1
    end = last
    while end + 1 < len(body) and _is_pure(body[end + 1]):
        end += 1
    region = body[last + 1 : end + 1]
    if not needed <= {name for node in region for name in _bound(node)}:
        return ()
    moved = body[running : last + 1]
    moved_names = {name for node in moved for name in _bound(node)}
    if any(_loaded_now(node) & moved_names for node in region):
        return ()
    if not any(isinstance(node, _DEFINITIONS) for node in region):
        end = max(i for i, node in enumerate(body) if i <= end and _bound(node) & needed)
    return _cut_and_paste(ctx, body[running], body[last], body[end])


def _move_up(
    ctx: Context, tree: ast.Module, running: int, needed: set[str]
) -> tuple[SourceEdit, ...]:
    """Returns the edits that move the needed definitions above the running code."""
    body = tree.body
    there = {name for node in body[:running] for name in _bound(node)}
    later = {name for node in body[running:] for name in _bound(node)} - there
    wanted = [node for node in body[running + 1 :] if _bound(node) & needed]
    if not wanted or any(isinstance(node, ast.If | ast.Try | ast.For) for node in wanted):
        return ()
    available: set[str] = set()
    for node in wanted:
        if not _is_pure(node) and len(wanted) > 1:
            return ()
        if (_loaded_now(node) & later) - available:
            return ()
        if isinstance(node, ast.Assign | ast.AnnAssign) and _rebound(body, node):
            return ()
        available |= _bound(node)
    edits: list[SourceEdit] = []
    text = ""
    for node in wanted:
        start, end = _block(ctx, node, node)
        gap = ctx.source.newline * (3 if isinstance(node, _DEFINITIONS) else 2)
        text += ctx.source.text[start:end].rstrip() + gap
        edits.append(_removal(ctx, start, end))
    start, _ = _block(ctx, body[running], body[running])
    return (*edits, ctx.insert(start, text))


def _rebound(body: list[ast.stmt], node: ast.stmt) -> bool:
    names = _bound(node)
    return any(other is not node and _bound(other) & names for other in body)


def _block(ctx: Context, first: ast.stmt, last: ast.stmt) -> tuple[int, int]:
    """Returns the offsets of whole lines, with the comments right above."""
    line = _first_line(first)
    while line > 1 and ctx.source.line(line - 1).startswith("#"):
        if line == 2 and ctx.source.line(1).startswith("#!"):
            break
        line -= 1
    end_line = (last.end_lineno or last.lineno) + 1
    return ctx.source.offset(line, 0), ctx.source.offset(end_line, 0)


def _removal(ctx: Context, start: int, end: int) -> SourceEdit:
    """Returns the edit that removes whole lines and the blank lines on their less blank side."""
    text = ctx.source.text
    head, tail = start, end
    while head > 0 and text[head - 1] in "\r\n" and text[:head].rstrip("\r\n") != text[: head - 1]:
        head -= 1
    while tail < len(text) and text[tail] in "\r\n":
        tail += 1
    if not text[:start].strip() or start - head > tail - end:
        return SourceEdit(ctx.source.path, start, tail, "")
    return SourceEdit(ctx.source.path, head, end, "")


def _cut_and_paste(
    ctx: Context, first: ast.stmt, last: ast.stmt, target: ast.stmt
) -> tuple[SourceEdit, ...]:
    """Returns the edits that move the lines from `first` to `last` behind `target`."""
    start, end = _block(ctx, first, last)
    newline = ctx.source.newline
    moved = ctx.source.text[start:end].rstrip()
    _, destination = _block(ctx, target, target)
    gap = newline * (2 if isinstance(target, _DEFINITIONS) else 1)
    text = gap + moved + newline
    if not ctx.source.text[:destination].endswith(("\n", "\r")):
        text = newline + text
    rest = ctx.source.text[destination:]
    if rest.strip() and not rest.startswith(("\n", "\r")):
        text += newline
    return (_removal(ctx, start, end), ctx.insert(destination, text))


PATTERN = pattern("used_before_definition", {"NameError"}, _propose)
