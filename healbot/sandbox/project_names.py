"""Other paths that lead to the project: through links, as in what a venv remembers of it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from healbot.filesystem import read_regular

_MAX_TEXT = 1024 * 1024
_MAX_DEPTH = 40
_MAX_FOUND = 5
_QUOTED = re.compile(r"""['"](/[^'"\n]+)['"]""")


def other_names(root: Path, interpreter: Path, environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Returns absolute paths, other than `root` itself, that lead to the folder `root`.

    Looked for are the working folder as the user's shell names it (``PWD``), ``VIRTUAL_ENV``, and
    the paths in the editable installs of the interpreter's venv.
    """
    named = (environ.get("PWD", ""), environ.get("VIRTUAL_ENV", ""))
    found = [path for path in named if path] + list(_in_venv(interpreter.parent.parent))
    aliases = (_alias(path, root) for path in dict.fromkeys(found))
    return tuple(dict.fromkeys(path for path in aliases if path is not None))[:_MAX_FOUND]


def _in_venv(venv: Path) -> Iterator[str]:
    for site in venv.glob("lib/python*/site-packages"):
        try:
            names = sorted(entry.name for entry in os.scandir(site))
        except OSError:
            continue
        for name in names:
            if name.endswith((".pth", ".egg-link")):
                yield from (line for line in _text(site, name).splitlines() if line[:1] == "/")
            elif name.startswith(("__editable__", "_editable")) and name.endswith(".py"):
                yield from _QUOTED.findall(_text(site, name))


def _text(folder: Path, name: str) -> str:
    file = read_regular(folder, name, _MAX_TEXT)
    return file.data.decode("utf-8", "surrogateescape") if file else ""


def _alias(text: str, root: Path) -> Path | None:
    """Returns the part of a path that leads to `root` by another name."""
    path = Path(os.path.normpath(text)) if "\0" not in text else Path()
    if not path.is_absolute() or path.is_relative_to(root):
        return None
    for folder in (path, *path.parents)[:_MAX_DEPTH]:
        if Path(os.path.realpath(folder)) == root:
            return folder
    return None
