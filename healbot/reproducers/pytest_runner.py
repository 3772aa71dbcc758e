"""The reproducer ``pytest``: tests that fail under the project's own pytest."""

from __future__ import annotations

import json
import posixpath
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from healbot.core import junit_parser
from healbot.core.execution import Execution
from healbot.core.reproducer import Reproducer, label_of_tests
from healbot.core.source import SourceFile
from healbot.ports import Canaries, Command, SandboxTree
from healbot.probe_source import probe_source
from healbot.reproducers.canary import canary_name, canary_sum
from healbot.reproducers.junit_agreement import junit_disagreement
from healbot.reproducers.recorded_report import (
    MAX_REPORT_BYTES,
    broke_off,
    read_report,
    status_disagreement,
)


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
        label = label_of_tests(self.selection, target or "pytest")
        return Reproducer("pytest", argv, self.cwd, label, target)

    def run(self, tree: SandboxTree, timeout: float) -> Execution:
        """Runs the selected tests once."""
        output, junit = (f".healbot-{secrets.token_hex(8)}.{end}" for end in ("json", "xml"))
        command = self._command(tree.root, f"{tree.root}/{output}", f"{tree.root}/{junit}", "")
        execution = tree.run(replace(command, timeout=timeout))
        found = read_report(tree.read(output, MAX_REPORT_BYTES), tree.root)
        if found is None:
            return execution
        report, status = found
        complaint = report.disagreement or status_disagreement("pytest", report, status, execution)
        if report.complete and not complaint and not broke_off(execution):
            complaint = junit_disagreement(
                report, tree.read(junit, junit_parser.MAX_REPORT_BYTES + 1)
            )
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
        selected = map(_as_operand, self.selection)
        return Command((*argv, *self.arguments, *selected), cwd=self.cwd)

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
            name = f"test_{canary_name()}"
            path = posixpath.normpath(posixpath.join(folder, f"{name}.py"))
            text = _canary(name, wanted)
            place = posixpath.normpath(posixpath.join(self.cwd, path))
            files[place] = SourceFile(place, text.encode())
            ids.append(f"{path}::{name}")
        runner = self.selecting((*self.selection, *(item.partition("::")[0] for item in ids)))
        return Canaries(files, runner, must_pass=ids[0], must_fail=ids[1])


def _canary(name: str, operator: str) -> str:
    """Returns a test that compares two equal numbers."""
    expression, value = canary_sum()
    return f"def {name}():\n    found = {expression}\n    assert found {operator} {value}\n"


def _as_operand(item: str) -> str:
    """Returns a selected path so that it is not taken for an option."""
    return f"./{item}" if item.startswith("-") else item
