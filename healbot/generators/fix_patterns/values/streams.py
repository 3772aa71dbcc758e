"""Which ``open()`` a file variable comes from, and edits of its mode and encoding."""

from __future__ import annotations

import ast

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.values.code import Code


def called_name(call: ast.Call) -> str:
    """Returns the last part of what a call names, ``""`` when it names nothing."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def is_open(node: ast.AST | None) -> bool:
    """Whether a node is a call of ``open``, ``io.open``, ``codecs.open`` or ``Path.open``."""
    return isinstance(node, ast.Call) and called_name(node) == "open"


def opening_of(code: Code, node: ast.expr | None) -> ast.Call | None:
    """Returns the ``open(...)`` call that a file expression comes from."""
    if isinstance(node, ast.Call):
        if is_open(node):
            return node
        if called_name(node) in ("reader", "writer", "DictReader", "DictWriter") and node.args:
            return opening_of(code, node.args[0])
        return None
    if isinstance(node, ast.Name):
        bindings = [b for b in code.resolve(node) if b.value is not None and not b.path]
        calls = [b.value for b in bindings if isinstance(b.value, ast.Call)]
        if len(bindings) > 1:
            statement = code.statement
            holders = set(code.ancestors(statement)) if statement is not None else set()
            calls = [
                b.value for b in bindings if b.owner in holders and isinstance(b.value, ast.Call)
            ]
        if len(calls) == 1:
            return opening_of(code, calls[0])
    return None


def mode_node(call: ast.Call) -> ast.expr | None:
    """Returns the mode argument of an ``open`` call."""
    for keyword in call.keywords:
        if keyword.arg == "mode":
            return keyword.value
    index = 0 if is_path_open(call) else 1
    return call.args[index] if len(call.args) > index else None


def is_path_open(call: ast.Call) -> bool:
    """Whether the call is ``path.open(...)`` rather than ``open(path, ...)``."""
    match call.func:
        case ast.Attribute(value=ast.Name(id="io" | "codecs" | "gzip" | "bz2" | "os")):
            return False
        case ast.Attribute():
            return True
        case _:
            return False


def mode_of(call: ast.Call) -> str:
    """Returns the mode of an ``open`` call; ``"?"`` when it is not written out."""
    node = mode_node(call)
    if node is None:
        return "r"
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return "?"


def set_mode(code: Code, call: ast.Call, mode: str) -> list[SourceEdit]:
    """Returns the edits that give an ``open`` call another mode, quotes kept."""
    node = mode_node(call)
    edits: list[SourceEdit] = []
    if node is not None:
        quote = code.text(node)[-1]
        edits.append(code.replace(node, f"{quote}{mode}{quote}"))
    elif call.args:
        edits.append(code.insert(code.outer_span(call.args[0])[1], f', "{mode}"'))
    else:
        edits.append(code.insert(code.span(call)[1] - 1, f'"{mode}"'))
    if "b" in mode:
        edits += [
            e
            for k in call.keywords
            if k.arg in ("encoding", "newline", "errors")
            for e in remove_keyword(code, call, k)
        ]
    return edits


def remove_keyword(code: Code, call: ast.Call, keyword: ast.keyword) -> list[SourceEdit]:
    """Returns the edit that removes a keyword argument and the comma before it."""
    start = code.source.offset_of_utf8(keyword.lineno, keyword.col_offset)
    end = code.source.offset_of_utf8(keyword.end_lineno or 0, keyword.end_col_offset or 0)
    before = code.source.text[:start].rstrip()
    if before.endswith(","):
        return [code.delete(len(before) - 1, end)]
    return []


def add_keyword(code: Code, call: ast.Call, text: str) -> SourceEdit:
    """Returns the edit that adds a keyword argument at the end of a call."""
    end = code.span(call)[1] - 1
    last = code.source.text[:end].rstrip()
    if not call.args and not call.keywords:
        return code.insert(end, text)
    if last.endswith(","):
        return code.insert(len(last), f" {text}")
    return code.insert(len(last), f", {text}")
