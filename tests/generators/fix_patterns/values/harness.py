"""Runs a broken script with a real interpreter and asks the value patterns for fixes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

import healbot.probe
from healbot.core.failure import Failure, FailureKind, RaisedException
from healbot.core.observation import CrashState, InterpreterFacts
from healbot.core.patch import Patch, apply
from healbot.core.reproducer import Reproducer
from healbot.core.source import SourceFile
from healbot.core.traceback_parser import parse_traceback
from healbot.generators.fix_patterns.pattern import Context, Fix
from healbot.generators.fix_patterns.values import VALUE_PATTERNS
from healbot.ports import Problem
from healbot.sandbox.inspector import crash_state_from_json

PROBE = Path(healbot.probe.__file__).with_name("crash_state.py")
SCRIPT = "script.py"


@dataclass(frozen=True)
class Example:
    """A broken script with what it needs to run."""

    before: str
    after: str | None = None
    """The script as the best fix leaves it; ``None`` when nothing may be proposed."""
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    stdin: str = ""
    args: tuple[str, ...] = ()
    python: str = ""
    """Such as ``3.8``; empty for the interpreter that runs the tests."""
    cwd: str = "."
    script: str = SCRIPT
    heals: bool = True
    """Whether the script runs to its end after the fix; else another error comes next."""

    def __post_init__(self) -> None:
        """Raw literals cannot begin on their second line: the first line end is no content."""
        for name in ("before", "after"):
            text = getattr(self, name)
            if text is not None:
                object.__setattr__(self, name, text.removeprefix("\n"))


@dataclass(frozen=True)
class Run:
    """What one run showed."""

    exit_code: int
    stdout: str
    context: Context | None


class FolderFiles:
    """`ProjectFiles` over a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def source(self, path: str) -> SourceFile | None:
        full = self.root / path
        return SourceFile(path, full.read_bytes()) if full.is_file() else None

    def names(self, folder: str) -> tuple[str, ...]:
        full = self.root / folder
        if not full.is_dir():
            return ()
        return tuple(sorted(p.name + ("/" if p.is_dir() else "") for p in full.iterdir()))


class FixedInspector:
    """`Inspector` that answers with what one run showed."""

    def __init__(self, executable: str, crash: CrashState | None) -> None:
        self.executable, self._crash = executable, crash

    def interpreter(self) -> InterpreterFacts:
        return _facts(self.executable)

    def members(self, module: str) -> tuple[str, ...]:
        code = f"import importlib; print(*sorted(dir(importlib.import_module({module!r}))))"
        done = subprocess.run([self.executable, "-c", code], capture_output=True, text=True)
        return tuple(done.stdout.split())

    def crash(self) -> CrashState | None:
        return self._crash


@cache
def _facts(executable: str) -> InterpreterFacts:
    code = "import sys, builtins; print(sys.version_info[:3]); print(dir(builtins))"
    done = subprocess.run([executable, "-c", code], capture_output=True, text=True, check=True)
    version, names = (eval(line) for line in done.stdout.splitlines())
    return InterpreterFacts(executable, version, frozenset(), {}, frozenset(names))


@cache
def interpreter(version: str) -> str | None:
    """Returns an interpreter that works, ``None`` when this machine has none of that version."""
    if not version:
        return sys.executable
    found = shutil.which(f"python{version}")
    places = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    for candidate in [str(p) for p in places] + ([found] if found else []):
        if subprocess.run([candidate, "-V"], capture_output=True).returncode == 0:
            return candidate
    return None


def run(example: Example, text: str) -> Run:
    """Runs a script as the example asks, and again under the probe when it fails."""
    executable = interpreter(example.python) or sys.executable
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        done = _execute(example, text, root / "plain", [executable])
        stdout = done.stdout.decode("utf-8", "replace")
        if done.returncode == 0:
            return Run(0, stdout, None)
        report, probed = root / "crash.json", root / "probed"
        start = [executable, "-c", PROBE.read_text(), str(report), str(probed)]
        _execute(example, text, probed, start)
        crash = crash_state_from_json(report.read_bytes()) if report.exists() else None
        stderr = done.stderr.decode("utf-8", "replace")
        exceptions = parse_traceback(stderr, (str(root / "plain"),), example.cwd)
        files = _frozen(root / "plain")
        context = _context(example, executable, exceptions, crash, files)
        return Run(done.returncode, stdout, context)


def _execute(
    example: Example, text: str, root: Path, start: list[str]
) -> subprocess.CompletedProcess[bytes]:
    for path, content in {**example.files, example.script: text}.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    (root / example.cwd).mkdir(parents=True, exist_ok=True)
    return subprocess.run(
        [*start, _script(example), *example.args],
        cwd=root / example.cwd,
        input=example.stdin.encode(),
        capture_output=True,
        timeout=60,
    )


def _script(example: Example) -> str:
    """Returns the path of the script as seen from the folder the run starts in."""
    return os.path.relpath(example.script, example.cwd)


class FrozenFiles(FolderFiles):
    """`ProjectFiles` as they were, after their folder is gone."""

    def __init__(self, sources: dict[str, bytes]) -> None:
        self.sources = sources

    def source(self, path: str) -> SourceFile | None:
        data = self.sources.get(path)
        return None if data is None else SourceFile(path, data)

    def names(self, folder: str) -> tuple[str, ...]:
        prefix = "" if folder == "." else folder.rstrip("/") + "/"
        inside = [p[len(prefix) :] for p in self.sources if p.startswith(prefix)]
        return tuple(sorted({p.split("/")[0] + ("/" if "/" in p else "") for p in inside}))


def _frozen(root: Path) -> FrozenFiles:
    return FrozenFiles(
        {
            str(p.relative_to(root)): p.read_bytes()
            for p in sorted(root.rglob("*"))
            if p.is_file() and "__pycache__" not in p.parts
        }
    )


def _context(
    example: Example,
    executable: str,
    exceptions: tuple[RaisedException, ...],
    crash: CrashState | None,
    files: FrozenFiles,
) -> Context | None:
    failure = Failure(FailureKind.EXCEPTION, exceptions, (), "", "0" * 40, "")
    reproducer = Reproducer(
        "script",
        (executable, _script(example), *example.args),
        example.cwd,
        example.script,
        example.script,
        example.stdin.encode() or None,
    )
    problem = Problem(reproducer, failure, files, FixedInspector(executable, crash))
    frame = exceptions[-1].innermost if exceptions else None
    source = files.source(frame.path) if frame else None
    if frame is None or source is None:
        return None
    return Context(problem, exceptions[-1], frame, source)


def proposals(context: Context) -> list[tuple[str, Fix]]:
    """Returns the fixes of all value patterns, best first."""
    found = [
        (pattern.name, fix)
        for pattern in VALUE_PATTERNS
        if context.exception.short_type in pattern.exceptions
        for fix in pattern.propose(context)
    ]
    return sorted(found, key=lambda pair: -pair[1].confidence)


def applied(context: Context, fix: Fix) -> str:
    """Returns the failing file's text after a fix."""
    patch = Patch(fix.edits, fix.rationale, "test")
    changed = apply({context.source.path: context.source}, patch)
    return changed[context.source.path].text


def best(example: Example) -> tuple[str, Fix, str] | None:
    """Returns the best fix: the pattern's name, the fix and the text that it leaves."""
    context = run(example, example.before).context
    if context is None:
        return None
    found = proposals(context)
    if not found:
        return None
    name, fix = found[0]
    return name, fix, applied(context, fix)


def assert_changed(example: Example, pattern: str) -> None:
    """Checks that the best of all value patterns' fixes is the wanted one, and that it heals."""
    if interpreter(example.python) is None:
        pytest.skip(f"no Python {example.python} here")
    found = best(example)
    assert found is not None, "nothing was proposed"
    name, fix, after = found
    assert after == example.after, f"{name} ({fix.confidence})"
    assert name == pattern
    assert fix.rationale
    if example.heals:
        assert run(example, after).exit_code == 0


def assert_left(example: Example) -> None:
    """Checks that the script fails and that no pattern proposes anything."""
    context = run(example, example.before).context
    assert context is not None
    assert [(name, fix) for name, fix in proposals(context)] == []
