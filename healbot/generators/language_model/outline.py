"""A compact outline of the project, for models that cannot look around."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from healbot.generators.language_model.project_code import ProjectCode
from healbot.generators.language_model.project_walk import walk
from healbot.ports import ProjectFiles

MAX_OUTLINE = 4000
"""Characters."""
MAX_FILES = 300
MAX_DEFINITIONS = 15
"""Of one file or class."""


def outline(files: ProjectFiles, limit: int = MAX_OUTLINE, without: Collection[str] = ()) -> str:
    """Returns the project's Python files with their top-level definitions, one file a line.

    Classes come with their methods: ``shop/cart.py: Cart(add, total), rounded``. Files of `without`
    are left out; what does not fit into `limit` characters is counted. ``""`` when there is none.
    """
    code = ProjectCode(files)
    lines: list[str] = []
    size = left_out = 0
    for count, path in enumerate(_paths(files, without)):
        if count >= MAX_FILES or size >= limit:
            left_out += 1
            continue
        line = _line(path, code.tree(path))
        if line.endswith("__init__.py"):
            continue  # it only makes the folder a package
        if size + len(line) + 1 > limit:
            left_out += 1
            continue
        lines.append(line)
        size += len(line) + 1
    if left_out:
        lines.append(f"… and {left_out} files more")
    return "\n".join(lines)


def _paths(files: ProjectFiles, without: Collection[str]) -> Iterator[str]:
    return (path for path in walk(files) if path.endswith(".py") and path not in without)


def _line(path: str, tree: ast.Module | None) -> str:
    names = _capped(_definitions(tree.body)) if tree else ""
    return f"{path}: {names}" if names else path


def _definitions(body: list[ast.stmt]) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.ClassDef):
            methods = _capped(name for name in _definitions(node.body) if not _is_special(name))
            yield f"{node.name}({methods})" if methods else node.name


def _is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def _capped(names: Iterator[str]) -> str:
    found = list(names)
    return ", ".join(found[:MAX_DEFINITIONS]) + (", …" if len(found) > MAX_DEFINITIONS else "")
