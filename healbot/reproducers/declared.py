"""Which distributions a project declares that it needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from healbot.filesystem import WorkTreeFiles
from healbot.ports import ProjectFiles

_NAME = re.compile(r"^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)")


def declared_dependencies(root: Path) -> frozenset[str]:
    """Returns the normalised names (PEP 503) that the project's files declare.

    See `declared_in`.
    """
    return declared_in(WorkTreeFiles(root, {}))


def declared_in(files: ProjectFiles) -> frozenset[str]:
    """Returns the normalised names (PEP 503) that a project's files declare.

    Read are ``pyproject.toml`` (PEP 621, PEP 735, Poetry) and ``requirements*.txt`` at the root.
    """
    found: set[str] = set(_names(_from_pyproject(files)))
    for name in files.names("."):
        if fnmatchcase(name, "requirements*.txt"):
            file = files.source(name)
            if file is not None:
                found.update(_names(file.text.splitlines()))
    return frozenset(found)


def _names(requirements: Iterable[str]) -> Iterator[str]:
    for requirement in requirements:
        match = _NAME.match(requirement)
        if match and not requirement.lstrip().startswith(("-", "#")):
            yield re.sub(r"[-_.]+", "-", match[1]).lower()


def _from_pyproject(files: ProjectFiles) -> list[str]:
    file = files.source("pyproject.toml")
    if file is None:
        return []
    import tomllib  # late: most scripts stand alone

    try:
        data = tomllib.loads(file.text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return []
    project, poetry = _table(data, "project"), _table(_table(data, "tool"), "poetry")
    groups = [
        project.get("dependencies"),
        *_table(project, "optional-dependencies").values(),
        *_table(data, "dependency-groups").values(),
        list(_table(poetry, "dependencies")),
    ]
    return [
        item for group in groups if isinstance(group, list) for item in group
        if isinstance(item, str)
    ]  # fmt: skip


def _table(data: dict[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key)
    return value if isinstance(value, dict) else {}
