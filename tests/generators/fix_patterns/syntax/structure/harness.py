"""Runs a broken script with a real interpreter and asks the syntax patterns for fixes."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import dedent

import pytest

from healbot.core.execution import Stop
from healbot.core.failure import Failure, FailureKind, Frame, RaisedException
from healbot.core.observation import CrashState, InterpreterFacts
from healbot.core.patch import Patch, apply
from healbot.core.reproducer import Reproducer
from healbot.core.source import SourceFile
from healbot.core.traceback_parser import parse_traceback
from healbot.generators.fix_patterns.generator import context_for
from healbot.generators.fix_patterns.pattern import Context, Fix
from healbot.generators.fix_patterns.syntax import SYNTAX_PATTERNS
from healbot.ports import Problem

SCRIPT = "script.py"
VERSIONS = ("", "3.8", "3.12", "3.13")
"""Interpreters whose messages are tried; the empty one runs the tests."""


@dataclass(frozen=True)
class OneFile:
    """`ProjectFiles` with one script."""

    file: SourceFile

    def source(self, path: str) -> SourceFile | None:
        return self.file if path == self.file.path else None

    def names(self, folder: str) -> tuple[str, ...]:
        return (self.file.path,)


class NoInspector:
    """`Inspector` that is not asked: a script that does not compile has no state."""

    def interpreter(self) -> InterpreterFacts:
        return InterpreterFacts(sys.executable, sys.version_info[:3], frozenset(), {}, frozenset())

    def members(self, module: str) -> tuple[str, ...]:
        return ()

    def crash(self) -> CrashState | None:
        return None


@cache
def interpreter(version: str) -> str | None:
    """Returns an interpreter that works, ``None`` when this machine has none of that version."""
    if not version:
        return sys.executable
    found = shutil.which(f"python{version}")
    places = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    for candidate in [str(place) for place in places] + ([found] if found else []):
        if subprocess.run([candidate, "-V"], capture_output=True).returncode == 0:
            return candidate
    return None


def run(text: str, version: str = "") -> tuple[int, str, str]:
    """Runs a script; returns its exit status, output and errors."""
    executable = interpreter(version)
    if executable is None:
        pytest.skip(f"no Python {version} here")
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, SCRIPT)
        script.write_bytes(text.encode())
        done = subprocess.run(
            [executable, SCRIPT], cwd=folder, capture_output=True, text=True, timeout=60, input=""
        )
        errors = done.stderr.replace(str(Path(folder)) + "/", "")
    return done.returncode, done.stdout, errors


def context_of(text: str, version: str = "") -> Context | None:
    """Returns what patterns see of a script's failure; ``None`` when there is no syntax error."""
    _, _, errors = run(text, version)
    exceptions = parse_traceback(errors)
    if not exceptions or not exceptions[-1].is_syntax_error:
        return None
    return context_for(_problem(text, exceptions), exceptions[-1])


def context_at(text: str, line: int) -> Context:
    """Returns the context of a syntax error at a line, without a run."""
    frame = Frame(SCRIPT, line, "<module>", "", in_project=True)
    exception = RaisedException("SyntaxError", "invalid syntax", (frame,))
    context = context_for(_problem(text, (exception,)), exception)
    assert context is not None
    return context


def _problem(text: str, exceptions: Sequence[RaisedException]) -> Problem:
    stop: Stop | None = None
    failure = Failure(FailureKind.EXCEPTION, tuple(exceptions), (), "", "0" * 40, "", stop=stop)
    reproducer = Reproducer("script", (sys.executable, SCRIPT), ".", SCRIPT, SCRIPT)
    files = OneFile(SourceFile(SCRIPT, text.encode()))
    return Problem(reproducer, failure, files, NoInspector())


def proposals(context: Context) -> list[tuple[str, Fix]]:
    """Returns the fixes of all syntax patterns, surest first."""
    found = [
        (pattern.name, fix)
        for pattern in SYNTAX_PATTERNS
        if context.exception.short_type in pattern.exceptions
        for fix in pattern.propose(context)
    ]
    return sorted(found, key=lambda pair: -pair[1].confidence)


def applied(context: Context, fix: Fix) -> str:
    """Returns the script after a fix."""
    patch = Patch(fix.edits, fix.rationale, "test")
    return apply({SCRIPT: context.source}, patch)[SCRIPT].text


def best(text: str, version: str = "") -> str | None:
    """Returns the script as the surest fix leaves it."""
    context = context_of(text, version)
    found = [item for item in proposals(context) if item[1].confidence >= 0.2] if context else []
    return applied(context, found[0][1]) if context and found else None


def check_change(before: str, after: str, version: str = "") -> None:
    """Asserts that the surest fix of `before` is `after`."""
    before, after = dedent(before), dedent(after)
    assert best(before, version) == after


def check_leave(text: str, pattern: str, version: str = "") -> None:
    """Asserts that a pattern has nothing to propose for `text`."""
    context = context_of(dedent(text), version)
    if context is None:
        return
    fixes = [applied(context, fix) for name, fix in proposals(context) if name == pattern]
    assert fixes == []
