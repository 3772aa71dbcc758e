"""The reproducer ``doctest``: examples in docstrings and texts that show something else."""

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


@dataclass(frozen=True)
class DoctestRunner:
    """The `healbot.ports.SuiteRunner` for doctest.

    A case is one docstring or one text: all of its examples share their names. Its id is
    ``file::dotted.name``. A text is a ``.txt``, ``.rst`` or ``.md`` file.
    """

    interpreter: str
    cwd: str
    """Relative to the project root."""
    selection: tuple[str, ...] = ()
    """Files, folders or ids, relative to `cwd`; empty for all files with examples."""
    arguments: tuple[str, ...] = ()
    """Further options of the user's for doctest: ``-o FLAG``, ``-f``, ``-v``."""

    def reproducer(self, target: str) -> Reproducer:
        """Returns the reproducer as a person would type it; `target` is what the user named.

        doctest can only be given whole files.
        """
        argv = (self.interpreter, "-m", "doctest", *self.arguments, *self._files())
        label = label_of_tests(self.selection, target or "doctest")
        return Reproducer("doctest", argv, self.cwd, label, target)

    def run(self, tree: SandboxTree, timeout: float) -> Execution:
        """Runs the selected examples once."""
        output = f".healbot-{secrets.token_hex(8)}.json"
        command = self._command(tree.root, f"{tree.root}/{output}", "")
        execution = tree.run(replace(command, timeout=timeout))
        found = read_report(tree.read(output, MAX_REPORT_BYTES), tree.root)
        if found is None:
            return execution
        report, status = found
        complaint = status_disagreement("doctest", report, status, execution)
        complaint = report.disagreement or complaint
        return replace(execution, tests=replace(report, disagreement=complaint))

    def crash_command(self, root: str, output: str) -> Command:
        """Returns the run that writes the state at the first exception."""
        return self._command(root, output, probe_source("crash_state"))

    def _command(self, root: str, output: str, observer: str) -> Command:
        settings = {"output": output, "root": root, "observer": observer}
        argv = (self.interpreter, "-c", probe_source("doctest_recorder"), json.dumps(settings))
        return Command((*argv, *self.arguments, "--", *self.selection), cwd=self.cwd)

    def _files(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item.partition("::")[0] for item in self.selection))

    def selecting(self, ids: Sequence[str]) -> DoctestRunner:
        """Returns the runner of only these cases, files or folders."""
        return replace(self, selection=tuple(ids))

    def suite(self) -> DoctestRunner:
        """Returns the runner of all examples in the files of this selection.

        There is no configuration that says what the whole suite is, and importing every module of
        a project to look for examples runs code that nobody asked for.
        """
        return replace(self, selection=self._files())

    def canaries(self) -> Canaries:
        """Returns two texts with an example each, beside the first selected file."""
        files, ids = {}, []
        for difference in (0, 1 + secrets.randbelow(50)):
            name = f"{canary_name()}.txt"
            path = posixpath.normpath(posixpath.join(self._folder_of_first(), name))
            expression, value = canary_sum()
            place = posixpath.normpath(posixpath.join(self.cwd, path))
            text = f">>> {expression}\n{value + difference}\n"
            files[place] = SourceFile(place, text.encode())
            ids.append(f"{path}::{name}")
        runner = self.selecting((*(self.selection or (".",)), *ids))
        return Canaries(files, runner, must_pass=ids[0], must_fail=ids[1])

    def _folder_of_first(self) -> str:
        first = self._files()[0] if self.selection else ""
        return posixpath.dirname(first) if posixpath.splitext(first)[1] else first
