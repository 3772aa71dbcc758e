"""The reproducer ``pytest``: tests that fail under the project's own pytest."""

from __future__ import annotations

import json
import posixpath
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from healbot.core.cases import SuiteReport
from healbot.core.execution import Execution
from healbot.core.reproducer import Reproducer
from healbot.core.source import SourceFile
from healbot.ports import Canaries, Command, SandboxTree
from healbot.probe_source import probe_source
from healbot.reproducers.recorded_report import MAX_REPORT_BYTES, read_report

_MAX_JUNIT_BYTES = 64 * 1024 * 1024
_JUNIT_CASE = re.compile(rb"<testcase[\s>]")
_JUNIT_BAD = re.compile(rb"<(?:failure|error)[\s>/]")
_PLANTED = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class PytestRunner:
    """The `healbot.ports.SuiteRunner` for pytest."""

    interpreter: str
    cwd: str
    """Relative to the project root; where the project's configuration is looked for."""
    selection: tuple[str, ...] = ()
    """Node ids, files or folders, relative to `cwd`; empty for what the project configures."""
    arguments: tuple[str, ...] = ()
    """Further options of the user's for pytest."""

    def reproducer(self, target: str) -> Reproducer:
        """Returns the reproducer as a person would type it; `target` is what the user named."""
        argv = (self.interpreter, "-m", "pytest", *self.arguments, *self.selection)
        label = self.selection[0] if len(self.selection) == 1 else target
        return Reproducer("pytest", argv, self.cwd, label or "pytest", target)

    def run(self, tree: SandboxTree, timeout: float) -> Execution:
        """Runs the selected tests once."""
        output, junit = (f".healbot-{secrets.token_hex(8)}.{end}" for end in ("json", "xml"))
        command = self._command(tree.root, f"{tree.root}/{output}", f"{tree.root}/{junit}", "")
        execution = tree.run(replace(command, timeout=timeout))
        found = read_report(tree.read(output, MAX_REPORT_BYTES), tree.root)
        if found is None:
            return execution
        report, status = found
        complaint = _disagreement(report, status, execution, tree.read(junit, _MAX_JUNIT_BYTES))
        return replace(execution, tests=replace(report, disagreement=complaint))

    def crash_command(self, root: str, output: str) -> Command:
        """Returns the run that writes the state at the first failure."""
        return self._command(root, output, "", probe_source("crash_state"))

    def _command(self, root: str, output: str, junit: str, observer: str) -> Command:
        settings = {
            "output": output,
            "root": root,
            "junit": junit,
            "observer": observer,
            "alone": bool(self.selection or observer),
        }
        code = probe_source("pytest_recorder")
        argv = (self.interpreter, "-c", code, json.dumps(settings))
        return Command((*argv, *self.arguments, *self.selection), cwd=self.cwd)

    def selecting(self, ids: Sequence[str]) -> PytestRunner:
        """Returns the runner of only these cases, files or folders."""
        return replace(self, selection=tuple(ids))

    def suite(self) -> PytestRunner:
        """Returns the runner of what the project configures."""
        return replace(self, selection=())

    def canaries(self) -> Canaries:
        """Returns canaries that lie beside the first selected test, where its conftest applies."""
        first = self.selection[0].partition("::")[0] if self.selection else ""
        folder = posixpath.dirname(first) if first.endswith(".py") else first.rstrip("/")
        files, ids = {}, []
        for wanted in ("==", "!="):
            name = f"test_{secrets.choice(_WORDS)}_{secrets.token_hex(3)}"
            path = posixpath.normpath(posixpath.join(folder, f"{name}.py"))
            text = _canary(name, wanted)
            place = posixpath.normpath(posixpath.join(self.cwd, path))
            files[place] = SourceFile(place, text.encode())
            ids.append(f"{path}::{name}")
        runner = self.selecting((*self.selection, *(item.partition("::")[0] for item in ids)))
        return Canaries(files, runner, must_pass=ids[0], must_fail=ids[1])


_WORDS = ("parser", "layout", "totals", "dates", "cache", "report", "sorting", "units", "paths")


def _canary(name: str, operator: str) -> str:
    """Returns a test that compares two equal numbers, neither of which can be foreseen."""
    number, factor = secrets.randbelow(10**6), secrets.randbelow(900) + 3
    return (
        f"def {name}():\n"
        f"    found = sum(range({factor})) + {number}\n"
        f"    assert found {operator} {number + factor * (factor - 1) // 2}\n"
    )


def _disagreement(
    report: SuiteReport, status: int | None, execution: Execution, junit: bytes | None
) -> str:
    """Returns in which way the records of one run differ; ``""`` when they agree."""
    if status is None or execution.stop is not None or execution.signal is not None:
        return ""  # it broke off, which is said elsewhere
    if execution.exit_code != status:
        return f"pytest ended with status {status}, but the process exited {execution.exit_code}"
    if junit is None:
        return "pytest left no JUnit XML"
    bad = len(_JUNIT_BAD.findall(junit))
    if bool(bad) != bool(report.failing):
        return f"JUnit XML tells of {bad} failures, the recorder of {len(report.failing)}"
    if status == 0 and report.failing:
        return f"pytest ended with status 0, but {report.failing[0].id} failed"
    cases = len(_JUNIT_CASE.findall(junit))
    if not cases and report.cases:
        return f"JUnit XML tells of no test, the recorder of {len(report.cases)}"
    return ""
