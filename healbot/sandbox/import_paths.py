"""Learns which folders of the project its interpreter imports from."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from healbot.core.execution import Execution

SCRIPT = """
import json, sys
hooked = []
for finder in sys.meta_path:
    # Editable installs by setuptools: a finder with a mapping from package to folder.
    module = sys.modules.get(getattr(finder, "__module__", ""))
    mapping = getattr(module, "MAPPING", None)
    if isinstance(mapping, dict):
        hooked += [[str(name), str(folder)] for name, folder in mapping.items()]
found = {"path": [entry for entry in sys.path if entry], "hooked": hooked}
print("healbot-import-paths:" + json.dumps(found))
"""
_MARK = "healbot-import-paths:"


@dataclass(frozen=True)
class ImportPaths:
    """Folders of the project that its interpreter imports from, relative to the root, in order."""

    folders: tuple[str, ...] = ()
    unmapped: tuple[tuple[str, str], ...] = ()
    """(package, folder): a hook finds the package in a folder of another name, so that no import
    path stands in for it."""


def learn(run: Callable[[str], Execution], root: Path) -> ImportPaths:
    """Returns what `run` tells, which executes Python code with the project's interpreter.

    It does so inside the sandbox: start-up files (``.pth``) of a venv in the project are the
    project's code. No answer gives no folders.
    """
    for line in run(SCRIPT).stdout.splitlines():
        if line.startswith(_MARK):
            return _parsed(line.removeprefix(_MARK), root)
    return ImportPaths()


def _parsed(text: str, root: Path) -> ImportPaths:
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return ImportPaths()
    data = answer if isinstance(answer, dict) else {}
    entries = [_inside(entry, root) for entry in _list(data.get("path"))]
    unmapped: list[tuple[str, str]] = []
    for pair in _list(data.get("hooked")):
        if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[0], str):
            continue
        folder = _inside(pair[1], root)
        parts = pair[0].split(".")
        if folder is None:
            continue
        if tuple(parts) == folder.parts[-len(parts) :]:
            entries.append(Path(*folder.parts[: -len(parts)]))
        else:
            unmapped.append((pair[0], folder.as_posix()))
    folders = (entry.as_posix() for entry in entries if entry is not None)
    return ImportPaths(tuple(dict.fromkeys(folders)), tuple(unmapped))


def _inside(entry: object, root: Path) -> Path | None:
    """Returns a folder of the project relative to it; ``None`` for anything else."""
    if not isinstance(entry, str) or "\0" in entry:
        return None
    path = Path(os.path.normpath(entry))
    return path.relative_to(root) if path.is_relative_to(root) else None


def _list(data: Any) -> list[Any]:
    return data if isinstance(data, list) else []
