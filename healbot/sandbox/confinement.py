"""Landlock and seccomp through sandlock, where it is installed and the kernel allows it."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from healbot.sandbox.hidden_git import find_git_places
from healbot.sandbox.hidden_places import hidden_places
from healbot.sandbox.request import SandboxRequest

_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
_SHARED_MEMORY = "/dev/shm"  # noqa: S108 - where multiprocessing keeps its semaphores


@dataclass(frozen=True)
class Confinement:
    """How sandlock is told what a run may touch."""

    packages: tuple[str, ...]
    """Folders in which sandlock is found by the launcher."""
    readable: tuple[str, ...]
    network: bool
    processes: int

    def policy(self, writable: Path) -> dict[str, Any]:
        """Returns the arguments of `sandlock.Sandbox` for a run in the folder `writable`."""
        devices = [path for path in (*_DEVICES, _SHARED_MEMORY) if os.path.exists(path)]  # noqa: PTH110
        policy: dict[str, Any] = {
            "fs_readable": list(self.readable),
            "fs_writable": [str(writable), *devices],
            # Above what the watcher allows, so that a fork bomb is named as one.
            "max_processes": 2 * self.processes,
        }
        if self.network:
            policy |= {"net_allow": ["*:*", "icmp://*"], "net_allow_bind": ["*"]}
        return policy


def find_confinement(request: SandboxRequest) -> Confinement | None:
    """Returns how to confine runs, or ``None`` when sandlock is not installed.

    Whether the kernel allows it shows only when it is tried (see `choose`).
    """
    if sys.platform != "linux":
        return None
    spec = importlib.util.find_spec("sandlock")
    if spec is None or spec.origin is None:
        return None
    hidden = {
        request.root,
        *hidden_places(request.environ, request.root),
        *find_git_places(request.root).outside,
        *(Path(place) for place in ("/tmp", "/dev", "/lost+found") if Path(place).exists()),  # noqa: S108
    }
    # Landlock cannot show a folder to list without what lies in it, such as a repository's tokens.
    shown = [place for place in request.visible if place not in other_projects(request)]
    readable = [*_all_but(Path("/"), hidden), *(str(place) for place in shown)]
    return Confinement(
        (str(Path(spec.origin).parent.parent),),
        tuple(readable),
        request.network,
        request.limits.processes,
    )


def other_projects(request: SandboxRequest) -> tuple[Path, ...]:
    """Returns the visible folders with a repository of their own, the interpreter's left out."""
    python = request.interpreter.resolve()
    return tuple(
        place
        for place in request.visible
        if (place / ".git").exists() and not python.is_relative_to(place)
    )


def _all_but(folder: Path, hidden: Iterable[Path]) -> list[str]:
    """Returns paths that together cover `folder` without `hidden`.

    Landlock only allows, it cannot take back: around each hidden place its neighbours are listed.
    """
    hidden = set(hidden)
    around = {parent for place in hidden for parent in place.parents}
    found: list[str] = []
    queue = [folder]
    for current in queue:
        if current in hidden:
            continue
        if current not in around:
            found.append(str(current))
            continue
        try:
            queue += [entry for entry in sorted(current.iterdir()) if not entry.is_symlink()]
        except OSError:
            continue
    return found
