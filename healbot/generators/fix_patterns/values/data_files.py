"""The data a script reads, looked up in the project: values that the crash alone does not show."""

from __future__ import annotations

import ast
import csv
import io
import posixpath
import re

from healbot.core.source import SourceFile
from healbot.generators.fix_patterns.values.calls import argument_of
from healbot.generators.fix_patterns.values.code import Binding, Code
from healbot.generators.fix_patterns.values.kinds import live_text
from healbot.generators.fix_patterns.values.streams import called_name, is_path_open

ENCODINGS = ("utf-8", "cp1252", "latin-1")


def constant_text(code: Code, node: ast.AST | None, depth: int = 0) -> str | None:
    """Returns the ``str`` an expression surely is: a literal, a constant's name, a live value."""
    if node is None or depth > 4:
        return None
    match node:
        case ast.Constant(value=value):
            return value if isinstance(value, str) else None
        case ast.Name():
            text = _bound_text(code, node, depth)
            return text if text is not None else live_text(code, node)
        case ast.Call(func=ast.Name(id="Path" | "str"), args=[argument], keywords=[]):
            return constant_text(code, argument, depth + 1)
        case ast.Subscript(value=ast.Attribute(attr="argv"), slice=ast.Constant(value=int(index))):
            arguments = script_arguments(code)
            return arguments[index] if 0 <= index < len(arguments) else None
        case ast.BinOp(op=ast.Div(), left=left, right=right):
            return _joined_path(code, [left, right], depth)
        case ast.Call(
            func=ast.Attribute(attr="join", value=ast.Attribute(attr="path")), args=parts
        ):
            return _joined_path(code, parts, depth)
        case _ if "__file__" in ast.unparse(node) and ".." not in ast.unparse(node):
            return _script_folder(code)
    return live_text(code, node)


def _bound_text(code: Code, node: ast.Name, depth: int) -> str | None:
    match code.resolve(node):
        case [Binding(kind="assign", path=(), value=value)]:
            return constant_text(code, value, depth + 1)
        case [Binding(kind="parameter") as binding]:
            return constant_text(code, argument_of(code, binding), depth + 1)
        case _:
            return None


def _joined_path(code: Code, parts: list[ast.expr], depth: int) -> str | None:
    texts = [constant_text(code, part, depth + 1) for part in parts]
    known = [text for text in texts if text is not None]
    return posixpath.join(*known) if known and len(known) == len(texts) else None


def _script_folder(code: Code) -> str:
    """Returns the script's folder as seen from where the run starts."""
    reproducer = code.context.problem.reproducer
    return posixpath.relpath(posixpath.dirname(code.source.path) or ".", reproducer.cwd)


def data_file(code: Code, path: str) -> SourceFile | None:
    """Returns a file of the project by the path that the script uses for it."""
    if not path or path.startswith("/"):
        return None
    files = code.context.problem.files
    full = posixpath.normpath(posixpath.join(code.context.problem.reproducer.cwd, path))
    return None if full.startswith("..") else files.source(full)


def decoded(data: bytes) -> str:
    """Returns the text of a data file, whatever its encoding."""
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", "replace")
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def opened_files(code: Code) -> list[tuple[ast.Call, SourceFile]]:
    """Returns the calls that read a data file of the project, and these files."""
    found: list[tuple[ast.Call, SourceFile]] = []
    for call in code.all(ast.Call):
        path = constant_text(code, _path_node(call))
        file = data_file(code, path) if path else None
        if file is not None and not file.path.endswith(".py"):
            found.append((call, file))
    return found


def _path_node(call: ast.Call) -> ast.expr | None:
    """Returns the path that a call reads from."""
    name = called_name(call)
    first = call.args[0] if call.args else None
    if name == "open" and not is_path_open(call):
        return first
    if name in ("open", "read_text") and isinstance(call.func, ast.Attribute):
        return call.func.value
    return first if name in ("read_csv", "loadtxt", "genfromtxt", "read_table") else None


def column_values(code: Code, key: str | int) -> list[str]:
    """Returns the cells of a column, by header or index, of the data files the script opens."""
    values: list[str] = []
    for _, file in opened_files(code):
        values += _column(decoded(file.data), key)
    return values


def stdin_lines(code: Code) -> list[str]:
    """Returns the lines that the script reads from standard input."""
    return decoded(code.context.problem.reproducer.stdin or b"").splitlines()


def script_arguments(code: Code) -> tuple[str, ...]:
    """Returns ``sys.argv`` of the run, the script's own name first."""
    reproducer = code.context.problem.reproducer
    for index, word in enumerate(reproducer.argv):
        if word == reproducer.target or word.endswith(".py"):
            return reproducer.argv[index:]
    return ()


def _column(text: str, key: str | int) -> list[str]:
    head = text.split("\n", 1)[0]
    separator = max(",;\t|:", key=head.count)
    if not head.count(separator):
        return []
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=separator) if row]
    except csv.Error:
        return []
    if isinstance(key, str):
        names = [name.strip() for name in rows[0]] if rows else []
        if key.strip() not in names:
            return []
        index, rows = names.index(key.strip()), rows[1:]
    else:
        index = key
        if rows and not any(_NUMBER.match(cell) for cell in rows[0]):
            rows = rows[1:]
    return [row[index].strip() for row in rows if -len(row) <= index < len(row)]


_NUMBER = re.compile(r"\s*[-+]?\d")
