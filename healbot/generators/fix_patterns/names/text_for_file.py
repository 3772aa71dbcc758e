"""``json.load(text)`` and ``json.dump(data, "out.json")``: a text where an open file is needed."""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.messages import missing_attribute
from healbot.generators.fix_patterns.names.places import (
    indent_of,
    live_value,
    nodes_at,
    pattern,
    starts_line,
    statement_of,
)
from healbot.generators.fix_patterns.pattern import Context, Fix

_MODULES = frozenset({"json", "pickle", "marshal", "toml", "tomllib", "yaml"})
_FILE_NAME = re.compile(r"[\w./\\~-]*\.(?:json|pkl|pickle|toml|yaml|yml|dat|bin|txt|cfg|geojson)")
_BINARY = frozenset({"pickle", "marshal", "tomllib"})


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    missing = missing_attribute(ctx.message)
    if missing is None or missing.name not in ("read", "readline", "write"):
        return
    if missing.owner_class not in ("str", "bytes", "PosixPath", "WindowsPath"):
        return
    for node in nodes_at(ctx, tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        module = getattr(node.func.value, "id", "")
        if module not in _MODULES:
            continue
        if node.func.attr == "load" and node.args:
            yield from _load(ctx, tree, node, module)
        elif node.func.attr == "dump" and len(node.args) >= 2:
            yield from _open_around(
                ctx, tree, node, node.args[1], "wb" if module in _BINARY else "w"
            )
        return


def _load(ctx: Context, tree: ast.Module, call: ast.Call, module: str) -> Iterator[Fix]:
    argument = call.args[0]
    if _names_a_file(ctx, argument):
        mode = "rb" if module in _BINARY else ""
        yield from _open_around(ctx, tree, call, argument, mode)
    else:
        _, end = ctx.span(call.func)
        yield Fix(
            (ctx.insert(end, "s"),),
            f"{module}.load reads a file; {module}.loads takes the text itself.",
            0.93,
        )


def _names_a_file(ctx: Context, node: ast.expr) -> bool:
    """Whether the argument's value is a path rather than the document."""
    value = live_value(ctx, ctx.text_of(node))
    if value is not None and value.type_name.endswith("Path"):
        return True
    text = value.text.strip("'\"") if value is not None and value.text else ""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
    if not text:
        name = ctx.text_of(node).lower()
        return value is None and any(word in name for word in ("path", "file"))
    if text[:1] in "[{<" or len(text) > 180:
        return False
    if _FILE_NAME.fullmatch(text):
        return True
    folder = posixpath.dirname(text) or "."
    cwd = ctx.problem.reproducer.cwd
    return posixpath.basename(text) in ctx.problem.files.names(
        posixpath.normpath(posixpath.join(cwd, folder))
    )


def _open_around(
    ctx: Context, tree: ast.Module, call: ast.Call, argument: ast.expr, mode: str
) -> Iterator[Fix]:
    """Wraps the statement in ``with open(…) as file:``."""
    statement = statement_of(tree, call)
    if not isinstance(statement, ast.Expr | ast.Assign | ast.Return):
        return
    if statement.lineno != statement.end_lineno or not starts_line(ctx, statement):
        return
    start, end = ctx.span(statement)
    left, right = ctx.span(argument)
    text = ctx.source.text
    opened = (
        f'with open({text[left:right]}, "{mode}")' if mode else f"with open({text[left:right]})"
    )
    body = f"{text[start:left]}file{text[right:end]}"
    newline = ctx.source.newline + indent_of(ctx, statement)
    edit = SourceEdit(ctx.source.path, start, end, f"{opened} as file:{newline}    {body}")
    yield Fix((edit,), "An open file is needed here, not its name.", 0.95)


PATTERN = pattern("text_for_file", {"AttributeError", "TypeError"}, _propose)
