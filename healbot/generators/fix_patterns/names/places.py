"""Finding one's way in the failing file: statements, parents, enclosing definitions, spans."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from healbot.core.observation import ObservedValue
from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.scopes import (
    FUNCTIONS,
    Binding,
    Function,
    Scope,
    ScopeTable,
    scopes_of,
)
from healbot.generators.fix_patterns.pattern import Context, Fix, FixPattern

_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


def pattern(
    name: str, exceptions: Iterable[str], propose: Callable[[Context, ast.Module], Iterator[Fix]]
) -> FixPattern:
    """Returns a pattern that needs the file's syntax tree and yields nothing without one."""

    def guarded(ctx: Context) -> Iterator[Fix]:
        tree = ctx.tree
        if tree is None or ctx.line < 1:
            return
        try:
            for fix in propose(ctx, tree):
                if fix.edits and fix.confidence >= 0.2:
                    yield fix
        except RecursionError:  # an expression nested too deep for the visitors
            return

    return FixPattern(name, frozenset(exceptions), guarded)


@lru_cache(maxsize=8)
def parents(tree: ast.Module) -> dict[ast.AST, ast.AST]:
    """Returns the parent of every node of a tree."""
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def ancestors(tree: ast.Module, node: ast.AST) -> Iterator[ast.AST]:
    """Yields the nodes around `node`, nearest first."""
    table = parents(tree)
    current = table.get(node)
    while current is not None:
        yield current
        current = table.get(current)


def statement_of(tree: ast.Module, node: ast.AST) -> ast.stmt | None:
    """Returns the innermost statement that contains `node` (or is it)."""
    if isinstance(node, ast.stmt):
        return node
    return next((item for item in ancestors(tree, node) if isinstance(item, ast.stmt)), None)


def enclosing_function(tree: ast.Module, node: ast.AST) -> Function | None:
    """Returns the nearest function around `node`."""
    return next((item for item in ancestors(tree, node) if isinstance(item, FUNCTIONS)), None)


def enclosing_class(tree: ast.Module, node: ast.AST) -> ast.ClassDef | None:
    """Returns the nearest class around `node`."""
    return next((item for item in ancestors(tree, node) if isinstance(item, ast.ClassDef)), None)


def header_nodes(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yields the nodes of a statement without those of the blocks below it."""
    yield statement
    for handler in getattr(statement, "handlers", ()):
        if handler.type is not None:
            yield from ast.walk(handler.type)
    for case in getattr(statement, "cases", ()):
        for part in (case.pattern, case.guard):
            yield from ast.walk(part) if part is not None else ()
    for name, value in ast.iter_fields(statement):
        if name in _BLOCKS and not isinstance(statement, ast.Expr):
            continue
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, ast.AST):
                yield from ast.walk(item)


def statement_at(tree: ast.Module, line: int) -> ast.stmt | None:
    """Returns the innermost statement whose own text (not its block) covers `line`."""
    best: ast.stmt | None = None
    for node in ast.walk(tree):
        if not isinstance(node, ast.stmt):
            continue
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        if first <= line <= (node.end_lineno or node.lineno) and (
            best is None or first >= best.lineno
        ):
            best = node
    return best


def nodes_at(ctx: Context, tree: ast.Module) -> list[ast.AST]:
    """Returns the nodes of the failing statement; those that start on the failing line first."""
    statement = statement_at(tree, ctx.line)
    if statement is None:
        return []
    nodes = list(header_nodes(statement))
    return sorted(nodes, key=lambda node: not _covers(node, ctx.line))


def _covers(node: ast.AST, line: int) -> bool:
    first = getattr(node, "lineno", 0)
    return bool(first <= line <= (getattr(node, "end_lineno", 0) or 0))


def scopes(ctx: Context) -> ScopeTable:
    """Returns the scopes of the failing file, whose tree must have parsed."""
    tree = ctx.tree
    assert tree is not None  # noqa: S101 - `pattern` checked it
    return scopes_of(tree)


def scope_at(ctx: Context, tree: ast.Module, node: ast.AST) -> Scope:
    """Returns the scope in which `node` stands."""
    table = scopes(ctx)
    for item in ancestors(tree, node):
        if item in table.by_node:
            return table.by_node[item]
    return table.module


def rename_edit(ctx: Context, node: ast.AST, new: str) -> SourceEdit | None:
    """Returns the edit that gives the name a node carries another spelling."""
    span = name_span(ctx, node)
    return SourceEdit(ctx.source.path, *span, new) if span else None


def name_span(ctx: Context, node: ast.AST) -> tuple[int, int] | None:
    """Returns the offsets of the identifier that a name, definition, argument or alias carries."""
    text = ctx.source.text
    if isinstance(node, ast.Name):
        return ctx.span(node)
    if isinstance(node, ast.Attribute):
        _, end = ctx.span(node)
        return end - len(node.attr), end
    start, end = ctx.span(node) if hasattr(node, "lineno") else (0, 0)
    if isinstance(node, ast.arg):
        return start, start + len(node.arg)
    if isinstance(node, ast.keyword) and node.arg:
        return start, start + len(node.arg)
    if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
        found = re.compile(rf"(?:def|class)\s+({re.escape(node.name)})\b").search(text, start, end)
        return found.span(1) if found else None
    if isinstance(node, ast.ExceptHandler) and node.name:
        found = re.compile(rf"\bas\s+({re.escape(node.name)})\b").search(text, start, end)
        return found.span(1) if found else None
    if isinstance(node, ast.alias):
        return (end - len(node.asname), end) if node.asname else (start, end)
    return None


def binding_span(ctx: Context, binding: Binding) -> tuple[int, int] | None:
    """Returns the offsets of the identifier in a binding."""
    return name_span(ctx, binding.node)


def line_start(ctx: Context, offset: int) -> int:
    """Returns the offset at which the line of `offset` starts."""
    text = ctx.source.text
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def indent_of(ctx: Context, node: ast.AST) -> str:
    """Returns the white space before the line on which `node` starts."""
    line = ctx.source.line(node.lineno)  # type: ignore[attr-defined]
    return line[: len(line) - len(line.lstrip())]


def starts_line(ctx: Context, node: ast.AST) -> bool:
    """Whether nothing but white space stands before `node` on its line."""
    start, _ = ctx.span(node)
    return not ctx.source.text[line_start(ctx, start) : start].strip()


def is_called(tree: ast.Module, node: ast.AST) -> ast.Call | None:
    """Returns the call of which `node` is the callee."""
    parent = parents(tree).get(node)
    return parent if isinstance(parent, ast.Call) and parent.func is node else None


def live_value(ctx: Context, text: str) -> ObservedValue | None:
    """Returns the live value of an expression of the failing statement, by its source text."""
    state = ctx.problem.inspector.crash()
    if state is None or state.path != ctx.source.path:
        return None
    if text in state.expression_values:
        return state.expression_values[text]
    if text in state.local_values:
        return state.local_values[text]
    return state.global_values.get(text)


def short_type(type_name: str) -> str:
    """Returns a class name without its module."""
    return type_name.rpartition(".")[2]


def spell_quote(ctx: Context) -> str:
    """Returns the quote character that the file uses more."""
    text = ctx.source.text
    return "'" if text.count("'") > text.count('"') else '"'


def quoted(ctx: Context, text: str) -> str:
    """Returns `text` as a string literal in the file's quote style."""
    quote = spell_quote(ctx)
    return quote + text.replace("\\", "\\\\").replace(quote, "\\" + quote) + quote


def without_overlaps(edits: Iterable[SourceEdit]) -> tuple[SourceEdit, ...]:
    """Returns the edits in file order, equal ones once, without those that overlap an earlier."""
    kept: list[SourceEdit] = []
    for edit in sorted(set(edits)):
        if kept and kept[-1].path == edit.path and edit.start < kept[-1].end:
            continue
        kept.append(edit)
    return tuple(kept)


def literal_index(node: ast.expr) -> str | None:
    """Returns the value of a string literal."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def positional_only(call: ast.Call) -> bool:
    """Whether a call has neither keywords nor starred arguments."""
    return not call.keywords and not any(isinstance(arg, ast.Starred) for arg in call.args)


def delete_lines(ctx: Context, first: int, last: int) -> SourceEdit:
    """Returns the edit that removes whole lines (1-based, inclusive)."""
    start = ctx.source.offset(first, 0)
    return SourceEdit(ctx.source.path, start, ctx.source.offset(last + 1, 0), "")
