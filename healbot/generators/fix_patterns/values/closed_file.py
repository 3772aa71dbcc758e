"""``I/O operation on closed file``: a statement fell out of its ``with``, or is too late."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import indent_block, wrap
from healbot.generators.fix_patterns.values.streams import called_name


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the statement moved back into the ``with``, or the ``close()`` moved behind it."""
    statement = code.statement
    frames = code.context.exception.project_frames
    if code.context.frame.function == "<genexpr>" and len(frames) > 1:
        statement = code.statement_at(frames[-2].line)  # who reads, not who was to be read
    if statement is None:
        return
    lazy = _lazy_result(code)
    if lazy is not None:
        yield lazy
        return
    for outer in (statement, *(a for a in code.ancestors(statement) if isinstance(a, ast.stmt))):
        block = _block(code, outer)
        index = block.index(outer) if outer in block else -1
        for before in range(index - 1, -1, -1):
            candidate = block[before]
            if isinstance(candidate, ast.With) and _uses(outer, _handles(candidate)):
                yield from _moved_in(code, candidate, block[before + 1 : index + 1])
                return
            if _closes(candidate) and _uses(outer, {_closes(candidate)}):
                yield from _closed_later(code, candidate, outer)
                return
    yield from _closed_in_loop(code, statement)


def _lazy_result(code: Code) -> Fix | None:
    """A function that returns a generator or reader over a file which its ``with`` has closed."""
    called = {called_name(c) for c in code.all(ast.Call)}
    for node in code.all(ast.Return):
        function = code.function_scope_of(node)
        outer = next((a for a in code.ancestors(node) if isinstance(a, ast.With)), None)
        if function is None or outer is None or function.name not in called or node.value is None:
            continue
        value = _value(code, node.value)
        if not _uses_names(value, _handles(outer)):
            continue
        reason = (
            f"{function.name} returns what still reads from the file when it is closed; a list "
            "holds all of it."
        )
        if isinstance(value, ast.GeneratorExp):
            start, end = code.span(value)
            return Fix(
                (
                    code.delete(start, start + 1),
                    code.insert(start, "["),
                    code.delete(end - 1, end),
                    code.insert(end, "]"),
                ),
                reason,
                0.9,
            )
        if isinstance(value, ast.Call) and called_name(value) in _LAZY:
            return Fix(wrap(code, value, "list("), reason, 0.88)
    return None


_LAZY = ("reader", "DictReader", "map", "filter", "enumerate", "zip")


def _value(code: Code, node: ast.expr) -> ast.expr:
    """Returns what a returned name was bound to."""
    if isinstance(node, ast.Name):
        bindings = code.resolve(node)
        if len(bindings) == 1 and bindings[0].kind == "assign" and bindings[0].value is not None:
            return bindings[0].value
    return node


def _uses_names(node: ast.AST, names: set[str]) -> bool:
    return any(isinstance(n, ast.Name) and n.id in names for n in ast.walk(node))


def _block(code: Code, statement: ast.stmt) -> list[ast.stmt]:
    parent = code.parent(statement)
    for field in ("body", "orelse", "finalbody"):
        block = getattr(parent, field, None)
        if isinstance(block, list) and statement in block:
            return block
    return []


def _handles(statement: ast.With) -> set[str]:
    """Returns the names of the opened files and of what is made of them, such as csv readers."""
    names = {
        n.id
        for i in statement.items
        if i.optional_vars
        for n in ast.walk(i.optional_vars)
        if isinstance(n, ast.Name)
    }
    for node in ast.walk(statement):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.GeneratorExp):
            if _uses_names(node.value.generators[0].iter, names):
                names |= {t.id for t in node.targets if isinstance(t, ast.Name)}
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            given = {n.id for a in node.value.args for n in ast.walk(a) if isinstance(n, ast.Name)}
            lazy = called_name(node.value) in (
                "reader",
                "writer",
                "DictReader",
                "DictWriter",
                "map",
                "filter",
                "enumerate",
            )
            if lazy and given & names:
                names |= {t.id for t in node.targets if isinstance(t, ast.Name)}
    return names


def _uses(statement: ast.stmt, names: set[str]) -> bool:
    return _uses_names(statement, names)


def _moved_in(code: Code, outer: ast.With, statements: list[ast.stmt]) -> Iterator[Fix]:
    if not all(code.stands_alone(s) for s in statements):
        return
    body = outer.body[0]
    width = code.indent(body)[len(code.indent(outer)) :]
    if body.lineno == outer.lineno or not width:
        return
    first = min([statements[0].lineno])
    last = statements[-1].end_lineno or statements[-1].lineno
    yield Fix(
        indent_block(code, first, last, width),
        "The file is closed at the end of the with; the statement that still uses it moves inside.",
        0.92,
    )


def _closes(statement: ast.stmt) -> str:
    """Returns the name that a statement closes, ``""`` when it closes none."""
    match statement:
        case ast.Expr(
            value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="close"), args=[])
        ):
            return name
        case _:
            return ""


def _closed_later(code: Code, closing: ast.stmt, last: ast.stmt) -> Iterator[Fix]:
    block = _block(code, closing)
    name = _closes(closing)
    users = [s for s in block[block.index(closing) + 1 :] if _uses(s, {name})]
    if not code.stands_alone(closing) or not users:
        return
    start = code.source.offset(closing.lineno, 0)
    end = code.source.offset((closing.end_lineno or closing.lineno) + 1, 0)
    yield Fix(
        (code.delete(start, end), code.line_after(users[-1], code.text(closing))),
        f"{name} is closed before its last use; it is closed behind it.",
        0.88,
    )


def _closed_in_loop(code: Code, statement: ast.stmt) -> Iterator[Fix]:
    """``close()`` in the body of the loop that goes on writing: it belongs behind the loop."""
    names = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name)}
    for loop in (
        a for a in (statement, *code.ancestors(statement)) if isinstance(a, (ast.For, ast.While))
    ):
        for closing in loop.body:
            name = _closes(closing)
            if name in names and len(loop.body) > 1 and code.stands_alone(closing):
                start = code.source.offset(closing.lineno, 0)
                end = code.source.offset((closing.end_lineno or closing.lineno) + 1, 0)
                if closing is loop.body[-1]:
                    indent = code.indent(loop)
                    width = len(code.indent(closing)) - len(indent)
                    edit = code.delete(start, start + width)
                    yield Fix(
                        (edit,), f"{name} is closed behind the loop, not in its first round.", 0.9
                    )
                    return
                yield Fix(
                    (code.delete(start, end), code.line_after(loop, code.text(closing))),
                    f"{name} is closed behind the loop, not in its first round.",
                    0.88,
                )
                return


PATTERN = value_pattern(
    "closed_file",
    {"ValueError", "ProgrammingError", "RuntimeError"},
    {
        r"^I/O operation on closed file|^Cannot operate on a closed (database|cursor)|"
        r"^cannot schedule new futures after shutdown|^Pool not running|"
        r"^Attempt to use ZIP archive that was already closed": propose,
    },
)
