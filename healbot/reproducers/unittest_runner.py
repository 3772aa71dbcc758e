"""The reproducer ``unittest``: tests that fail under ``python -m unittest``."""

from __future__ import annotations

import json
import posixpath
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from healbot.core.execution import Execution
from healbot.core.reproducer import Reproducer, label_of_tests
from healbot.core.source import SourceFile
from healbot.ports import Canaries, Command, SandboxTree
from healbot.probe_source import probe_source
from healbot.reproducers.canary import canary_name, canary_sum
from healbot.reproducers.recorded_report import (
    MAX_REPORT_BYTES,
    read_report,
    status_disagreement,
)

_OF_DISCOVERY = ("-s", "--start-directory", "-p", "--pattern", "-t", "--top-level-directory")


@dataclass(frozen=True)
class UnittestRunner:
    """The `healbot.ports.SuiteRunner` for unittest."""

    interpreter: str
    cwd: str
    """Relative to the project root; modules are imported from there."""
    selection: tuple[str, ...] = ()
    """Dotted names, files or folders, relative to `cwd`; empty for what discovery finds."""
    arguments: tuple[str, ...] = ()
    """Further options of the user's for unittest; ``discover`` and its options may be first."""

    def reproducer(self, target: str) -> Reproducer:
        """Returns the reproducer as a person would type it; `target` is what the user named."""
        argv = (self.interpreter, "-m", "unittest", *self._options(), *self.selection)
        if len(self.selection) == 1 and self._is_folder(self.selection[0]):
            argv = (self.interpreter, "-m", "unittest", "discover", *self._options(), "-s")
            argv += self.selection
        label = label_of_tests(self.selection, target or "unittest")
        return Reproducer("unittest", argv, self.cwd, label, target)

    def run(self, tree: SandboxTree, timeout: float) -> Execution:
        """Runs the selected tests once."""
        output = f".healbot-{secrets.token_hex(8)}.json"
        command = self._command(tree.root, f"{tree.root}/{output}", "")
        execution = tree.run(replace(command, timeout=timeout))
        found = read_report(tree.read(output, MAX_REPORT_BYTES), tree.root)
        if found is None:
            return execution
        report, status = found
        complaint = status_disagreement("unittest", report, status, execution)
        complaint = report.disagreement or complaint
        return replace(execution, tests=replace(report, disagreement=complaint))

    def crash_command(self, root: str, output: str) -> Command:
        """Returns the run that writes the state at the first failure."""
        return self._command(root, output, probe_source("crash_state"))

    def _command(self, root: str, output: str, observer: str) -> Command:
        settings = {"output": output, "root": root, "observer": observer}
        argv = (self.interpreter, "-c", probe_source("unittest_recorder"), json.dumps(settings))
        return Command((*argv, *self._options(), *self.selection), cwd=self.cwd)

    def _options(self) -> tuple[str, ...]:
        """Returns the user's options; those of discovery only when nothing is selected."""
        if not self.selection or self.arguments[:1] != ("discover",):
            return self.arguments
        kept: list[str] = []
        rest = list(self.arguments[1:])
        while rest:
            option = rest.pop(0)
            if option in _OF_DISCOVERY:
                del rest[:1]
            elif option == "-k" and rest:
                kept += [option, rest.pop(0)]
            elif option.startswith("-") and not option.startswith(_OF_DISCOVERY):
                kept.append(option)
        return tuple(kept)

    def selecting(self, ids: Sequence[str]) -> UnittestRunner:
        """Returns the runner of only these cases, modules, files or folders."""
        return replace(self, selection=tuple(ids))

    def suite(self) -> UnittestRunner:
        """Returns the runner of all that discovery finds."""
        return replace(self, selection=())

    def canaries(self) -> Canaries:
        """Returns canaries beside the module of the first selected test, as far as it is told.

        With nothing selected the whole suite runs beside them: discovery skips their names.
        """
        folder = self._folder_of_first()
        files, ids = {}, []
        for check in ("assertEqual", "assertNotEqual"):
            name = canary_name()
            module = f"{name}_check"
            expression, value = canary_sum()
            text = (
                "import unittest\n\n\n"
                f"class {name.partition('_')[0].title()}Test(unittest.TestCase):\n"
                f"    def test_{name}(self):\n"
                f"        self.{check}({expression}, {value})\n"
            )
            place = posixpath.normpath(posixpath.join(self.cwd, folder, f"{module}.py"))
            files[place] = SourceFile(place, text.encode())
            package = folder.replace("/", ".") + "." if folder else ""
            ids.append(f"{package}{module}.{name.partition('_')[0].title()}Test.test_{name}")
        runner = self.selecting((*(self.selection or (".",)), *ids))
        return Canaries(files, runner, must_pass=ids[0], must_fail=ids[1])

    def _folder_of_first(self) -> str:
        """Returns the folder of the first selected test; ``""`` for `cwd` itself."""
        first = posixpath.normpath(self.selection[0]) if self.selection else "."
        if first.endswith(".py"):
            found = posixpath.dirname(first)
        elif self._is_folder(first):
            found = first
        else:
            parts = first.split(".")
            # By convention classes are what begins with a capital letter.
            end = next((at for at, part in enumerate(parts) if part[:1].isupper()), 1)
            found = "/".join(parts[: max(end - 1, 0)])
        inside = found not in (".", "..") and not found.startswith(("../", "/"))
        return found if inside and "." not in found else ""

    @staticmethod
    def _is_folder(item: str) -> bool:
        return item == "." or ("/" in item and not item.endswith(".py"))
