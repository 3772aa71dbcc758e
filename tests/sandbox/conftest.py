"""A small project and the sandboxes that run it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from healbot.core.errors import EnvironmentProblem
from healbot.core.execution import Execution
from healbot.ports import Command, Sandbox, SandboxTree
from healbot.sandbox.choose import choose
from healbot.sandbox.copy_backend import CopySandbox
from healbot.sandbox.interpreter import visible_paths
from healbot.sandbox.request import SandboxRequest

BACKENDS = ("overlay", "confined", "unconfined")
"""The overlay, the copy with sandlock and the copy without."""

SandboxFactory = Callable[[SandboxRequest], Sandbox]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a module, a folder, and a token in its Git configuration."""
    root = tmp_path.resolve() / "project"
    (root / "pkg").mkdir(parents=True)
    (root / "pkg" / "__init__.py").touch()
    (root / "pkg" / "value.py").write_text("VALUE = 1\n")
    (root / "data.txt").write_text("data\n")
    (root / ".git").mkdir()
    (root / ".git" / "config").write_text("token = canary-git\n")
    return root


@pytest.fixture
def request_for(project: Path) -> SandboxRequest:
    """The request to run `project` with the Python that runs the tests."""
    interpreter = Path(sys.executable)
    return SandboxRequest(project, interpreter, visible_paths(interpreter))


# sandlock takes a tenth of a second to start, so the many small tests leave it to CI;
# `test_what_is_stopped` always tries it.
@pytest.fixture(params=["overlay", pytest.param("confined", marks=pytest.mark.slow), "unconfined"])
def make(request: pytest.FixtureRequest) -> SandboxFactory:
    """Makes a sandbox of each backend in turn."""
    return factory(request.param)


@pytest.fixture
def sandbox(make: SandboxFactory, request_for: SandboxRequest) -> Sandbox:
    """A sandbox for `project`, of each backend in turn."""
    return make(request_for)


def factory(backend: str) -> SandboxFactory:
    """Returns how to make a sandbox of one backend; skips where this machine has no such thing."""

    def make_overlay(request: SandboxRequest) -> Sandbox:
        try:
            return choose("overlay", request)
        except EnvironmentProblem as problem:
            pytest.skip(problem.message)

    def make_confined(request: SandboxRequest) -> Sandbox:
        sandbox = choose("copy", request)
        if isinstance(sandbox, CopySandbox) and not sandbox.is_confined:
            pytest.skip("sandlock is not installed or the kernel refuses it")
        return sandbox

    makers: dict[str, SandboxFactory] = {
        "overlay": make_overlay,
        "confined": make_confined,
        "unconfined": lambda request: CopySandbox(request, None),
    }
    return makers[backend]


def with_limits(request: SandboxRequest, **changes: float) -> SandboxRequest:
    """Returns the request with other limits."""
    return replace(request, limits=replace(request.limits, **changes))  # type: ignore[arg-type]


def python(
    tree: SandboxTree, code: str, *, stdin: bytes | None = None, timeout: float = 60.0
) -> Execution:
    """Runs Python code in a tree."""
    return tree.run(Command((sys.executable, "-c", code), stdin=stdin, timeout=timeout))


def shell(tree: SandboxTree, script: str, timeout: float = 60.0) -> Execution:
    """Runs a shell script in a tree."""
    return tree.run(Command(("/bin/sh", "-c", script), timeout=timeout))


def pids_with(marker: str) -> list[int]:
    """Returns the processes of this machine that have `marker` in their command line."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                line = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if marker.encode() in line:
                found.append(int(entry.name))
    return found
