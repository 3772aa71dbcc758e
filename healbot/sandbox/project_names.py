"""Other paths that lead to the project: through links, as in what a venv remembers of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from healbot.sandbox.package_places import named_folders, sites

_MAX_DEPTH = 40
_MAX_FOUND = 5


def other_names(root: Path, interpreter: Path, environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Returns absolute paths, other than `root` itself, that lead to the folder `root`.

    Looked for are the working folder as the user's shell names it (``PWD``), ``VIRTUAL_ENV``, and
    the paths in the editable installs of the interpreter's venv.
    """
    named = (environ.get("PWD", ""), environ.get("VIRTUAL_ENV", ""))
    found = [path for path in named if path] + list(named_folders(sites(interpreter, environ)))
    aliases = (_alias(path, root) for path in dict.fromkeys(found))
    return tuple(dict.fromkeys(path for path in aliases if path is not None))[:_MAX_FOUND]


def _alias(text: str, root: Path) -> Path | None:
    """Returns the part of a path that leads to `root` by another name."""
    path = Path(os.path.normpath(text)) if "\0" not in text else Path()
    if not path.is_absolute() or path.is_relative_to(root):
        return None
    for folder in (path, *path.parents)[:_MAX_DEPTH]:
        if Path(os.path.realpath(folder)) == root:
            return folder
    return None
