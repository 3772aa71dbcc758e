"""The overlay backend: bubblewrap, with a throwaway layer above the project at its own path."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path, PurePosixPath

from healbot.core.execution import Execution
from healbot.core.source import SourceFile
from healbot.ports import Command, SandboxTree
from healbot.sandbox import process
from healbot.sandbox.active_runs import ActiveRuns
from healbot.sandbox.bubblewrap import Mount, hide, in_order, link, show
from healbot.sandbox.confinement import other_projects
from healbot.sandbox.disk_usage import disk_usage
from healbot.sandbox.environment import child_environment
from healbot.sandbox.hidden_git import GitPlaces, find_git_places
from healbot.sandbox.hidden_places import hidden_places
from healbot.sandbox.known_limitations import NETWORK, READABLE
from healbot.sandbox.layers import LayeredFolder
from healbot.sandbox.namespace import Namespace, SandboxBroken
from healbot.sandbox.parent_death import ends_with_parent
from healbot.sandbox.patch_layer import write_patch_layer
from healbot.sandbox.project_names import other_names
from healbot.sandbox.repository_template import RepositoryTemplate, trusting
from healbot.sandbox.request import SandboxRequest
from healbot.sandbox.scratch import scratch_folder

_HOME = "/tmp/.healbot-home"  # noqa: S108 - inside the sandbox, where /tmp is private
_TEMPORARY = "/tmp"  # noqa: S108
_MEMORY_SHARE = 4
"""The part of the memory limit that each of the two folders in memory may fill."""
_START = 'cd -- "$1" && shift && unset OLDPWD && exec "$@"'
"""A missing program or folder is the command's failure (126, 127), not the sandbox's."""


class OverlaySandbox:
    """Runs code in namespaces of its own; see `mounts` for what it can see.

    Reading is stopped by hiding, writing by read-only mounts and the throwaway layer, outliving by
    the PID namespace, the network by a network namespace with nothing but loopback.
    """

    def __init__(
        self,
        request: SandboxRequest,
        bubblewrap: Path,
        scratch: Path,
        when_broken: Callable[[], None] = lambda: None,
    ) -> None:
        """`scratch` is a folder for the throwaway layers, outside the project.

        Its file system must be able to carry the upper layer of an overlay. `when_broken` is
        called when a run shows that the sandbox does not work here.
        """
        self._request = request
        self._bubblewrap = bubblewrap
        self._scratch = scratch
        self._when_broken = when_broken
        self._active = ActiveRuns()
        self._repository = RepositoryTemplate(request, scratch)

    @property
    def backend(self) -> str:
        """``overlay``."""
        return "overlay"

    @property
    def limitations(self) -> tuple[str, ...]:
        """What is not stopped."""
        found = (READABLE, NETWORK) if self._request.network else (READABLE,)
        return (*found, *self._repository.limitations)

    def stop(self) -> None:
        """Ends all runs that go on in other threads; for when healbot is interrupted."""
        self._active.stop()

    @cached_property
    def git_places(self) -> GitPlaces:
        """Git data in and around the project; looked for once."""
        return find_git_places(self._request.root)

    @cached_property
    def _hidden(self) -> tuple[Path, ...]:
        found = hidden_places(self._request.environ, self._request.root)
        # What is shown may be another project, with a repository of its own.
        others = [place / ".git" for place in other_projects(self._request)]
        return (*found, *others, *self.git_places.outside, self._scratch)

    @cached_property
    def _other_names(self) -> tuple[Path, ...]:
        """Links that lead to the project, which may lie in a hidden home folder."""
        request = self._request
        return other_names(request.root, request.interpreter, request.environ)

    @contextmanager
    def fresh_tree(self, changes: Mapping[str, SourceFile]) -> Iterator[SandboxTree]:
        """Returns the project with `changes` laid over it."""
        with scratch_folder(self._scratch) as folder:
            for name in ("upper", "work", "patch"):
                (folder / name).mkdir()
            (folder / "empty").touch()
            write_patch_layer(folder / "patch", self._request.root, changes, self.git_places.inside)
            lower = self._lower_layers(folder)
            command_line = self._command_line(folder, lower)
            yield _OverlayTree(
                self._request, folder, lower, command_line, self._active, self._when_broken
            )

    def _lower_layers(self, folder: Path) -> tuple[Path, ...]:
        """From the lowest up. The throwaway repository lies above what hides the user's."""
        repository = self._repository.folder()
        layers = (self._request.root, folder / "patch")
        return layers if repository is None else (*layers, repository)

    def _command_line(self, folder: Path, lower: tuple[Path, ...]) -> tuple[str, ...]:
        return (
            str(self._bubblewrap),
            *_namespaces(self._request.network),
            "--ro-bind", "/", "/",
            "--dev", "/dev",
            *in_order(self._mounts(folder, lower)),
            "--proc", "/proc",
            # Started by root, code is still the owner of /proc/sys, and needs no capability to
            # make the kernel run a program outside through core_pattern.
            "--remount-ro", "/proc",
            "--remount-ro", "/dev",
            "--dir", _HOME,
            "--chdir", "/",
        )  # fmt: skip

    def _mounts(self, folder: Path, lower: tuple[Path, ...]) -> list[Mount]:
        """Everything that differs from the machine's own files, in any order."""
        request, empty = self._request, folder / "empty"
        root = request.root
        private = ("--size", str(request.limits.memory // _MEMORY_SHARE), "--perms", "1777")
        mounts = [
            Mount(Path(place), (*private, "--tmpfs", place), shows=False, always=True)
            for place in (_TEMPORARY, "/dev/shm")  # noqa: S108
        ]
        mounts += [hide(place, empty) for place in self._hidden]
        mounts += [link(place, root) for place in self._other_names]
        mounts += [show(place) for place in request.visible if not place.is_relative_to(root)]
        if request.network:
            mounts += [show(place) for place in _name_resolution()]
        layers = [word for layer in lower for word in ("--overlay-src", str(layer))]
        upper = ("--overlay", str(folder / "upper"), str(folder / "work"), str(root))
        mounts.append(Mount(root, (*layers, *upper), shows=True, always=True))
        return mounts


class _OverlayTree:
    def __init__(
        self,
        request: SandboxRequest,
        folder: Path,
        lower: tuple[Path, ...],
        command_line: tuple[str, ...],
        active: ActiveRuns,
        when_broken: Callable[[], None],
    ) -> None:
        self._request = request
        self._active = active
        self._when_broken = when_broken
        # Two mounts with the same upper layer at the same time would damage it.
        self._one_at_a_time = threading.Lock()
        self._folder = folder
        self._command_line = command_line
        layers = (folder / "upper", *reversed(lower))
        self._files = LayeredFolder(layers, PurePosixPath(request.root))

    @property
    def root(self) -> str:
        return str(self._request.root)

    def run(self, command: Command) -> Execution:
        request = self._request
        limits = request.limits
        namespace = Namespace(limits.namespace_limits(command.timeout), self._written)
        environment = child_environment(
            request.environ,
            project=request.root,
            interpreter=request.interpreter,
            home=_HOME,
            temporary=_TEMPORARY,
            allowed=request.allowed_environment,
        )
        start = ("/bin/sh", "-c", _START, "sh", os.path.join(self.root, command.cwd))  # noqa: PTH118
        argv = (*self._command_line, *namespace.arguments, "--", *start, *command.argv)
        launch = process.Launch(
            argv,
            trusting(request) | environment | dict(command.environment),
            "/",
            command.stdin,
            command.timeout,
            ends_with_parent(),
        )
        try:
            with self._one_at_a_time, self._active.including(namespace):
                return process.run(launch, limits, namespace)
        except SandboxBroken:
            self._when_broken()
            raise
        finally:
            namespace.close()

    def read(self, path: str, limit: int = 1024 * 1024) -> bytes | None:
        return self._files.read(path, limit)

    def _written(self) -> int:
        return disk_usage([self._folder / "upper"], self._request.limits.disk)


def _namespaces(network: bool) -> tuple[str, ...]:
    return (
        "--unshare-user",
        "--unshare-pid",
        "--unshare-ipc",
        "--unshare-uts",
        "--unshare-cgroup-try",
        *(() if network else ("--unshare-net",)),
        # Started by root, bubblewrap would keep all capabilities in the namespace: enough to
        # unmount what hides the secrets.
        "--cap-drop", "ALL",
        # Less of the kernel to attack, and no way back to capabilities.
        "--disable-userns",
        "--die-with-parent",
        # A terminal of healbot's cannot be typed into (TIOCSTI).
        "--new-session",
    )  # fmt: skip


def _name_resolution() -> list[Path]:
    """resolv.conf is often a link into /run, which is hidden."""
    try:
        target = Path("/etc/resolv.conf").resolve(strict=True)
    except OSError:
        return []
    return [target] if target.is_relative_to("/run") else []
