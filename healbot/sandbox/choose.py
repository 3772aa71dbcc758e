"""Chooses where code under repair runs, by trying."""

from __future__ import annotations

import functools
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from healbot.core.errors import EnvironmentProblem
from healbot.locked_folder import sweep
from healbot.ports import Command, Sandbox
from healbot.sandbox.bubblewrap import find_bubblewrap
from healbot.sandbox.overlay import OverlaySandbox
from healbot.sandbox.remembered import Memory
from healbot.sandbox.request import SandboxRequest
from healbot.sandbox.scratch import PREFIX

if TYPE_CHECKING:
    from healbot.sandbox.copy_backend import CopySandbox

Kind = Literal["auto", "overlay", "copy"]

_HINT = (
    "It needs user namespaces and overlayfs in them. On Ubuntu 24.04: "
    "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0; "
    "in a container: run it with --security-opt seccomp=unconfined; or use --sandbox copy."
)
_PROBE = Command(("/bin/sh", "-c", "echo works > .healbot-probe; cat .healbot-probe"), timeout=20.0)


def choose(kind: Kind, request: SandboxRequest, *, anew: bool = False) -> Sandbox:
    """Returns the sandbox to use for `request`.

    ``auto`` takes the overlay where a trial run through it works, else the copy; once it worked,
    it is not tried again until the machine starts anew, unless `anew`. Raises `EnvironmentProblem`
    when the overlay was demanded and does not work here.
    """
    for folder in _scratch_folders(request.root):
        sweep(folder, PREFIX)
    if kind != "copy":
        try:
            return _overlay(request, anew)
        except EnvironmentProblem:
            if kind == "overlay":
                raise
    return _copy(request)


def _overlay(request: SandboxRequest, anew: bool) -> OverlaySandbox:
    if sys.platform != "linux":
        raise EnvironmentProblem("The overlay sandbox needs Linux.", hint="Use --sandbox copy.")
    if request.root == Path("/"):
        raise EnvironmentProblem("The project is the whole machine.", hint="Name a folder in it.")
    bubblewrap = find_bubblewrap()
    reason = "there is no folder for its throwaway layers."
    for scratch in _scratch_folders(request.root):
        memory = Memory("overlay", bubblewrap, scratch, request.root, str(request.network))
        found = None
        if anew or not memory.holds():
            found = _overlay_problem(bubblewrap, scratch, request.root, request.network)
        if found is None:
            memory.keep()
            return OverlaySandbox(request, bubblewrap, scratch, memory.drop)
        reason = found
    raise EnvironmentProblem(f"The overlay sandbox does not work here: {reason}", hint=_HINT)


def _copy(request: SandboxRequest) -> CopySandbox:
    from healbot.sandbox.confinement import find_confinement
    from healbot.sandbox.copy_backend import CopySandbox

    confinement = find_confinement(request)
    if confinement is not None and _confinement_problem(request.network) is not None:
        confinement = None
    return CopySandbox(request, confinement)


def _scratch_folders(root: Path) -> list[Path]:
    """Folders for the throwaway layers, best first; never inside the project (overlayfs loops).

    In a container the first ones may lie on an overlay, which cannot carry another one's upper
    layer; /dev/shm can.
    """
    candidates = [tempfile.gettempdir(), "/var/tmp", "/dev/shm"]  # noqa: S108
    found = [Path(path).resolve() for path in candidates if os.access(path, os.W_OK | os.X_OK)]
    return [path for path in dict.fromkeys(found) if not path.is_relative_to(root)]


@functools.lru_cache(maxsize=32)
def _overlay_problem(bubblewrap: Path, scratch: Path, root: Path, network: bool) -> str | None:
    """Tries the overlay on the project itself; returns what is wrong, ``None`` when it works."""
    trial = SandboxRequest(root, Path(sys.executable), network=network)
    return _problem(OverlaySandbox(trial, bubblewrap, scratch))


@functools.lru_cache(maxsize=2)
def _confinement_problem(network: bool) -> str | None:
    """Tries sandlock on an empty project."""
    from healbot.sandbox.confinement import find_confinement
    from healbot.sandbox.copy_backend import CopySandbox

    with tempfile.TemporaryDirectory(prefix="healbot-probe-") as folder:
        trial = SandboxRequest(Path(folder).resolve(), Path(sys.executable), network=network)
        return _problem(CopySandbox(trial, find_confinement(trial)))


def _problem(sandbox: Sandbox) -> str | None:
    try:
        with sandbox.fresh_tree({}) as tree:
            execution = tree.run(_PROBE)
            if execution.exited_zero and tree.read(".healbot-probe") == b"works\n":
                return None
            return execution.stderr.strip().rpartition("\n")[2] or "a trial run failed."
    except EnvironmentProblem as problem:
        return problem.message
    except OSError as error:
        return str(error)
