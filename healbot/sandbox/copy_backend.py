"""The copy backend: a private copy of the project, confined by Landlock where possible."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import threading
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path, PurePosixPath

from healbot.core.execution import Execution
from healbot.core.source import SourceFile
from healbot.locked_folder import LockedFolder
from healbot.ports import Command, SandboxTree
from healbot.sandbox import import_paths, portable, process
from healbot.sandbox.active_runs import ActiveRuns
from healbot.sandbox.confinement import Confinement, other_projects
from healbot.sandbox.copying import copy_project
from healbot.sandbox.disk_usage import disk_usage
from healbot.sandbox.environment import child_environment
from healbot.sandbox.import_paths import ImportPaths
from healbot.sandbox.known_limitations import (
    ANOTHER_PROJECT,
    BUILDING,
    HOOKED,
    NETWORK,
    READABLE,
    SHARED_MEMORY,
    UNCONFINED,
    UNLIMITED,
)
from healbot.sandbox.layers import LayeredFolder
from healbot.sandbox.moved_paths import MovedPaths
from healbot.sandbox.patch_layer import write_changed_file
from healbot.sandbox.process_tree import ProcessTree
from healbot.sandbox.project_names import other_names
from healbot.sandbox.relocated_venv import RelocatedVenv, relocated_venv
from healbot.sandbox.repository_template import RepositoryTemplate
from healbot.sandbox.request import SandboxRequest
from healbot.sandbox.scratch import PREFIX, scratch_folder

_LAUNCHER = Path(__file__).with_name("launcher.py")


class CopySandbox:
    """Runs code in copies of the project.

    `confinement` is how sandlock holds it there, ``None`` for limits alone.
    """

    def __init__(self, request: SandboxRequest, confinement: Confinement | None) -> None:
        self._request = request
        self._confinement = confinement
        self._active = ActiveRuns()
        self._lock = threading.Lock()
        self._pristine: Path | None = None
        self._import_paths: ImportPaths | None = None
        self._repository = RepositoryTemplate(request, _temporary())

    @property
    def backend(self) -> str:
        """``copy``."""
        return "copy"

    @property
    def limitations(self) -> tuple[str, ...]:
        """What is not stopped, and what cannot be as it is for the user."""
        return (*self._not_stopped, *self._not_alike, *self._repository.limitations)

    @property
    def _not_stopped(self) -> tuple[str, ...]:
        if self._confinement is None:
            return UNCONFINED if sys.platform == "linux" else (*UNCONFINED, UNLIMITED)
        found = (READABLE, SHARED_MEMORY)
        return (*found, NETWORK) if self._request.network else found

    @property
    def _not_alike(self) -> tuple[str, ...]:
        """Known once a tree was made."""
        imported = self._import_paths or ImportPaths()
        hooked = [HOOKED.format(name=name, path=path) for name, path in imported.unmapped]
        building = self._venv.building if self._import_paths and self._venv else ()
        others = other_projects(self._request) if self._confinement else ()
        return (
            *hooked,
            *(BUILDING.format(name=name) for name in building),
            *(ANOTHER_PROJECT.format(place=place) for place in others),
        )

    @property
    def is_confined(self) -> bool:
        """Whether sandlock holds the code in its copy."""
        return self._confinement is not None

    def stop(self) -> None:
        """Ends all runs that go on in other threads; for when healbot is interrupted."""
        self._active.stop()

    @contextmanager
    def fresh_tree(self, changes: Mapping[str, SourceFile]) -> Iterator[SandboxTree]:
        """Returns a copy of the project with `changes` written into it."""
        pristine = self._pristine_copy()
        with scratch_folder(_temporary()) as folder:
            copy = folder / "project" / self._request.root.name
            copy.parent.mkdir()
            copy_project(pristine, copy)
            repository = self._repository.folder()
            if repository is not None:
                shutil.copytree(repository / ".git", copy / ".git")
            for path, source in changes.items():
                write_changed_file(copy, self._request.root, path, source)
            yield self._tree(folder, copy, self._learn_import_paths())

    def _tree(self, folder: Path, copy: Path, imported: ImportPaths) -> _CopyTree:
        moved = self._lay_out_venv(folder, copy)
        return _CopyTree(
            self._request, self._confinement, self._active, folder, copy, moved, imported.folders
        )

    @cached_property
    def _venv(self) -> RelocatedVenv | None:
        return relocated_venv(self._request.interpreter, self._roots)

    @cached_property
    def _roots(self) -> tuple[Path, ...]:
        """All paths that lead to the project, the one without links first."""
        request = self._request
        return (request.root, *other_names(request.root, request.interpreter, request.environ))

    def _lay_out_venv(self, folder: Path, copy: Path) -> MovedPaths:
        """Makes the venv of a copy: at the same place in it, or beside it."""
        root = self._request.root
        moves = [(name, copy) for name in self._roots]
        if self._venv is None:
            return MovedPaths(moves)
        venv = self._venv.venv
        if venv.is_relative_to(root) and venv != root:
            place = copy / venv.relative_to(root)
        else:
            place = folder / "venv" / venv.name
        self._venv.lay_out(place, self._roots, copy)
        return MovedPaths([(venv, place), *moves])

    def _pristine_copy(self) -> Path:
        """The project as it was at first use; read once, since it may be large."""
        with self._lock:
            if self._pristine is None:
                scratch = LockedFolder(_temporary(), PREFIX)
                weakref.finalize(self, scratch.remove)
                copy_project(self._request.root, scratch.path / "pristine")
                self._pristine = scratch.path / "pristine"
            return self._pristine

    def _learn_import_paths(self) -> ImportPaths:
        with self._lock:
            if self._import_paths is None:
                with scratch_folder(_temporary()) as folder:
                    (folder / "empty").mkdir()
                    tree = self._tree(folder, folder / "empty", ImportPaths())
                    self._import_paths = import_paths.learn(tree.python, self._request.root)
            return self._import_paths


class _CopyTree:
    def __init__(
        self,
        request: SandboxRequest,
        confinement: Confinement | None,
        active: ActiveRuns,
        folder: Path,
        copy: Path,
        moved: MovedPaths,
        imported: tuple[str, ...],
    ) -> None:
        self._request = request
        self._confinement = confinement
        self._active = active
        self._folder = folder
        self._copy = copy
        self._moved = moved
        self._imported = [str(copy / path) for path in imported if (copy / path).is_dir()]
        self._files = LayeredFolder((copy,), PurePosixPath(copy))
        self._home, self._temporary = folder / "home", folder / "tmp"
        self._home.mkdir()
        self._temporary.mkdir()

    @property
    def root(self) -> str:
        return str(self._copy)

    def python(self, code: str) -> Execution:
        """Runs Python code with the project's interpreter."""
        return self.run(Command((str(self._request.interpreter), "-c", code), timeout=30.0))

    def run(self, command: Command) -> Execution:
        argv = tuple(self._moved.word(word) for word in command.argv)
        environment = self._environment(command)
        cwd = str(self._copy / command.cwd)
        launch = process.Launch(argv, environment, cwd, command.stdin, command.timeout)
        if sys.platform == "win32":
            return portable.run(launch, self._request.limits)
        tree = ProcessTree(self._written, supervised=self._confinement is not None)
        try:
            with self._active.including(tree):
                launch = replace(launch, argv=self._launched(launch, tree), cwd="/")
                return process.run(launch, self._request.limits, tree)
        finally:
            tree.close()

    def _launched(self, launch: process.Launch, tree: ProcessTree) -> tuple[str, ...]:
        """Puts the launcher in front, which sets limits and confinement."""
        confinement = self._confinement
        settings = {
            "limits": self._request.limits.resource_limits(launch.timeout),
            "mark": tree.mark,
            "report": tree.report,
            "cwd": launch.cwd,
            "policy": None if confinement is None else confinement.policy(self._folder),
            "packages": [] if confinement is None else list(confinement.packages),
        }
        return (sys.executable, "-I", "-S", str(_LAUNCHER), json.dumps(settings), *launch.argv)

    def read(self, path: str, limit: int = 1024 * 1024) -> bytes | None:
        return self._files.read(path, limit)

    def _environment(self, command: Command) -> dict[str, str]:
        request = self._request
        environment = child_environment(
            request.environ,
            project=request.root,
            interpreter=Path(self._moved.word(str(request.interpreter))),
            home=str(self._home),
            temporary=str(self._temporary),
            allowed=request.allowed_environment,
        )
        environment |= command.environment
        for name in ("PATH", "PYTHONPATH", *request.allowed_environment, *command.environment):
            if name in environment:
                environment[name] = self._moved.words(environment[name])
        given = environment.get("PYTHONPATH", "").split(os.pathsep)
        paths = [*(entry for entry in given if entry), *self._imported]
        if paths:
            environment["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(paths))
        return environment

    def _written(self) -> int:
        return disk_usage([self._folder], self._request.limits.disk)


def _temporary() -> Path:
    return Path(tempfile.gettempdir())
