"""Runs a source that does not compile with a real interpreter and asks all syntax patterns."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from healbot.core.patch import Patch, apply
from healbot.core.source import SourceFile
from healbot.core.traceback_parser import parse_traceback
from healbot.generators.fix_patterns.generator import MIN_CONFIDENCE, context_for
from healbot.generators.fix_patterns.pattern import Context, Fix
from healbot.generators.fix_patterns.syntax import SYNTAX_PATTERNS
from healbot.ports import Problem

SCRIPT = "script.py"


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


class _OneFile:
    """`ProjectFiles` with the script alone."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def source(self, path: str) -> SourceFile | None:
        return SourceFile(path, self.data) if path == SCRIPT else None

    def names(self, folder: str) -> tuple[str, ...]:
        return (SCRIPT,)


def failing_context(data: bytes, version: str = "") -> Context | None:
    """Returns what patterns see after a run; ``None`` when the source compiles there."""
    executable = interpreter(version) or sys.executable
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / SCRIPT
        script.write_bytes(data)
        code = "import sys; compile(open(sys.argv[1], 'rb').read(), sys.argv[1], 'exec')"
        done = subprocess.run(
            [executable, "-W", "ignore", "-c", code, str(script)], capture_output=True, timeout=60
        )
        if done.returncode == 0:
            return None
        # Compiled first, so that nothing of a valid script runs; then run for the real message.
        done = subprocess.run(
            [executable, "-W", "ignore", str(script)], capture_output=True, timeout=60
        )
        exceptions = parse_traceback(done.stderr.decode("utf-8", "replace"), [folder])
    problem = cast(Problem, SimpleNamespace(files=_OneFile(data)))
    return context_for(problem, exceptions[-1]) if exceptions else None


def proposals(context: Context) -> list[tuple[str, Fix]]:
    """Returns the fixes of all syntax patterns, best first."""
    found = [
        (pattern.name, fix)
        for pattern in SYNTAX_PATTERNS
        if context.exception.short_type in pattern.exceptions
        for fix in pattern.propose(context)
        if fix.confidence >= MIN_CONFIDENCE
    ]
    return sorted(found, key=lambda pair: -pair[1].confidence)


def applied(context: Context, fix: Fix) -> bytes:
    """Returns the file after a fix."""
    patch = Patch(fix.edits, fix.rationale, "test")
    return apply({context.source.path: context.source}, patch)[context.source.path].data


def best(before: str | bytes, version: str = "") -> tuple[str, bytes] | None:
    """Returns the name of the pattern with the surest fix and the file after it."""
    data = before.encode() if isinstance(before, str) else before
    context = failing_context(data, version)
    found = proposals(context) if context is not None else []
    if context is None or not found:
        return None
    name, fix = found[0]
    return name, applied(context, fix)


def healed(before: str | bytes, version: str = "") -> str:
    """Returns the file after its surest fix, the file itself when there is none."""
    found = best(before, version)
    data = before.encode() if isinstance(before, str) else before
    return (found[1] if found else data).decode("utf-8", "surrogateescape")


def proposed_by(pattern: str, before: str | bytes, version: str = "") -> list[Fix]:
    """Returns what one pattern proposes for a source."""
    data = before.encode() if isinstance(before, str) else before
    context = failing_context(data, version)
    found = proposals(context) if context is not None else []
    return [fix for name, fix in found if name == pattern]
