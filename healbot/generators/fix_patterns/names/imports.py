"""Adding and changing imports where a careful author would: in the right group, in order.

Groups are those of PEP 8: ``__future__``, standard library, third party, the project's own; a file
that keeps them apart by blank lines keeps doing so.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.places import line_start
from healbot.generators.fix_patterns.pattern import Context

Import = ast.Import | ast.ImportFrom
IMPORTS = (ast.Import, ast.ImportFrom)

_CODING = re.compile(r"^#.*coding[:=]")


def top_imports(tree: ast.Module) -> list[Import]:
    """Returns the imports that stand directly at module level, in file order."""
    return [node for node in tree.body if isinstance(node, IMPORTS)]


def all_imports(tree: ast.Module) -> list[Import]:
    """Returns every import of the file, in file order."""
    found = [node for node in ast.walk(tree) if isinstance(node, IMPORTS)]
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def bound_name(alias: ast.alias, node: Import) -> str:
    """Returns the name that an alias of an import binds."""
    if alias.asname:
        return alias.asname
    return alias.name if isinstance(node, ast.ImportFrom) else alias.name.partition(".")[0]


def module_names(tree: ast.Module, module: str) -> list[str]:
    """Returns the names under which ``import module`` (or ``as``) makes `module` known."""
    names: list[str] = []
    for node in all_imports(tree):
        for alias in node.names:
            if isinstance(node, ast.Import):
                if alias.name == module:
                    names.append(alias.asname or alias.name)
                elif alias.asname is None and alias.name.startswith(module + "."):
                    names.append(module)
            elif node.module and not node.level and f"{node.module}.{alias.name}" == module:
                names.append(alias.asname or alias.name)
    return list(dict.fromkeys(names))


def module_of_name(tree: ast.Module, name: str) -> str | None:
    """Returns the module that `name` is bound to by an import of the file."""
    for node in all_imports(tree):
        for alias in node.names:
            if bound_name(alias, node) != name:
                continue
            if isinstance(node, ast.Import):
                return alias.name if alias.asname else name
            return f"{node.module}.{alias.name}" if node.module and not node.level else None
    return None


def add_import(
    ctx: Context, tree: ast.Module, module: str, names: Sequence[str] = (), before: int = 1 << 30
) -> SourceEdit | None:
    """Returns the edit that makes ``import module`` or ``from module import names`` hold.

    `before` is the line of the first use: an import below it is not extended. ``None`` when
    everything is imported already.
    """
    if names:
        for node in top_imports(tree):
            if isinstance(node, ast.ImportFrom) and node.module == module and not node.level:
                missing = _missing(node, names)
                if not missing:
                    return None
                if node.lineno < before and node.names[0].name != "*":
                    return extend_from_import(ctx, node, missing)
        statement = f"from {module} import {', '.join(sorted(names, key=_name_key))}"
    else:
        statement = f"import {module}"
    return insert_import_line(ctx, tree, statement, before)


def _missing(node: ast.ImportFrom, names: Iterable[str]) -> list[str]:
    there = {alias.name for alias in node.names if alias.asname is None}
    return [name for name in names if name not in there]


def _name_key(name: str) -> tuple[int, str]:
    """isort's order inside a from-import: CONSTANTS, Classes, functions."""
    group = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return group, name


def extend_from_import(ctx: Context, node: ast.ImportFrom, names: Sequence[str]) -> SourceEdit:
    """Returns the edit that adds `names` to a from-import, in order when it is in order."""
    present = [alias.name for alias in node.names]
    ordered = sorted(names, key=_name_key)
    orders: tuple[Callable[[str], Any], ...] = (_name_key, str.lower)
    for keyed in orders:
        keys = [keyed(name) for name in present]
        if len(names) == 1 and keys == sorted(keys):
            new = keyed(names[0])
            following = next((a for a in node.names if keyed(a.name) > new), None)
            if following is not None:
                start, _ = ctx.span(following)
                return ctx.insert(start, _joined(ctx, node, following, ordered, before=True))
            break
    _, end = ctx.span(node.names[-1])
    return ctx.insert(end, _joined(ctx, node, node.names[-1], ordered, before=False))


def _joined(
    ctx: Context, node: ast.ImportFrom, beside: ast.alias, names: list[str], before: bool
) -> str:
    """Returns the names with the separator that the list uses: one line, or one name a line."""
    separator = ", "
    others = [alias for alias in node.names if alias is not node.names[0]]
    if others and all(alias.lineno > node.names[0].lineno for alias in others):
        line = ctx.source.line(beside.lineno)
        separator = "," + ctx.source.newline + line[: len(line) - len(line.lstrip())]
    if before:
        return "".join(name + separator for name in names)
    return "".join(separator + name for name in names)


def insert_import_line(
    ctx: Context, tree: ast.Module, statement: str, before: int = 1 << 30
) -> SourceEdit:
    """Returns the edit that adds an import statement at module level."""
    block = _leading_block(tree, before)
    newline = ctx.source.newline
    if not block:
        return _first_import(ctx, tree, statement)
    rank = _rank(ctx, _module_of_statement(statement))
    ranks = [_rank(ctx, _first_module(node)) for node in block]
    same = [node for node, r in zip(block, ranks, strict=True) if r == rank]
    if same:
        after = _neighbour(same, statement)
        if after is None:
            return _insert_before_line(ctx, same[0], statement + newline)
        return _insert_after_line(ctx, after, newline + statement)
    earlier = [node for node, r in zip(block, ranks, strict=True) if r < rank]
    separated = newline
    if earlier:
        return _insert_after_line(ctx, earlier[-1], newline + separated + statement)
    return _insert_before_line(ctx, block[0], statement + newline + separated)


def _leading_block(tree: ast.Module, before: int) -> list[Import]:
    """Returns the imports at the head of the file, up to the first other statement but one.

    Assignments such as ``__version__`` or ``sys.path`` changes end the block; so does `before`.
    """
    block: list[Import] = []
    for index, node in enumerate(tree.body):
        if isinstance(node, IMPORTS):
            if node.lineno < before:
                block.append(node)
        elif index == 0 and _is_docstring(node):
            continue
        else:
            break
    return block


def _is_docstring(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _first_module(node: Import) -> str:
    if isinstance(node, ast.Import):
        return node.names[0].name
    return "." if node.level else node.module or ""


def _module_of_statement(statement: str) -> str:
    return statement.split()[1]


def _rank(ctx: Context, module: str) -> int:
    top = module.partition(".")[0]
    facts = ctx.problem.inspector.interpreter()
    if top == "__future__":
        return 0
    if top in facts.stdlib_modules:
        return 1
    return 2 if top in facts.installed_modules else 3


def _neighbour(group: list[Import], statement: str) -> Import | None:
    """Returns the import behind which `statement` belongs, ``None`` for the head of the group."""
    is_from = statement.startswith("from ")
    plain_first = all(
        not (isinstance(a, ast.ImportFrom) and isinstance(b, ast.Import))
        for a, b in pairwise(group)
    )
    module = _module_of_statement(statement).lower()

    def key(kind_from: bool, name: str) -> tuple[bool, str]:
        return (kind_from if plain_first else False, name.lower())

    own = key(is_from, module)
    keys = [key(isinstance(node, ast.ImportFrom), _first_module(node)) for node in group]
    if keys == sorted(keys):
        smaller = [node for node, k in zip(group, keys, strict=True) if k <= own]
        return smaller[-1] if smaller else None
    kind = [node for node in group if isinstance(node, ast.ImportFrom) is is_from]
    return kind[-1] if plain_first and kind else group[-1]


def _insert_after_line(ctx: Context, node: ast.stmt, text: str) -> SourceEdit:
    """Returns the edit that inserts `text` at the end of a statement's last line."""
    line = node.end_lineno or node.lineno
    return ctx.insert(ctx.source.offset(line, len(ctx.source.line(line))), text)


def _insert_before_line(ctx: Context, node: ast.stmt, text: str) -> SourceEdit:
    return ctx.insert(ctx.source.offset(node.lineno, 0), text)


def _first_import(ctx: Context, tree: ast.Module, statement: str) -> SourceEdit:
    """Returns the edit for a file without imports at its head."""
    newline = ctx.source.newline
    if tree.body and _is_docstring(tree.body[0]):
        text = newline * 2 + statement
        line = tree.body[0].end_lineno or 1
        if len(tree.body) > 1 and ctx.source.line(line + 1).strip():
            text += newline
        return _insert_after_line(ctx, tree.body[0], text)
    line = _after_header_comment(ctx)
    first = tree.body[0] if tree.body else None
    gap = 3 if isinstance(first, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else 2
    return ctx.insert(ctx.source.offset(line, 0), statement + newline * gap)


def _after_header_comment(ctx: Context) -> int:
    """Returns the first line behind shebang, coding line and a detached licence comment."""
    lines = ctx.source.lines
    number = 0
    while number < min(2, len(lines)) and (
        (number == 0 and lines[0].startswith("#!")) or _CODING.match(lines[number])
    ):
        number += 1
    end = number
    while end < len(lines) and lines[end].startswith("#"):
        end += 1
    if end > number and end < len(lines) and not lines[end].strip():
        number = end + 1
    while 0 < number < len(lines) and not lines[number].strip():
        number += 1
    return number + 1


def alias_edit(ctx: Context, alias: ast.alias, text: str) -> SourceEdit:
    """Returns the edit that replaces one ``name as other`` of an import."""
    start, end = ctx.span(alias)
    return SourceEdit(ctx.source.path, start, end, text)


def remove_alias(ctx: Context, node: Import, alias: ast.alias) -> SourceEdit:
    """Returns the edit that takes one name out of an import; the whole line when it is the last."""
    if len(node.names) == 1:
        return remove_statement(ctx, node)
    index = node.names.index(alias)
    start, end = ctx.span(alias)
    if index + 1 < len(node.names):
        end, _ = ctx.span(node.names[index + 1])
    else:
        _, start = ctx.span(node.names[index - 1])
    return SourceEdit(ctx.source.path, start, end, "")


def remove_statement(ctx: Context, node: ast.stmt) -> SourceEdit:
    """Returns the edit that removes a statement with its line, when it has the line to itself."""
    start, end = ctx.span(node)
    head = line_start(ctx, start)
    text = ctx.source.text
    last = node.end_lineno or node.lineno
    line_end = ctx.source.offset(last, len(ctx.source.line(last)))
    if not text[head:start].strip() and not text[end:line_end].strip():
        return SourceEdit(ctx.source.path, head, ctx.source.offset(last + 1, 0), "")
    return SourceEdit(ctx.source.path, start, end, "pass")


def replace_import_line(ctx: Context, node: Import, statements: Sequence[str]) -> SourceEdit:
    """Returns the edit that puts other import statements in the place of one."""
    line = ctx.source.line(node.lineno)
    indent = line[: len(line) - len(line.lstrip())]
    return ctx.replace(node, (ctx.source.newline + indent).join(statements))
