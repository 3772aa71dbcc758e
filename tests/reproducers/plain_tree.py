"""Runs a runner over a project in a plain folder, without any confinement."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from healbot.core.cases import CaseResult, SuiteReport
from healbot.core.execution import Execution, Stop
from healbot.ports import Canaries, Command, Runner


class PlainTree:
    """`healbot.ports.SandboxTree` over a folder; it ends runs at their time limit."""

    def __init__(self, root: Path, environment: Mapping[str, str] | None = None) -> None:
        self.root = str(root)
        self._environment = dict(environment or {})

    def run(self, command: Command) -> Execution:
        """Runs a command as the sandboxes do."""
        process = subprocess.Popen(
            command.argv,
            cwd=Path(self.root) / command.cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", **self._environment},
        )
        stop = None
        try:
            out, err = process.communicate(timeout=command.timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            stop = Stop.TIMEOUT
        status = process.returncode
        signal = -status if status < 0 and stop is None else None
        exit_code = status if status >= 0 else None
        stdout, stderr = out.decode("utf-8", "replace"), err.decode("utf-8", "replace")
        return Execution(exit_code, signal, stop, stdout, stderr, 0.0)

    def read(self, path: str, limit: int = 1024 * 1024) -> bytes | None:
        """Returns a file's bytes, at most `limit`."""
        with suppress(OSError), (Path(self.root) / path).open("rb") as file:
            return file.read(limit)
        return None


def write(root: Path, files: Mapping[str, str]) -> Path:
    """Writes a project and returns its root."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    return root.resolve()


def run(root: Path, runner: Runner, timeout: float = 60.0) -> Execution:
    """Runs the runner in the project."""
    return runner.run(PlainTree(root), timeout)


def report(execution: Execution) -> SuiteReport:
    """Returns the report of a run that must have left one."""
    assert execution.tests is not None, execution.stderr
    return execution.tests


def outcomes(execution: Execution) -> dict[str, str]:
    """Returns the outcome of each case."""
    return {case.id: case.outcome.value for case in report(execution).cases}


def only(execution: Execution) -> CaseResult:
    """Returns the single case of a run."""
    (case,) = report(execution).cases
    return case


def run_canaries(root: Path, canaries: Canaries) -> Execution:
    """Lays the canaries over the project and runs them."""
    for path, source in canaries.files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(source.data)
    return run(root, canaries.runner)
