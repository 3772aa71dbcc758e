"""Runs a broken script with a real interpreter and asks the name patterns for fixes."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from healbot.core.execution import Execution
from healbot.core.failure import Failure, FailureKind
from healbot.core.observation import InterpreterFacts
from healbot.core.patch import Patch, apply
from healbot.core.reproducer import Reproducer
from healbot.core.source import SourceFile
from healbot.core.traceback_parser import parse_traceback
from healbot.generators.fix_patterns.names import NAME_PATTERNS
from healbot.generators.fix_patterns.pattern import Context, Fix, FixPattern
from healbot.ports import Command, Problem
from healbot.reproducers.script import ScriptRunner
from healbot.sandbox.inspector import SandboxInspector


@dataclass(frozen=True)
class Example:
    """A broken script with what it needs to run."""

    before: str
    after: str | None = None
    """The script as the best fix leaves it; ``None`` when nothing may be proposed."""
    files: Mapping[str, str] = field(default_factory=dict)
    python: str = ""
    """Such as ``3.8``; empty for the interpreter that runs the tests."""
    script: str = "script.py"
    args: tuple[str, ...] = ()
    needs: str = ""
    """A third-party module without which the example is skipped."""


@dataclass(frozen=True)
class Proposal:
    """A fix with the pattern that made it and the file as it leaves it."""

    pattern: str
    fix: Fix
    text: str


class FolderTree:
    """`healbot.ports.SandboxTree` over a folder, without any confinement."""

    def __init__(self, root: Path) -> None:
        self.root = str(root)

    def run(self, command: Command) -> Execution:
        done = subprocess.run(
            command.argv,
            cwd=Path(self.root) / command.cwd,
            input=command.stdin or b"",
            capture_output=True,
            timeout=60,
            env={"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        )
        out, err = (text.decode("utf-8", "replace") for text in (done.stdout, done.stderr))
        return Execution(done.returncode, None, None, out, err, 0.0)

    def read(self, path: str, limit: int = 1024 * 1024) -> bytes | None:
        full = Path(self.root) / path
        return full.read_bytes()[:limit] if full.is_file() else None


class FolderSandbox:
    """`healbot.ports.Sandbox` that copies a folder for every run."""

    backend = "copy"
    limitations = ("confines nothing",)

    def __init__(self, root: Path) -> None:
        self._root = root

    @contextmanager
    def fresh_tree(self, changes: Mapping[str, SourceFile]) -> Iterator[FolderTree]:
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder).resolve() / "project"
            shutil.copytree(self._root, target)
            for path, source in changes.items():
                (target / path).write_bytes(source.data)
            yield FolderTree(target)

    def stop(self) -> None:
        """Nothing runs between calls."""


class FolderFiles:
    """`healbot.ports.ProjectFiles` over a folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def source(self, path: str) -> SourceFile | None:
        full = self._root / path
        return SourceFile(path, full.read_bytes()) if full.is_file() else None

    def names(self, folder: str) -> tuple[str, ...]:
        full = self._root / folder
        if not full.is_dir():
            return ()
        return tuple(sorted(p.name + ("/" if p.is_dir() else "") for p in full.iterdir()))


@cache
def interpreter(version: str) -> str | None:
    """Returns an interpreter that works, ``None`` when this machine has none of that version."""
    if not version:
        return sys.executable
    places = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    found = shutil.which(f"python{version}")
    for candidate in [str(path) for path in places] + ([found] if found else []):
        if subprocess.run([candidate, "-V"], capture_output=True).returncode == 0:
            return candidate
    return None


@cache
def has_module(executable: str, module: str) -> bool:
    """Whether an interpreter can import a module."""
    done = subprocess.run([executable, "-c", f"import {module}"], capture_output=True)
    return done.returncode == 0


@cache
def _facts(executable: str) -> InterpreterFacts:
    with tempfile.TemporaryDirectory() as folder:
        reproducer = Reproducer("script", (executable, "x.py"), ".", "x.py", "x.py")
        sandbox = FolderSandbox(Path(folder))
        return SandboxInspector(
            sandbox, ScriptRunner(reproducer), ".", executable, {}, 30.0
        ).interpreter()


_STANDARD_MEMBERS: dict[tuple[str, str], tuple[str, ...]] = {}


class CachingInspector(SandboxInspector):
    """Remembers what standard modules hold, across examples."""

    def members(self, module: str) -> tuple[str, ...]:
        facts = self.interpreter()
        if module.partition(".")[0] not in facts.stdlib_modules:
            return super().members(module)
        key = (facts.executable, module)
        if not _STANDARD_MEMBERS.get(key):  # a probe that could not run is no answer for all
            _STANDARD_MEMBERS[key] = super().members(module)
        return _STANDARD_MEMBERS[key]


def run(root: Path, example: Example, executable: str) -> Execution:
    """Runs the example's script in a copy of its folder."""
    with FolderSandbox(root).fresh_tree({}) as tree:
        return tree.run(Command((executable, example.script, *example.args)))


def problem_for(root: Path, example: Example, executable: str) -> Problem | None:
    """Runs the script and returns the problem that it shows; ``None`` when it succeeds."""
    with FolderSandbox(root).fresh_tree({}) as tree:
        execution = tree.run(Command((executable, example.script, *example.args)))
        exceptions = parse_traceback(execution.stderr, (tree.root,))
    if execution.exit_code == 0 or not exceptions:
        return None
    argv = (executable, example.script, *example.args)
    reproducer = Reproducer("script", argv, ".", example.script, example.script)
    failure = Failure(FailureKind.EXCEPTION, exceptions, (), "", "", execution.stderr)
    inspector = CachingInspector(
        FolderSandbox(root),
        ScriptRunner(reproducer),
        ".",
        executable,
        {},
        30.0,
        lambda: _facts(executable),
    )
    return Problem(reproducer, failure, FolderFiles(root), inspector)


def context_of(problem: Problem) -> Context | None:
    """Returns what patterns look at."""
    exception = problem.failure.exception
    frame = exception.innermost if exception else None
    source = problem.files.source(frame.path) if frame else None
    if exception is None or frame is None or source is None:
        return None
    return Context(problem, exception, frame, source)


def proposals(problem: Problem, patterns: Iterable[FixPattern] = NAME_PATTERNS) -> list[Proposal]:
    """Returns the fixes of all patterns, surest first, each applied."""
    ctx = context_of(problem)
    if ctx is None:
        return []
    found = [
        (pattern, fix)
        for pattern in patterns
        if ctx.exception.short_type in pattern.exceptions
        for fix in pattern.propose(ctx)
    ]
    found.sort(key=lambda item: -item[1].confidence)
    result = []
    for pattern, fix in found:
        changed = apply({ctx.source.path: ctx.source}, Patch(fix.edits, fix.rationale, "test"))
        result.append(Proposal(pattern.name, fix, changed[ctx.source.path].text))
    return result


@contextmanager
def project(example: Example, text: str | None = None) -> Iterator[Path]:
    """Writes an example to a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for path, content in {**example.files, example.script: text or example.before}.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8", newline="")
        yield root


def propose(example: Example, executable: str) -> list[Proposal]:
    """Runs an example and returns what the patterns propose; it must fail."""
    with project(example) as root:
        problem = problem_for(root, example, executable)
        assert problem is not None, "the example does not fail"
        return proposals(problem)


def _interpreter_for(example: Example) -> str:
    """Returns the interpreter an example asks for; skips the test when it is not there."""
    executable = interpreter(example.python)
    if executable is None:
        pytest.skip(f"no Python {example.python} here")
    if example.needs and not has_module(executable, example.needs):
        pytest.skip(f"{example.needs} is not installed")
    return executable


def check_change(pattern: str, example: Example) -> None:
    """Asserts that the best fix of all patterns is the example's and comes from `pattern`."""
    found = propose(example, _interpreter_for(example))
    assert found, "nothing is proposed"
    assert found[0].text == example.after, found[0].fix
    assert found[0].pattern == pattern


def check_leave(pattern: str, example: Example) -> None:
    """Asserts that `pattern` proposes nothing and that nobody is sure of another fix."""
    found = propose(example, _interpreter_for(example))
    assert pattern not in [proposal.pattern for proposal in found]
    if example.after is None:
        assert not [p for p in found if p.fix.confidence > 0.5]
    else:
        assert found and found[0].text == example.after
