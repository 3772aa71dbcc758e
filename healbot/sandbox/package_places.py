"""Where the packages of an interpreter lie, beside its own folders, from what their files say."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from healbot.filesystem import read_regular
from healbot.sandbox.environment import user_base
from healbot.sandbox.hidden_places import own_homes
from healbot.sandbox.safe_git import UsersRepository

_MAX_TEXT = 1024 * 1024
_MAX_PLACES = 50
_QUOTED = re.compile(r"""['"](/[^'"\n]+)['"]""")
_UV_CACHE = re.compile(r"(/.*/uv/archive-v\d+)/[^/]+/.*")


def sites(interpreter: Path, environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Returns the ``site-packages`` that a user installs into: of the venv, or else their own."""
    venv = interpreter.parent.parent
    base = venv if (venv / "pyvenv.cfg").is_file() else Path(user_base(environ) or "/nonexistent")
    return tuple(sorted(base.glob("lib/python*/site-packages")))


def named_folders(places: Iterable[Path]) -> Iterator[str]:
    """Yields the absolute paths that editable installs in ``site-packages`` name."""
    for site in places:
        for name in _names(site):
            if name.endswith((".pth", ".egg-link")):
                yield from (line for line in _text(site, name).splitlines() if line[:1] == "/")
            elif name.startswith(("__editable__", "_editable")) and name.endswith(".py"):
                yield from _QUOTED.findall(_text(site, name))


def package_places(interpreter: Path, root: Path, environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Returns folders outside of the project at `root` that its interpreter imports from.

    These are other projects that are installed editable, and uv's cache where packages are links
    into it. None when the venv is one that the repository brings: it could name any folder to have
    it shown. Never a home folder, nor hidden folders in one.
    """
    places = sites(interpreter, environ)
    homes = {Path(home).resolve() for home in own_homes(environ)}
    named = [path for path in named_folders(places) if "\0" not in path]
    found = dict.fromkeys(Path(os.path.realpath(path)) for path in named)
    shown = [path for path in found if _may_be_shown(path, root, homes)]
    shown += _uv_caches(places)
    if not shown or _is_brought(places, root):
        return ()
    return tuple(shown[:_MAX_PLACES])


def _may_be_shown(path: Path, root: Path, homes: set[Path]) -> bool:
    if path.is_relative_to(root) or not path.is_dir():
        return False
    if any(home.is_relative_to(path) for home in homes):
        return False
    below = [path.relative_to(home).parts for home in homes if path.is_relative_to(home)]
    return not any(part.startswith(".") for parts in below for part in parts)


def _uv_caches(places: Iterable[Path]) -> list[Path]:
    """``uv pip install --link-mode=symlink`` makes every file a link."""
    found: dict[Path, None] = {}
    for site in places:
        for name in _names(site):
            if name.endswith(".dist-info"):
                match = _UV_CACHE.fullmatch(os.path.realpath(site / name / "METADATA"))
                if match and not Path(match[1]).is_relative_to(site):
                    found[Path(match[1])] = None
    return list(found)


def _is_brought(places: Iterable[Path], root: Path) -> bool:
    inside = [site.relative_to(root).parts[0] for site in places if site.is_relative_to(root)]
    return any(UsersRepository(root).holds(folder) for folder in inside)


def _names(site: Path) -> list[str]:
    try:
        with os.scandir(site) as entries:
            return sorted(entry.name for entry in entries)
    except OSError:
        return []


def _text(folder: Path, name: str) -> str:
    file = read_regular(folder, name, _MAX_TEXT)
    return file.data.decode("utf-8", "surrogateescape") if file else ""
