"""The reproducer ``command``: anything a shell runs, such as ``make test``."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace

from healbot.core.cases import CaseResult, SuiteReport
from healbot.core.execution import Execution
from healbot.core.junit_parser import MAX_REPORT_BYTES, UnreadableReport, parse_junit
from healbot.core.reproducer import Reproducer
from healbot.ports import Command, SandboxTree
from healbot.reproducers.pytest_runner import PytestRunner

_SHELL = "/bin/sh"
_NEXT_REPORT = re.compile(rb"(?=<\?xml\b)")
"""Stands at the beginning of each report only: within one, ``<`` is escaped."""
_MAX_REPORTS = 200
_MAX_WATCHED = 50

_COLLECTING = r"""
pipe="${TMPDIR:-/tmp}/$1"
reports="$2"
if : > "$reports" && mkfifo "$pipe"; then
    exec 9<> "$pipe" 8< "$pipe"
    cat <&8 9>&- >> "$reports" &
    exec 8<&-
    target="$pipe"
else
    target="$reports"
fi 2> /dev/null
PYTEST_ADDOPTS="${PYTEST_ADDOPTS:+$PYTEST_ADDOPTS }-o junit_family=xunit1 \
-o junit_logging=out-err --junitxml='$target'"
TOX_OVERRIDE="${TOX_OVERRIDE:-testenv.pass_env+=PYTEST_ADDOPTS}"
export PYTEST_ADDOPTS TOX_OVERRIDE
/bin/sh -c "$3" 9>&-
status=$?
if [ "$target" = "$pipe" ]; then
    exec 9>&-
    rm -f "$pipe"
    wait
fi
exit $status
"""
"""Every pytest writes into one pipe, whose other end appends to a file.

With the name of a file instead, the last of several pytests would overwrite what the others wrote.
The shell keeps the pipe open, so that no pytest waits for a reader, or ends it for the next one.
The reader gets its end opened: had it to open it itself, a quick command could be over before, and
nobody would ever write.
The pipe lies outside of the project: who reads all files of the project would wait at it for ever.
tox 4 passes no variable on that its configuration does not name.
"""


@dataclass(frozen=True)
class CommandRunner:
    """The `healbot.ports.Runner` of a shell command.

    A pytest that the command starts, however deep, is asked through ``PYTEST_ADDOPTS`` to leave
    JUnit XML; options that stand there already are kept. All reports of one run are put together.
    None is left, and the exit status and the output alone decide, when the command starts no
    pytest, sets ``PYTEST_ADDOPTS`` itself, names a ``--junitxml`` of its own, or runs pytest in an
    environment that does not pass the variable on (tox configured in TOML without ``pass_env``).
    Reports that several pytests write at the very same time can spoil each other; then they count
    as incomplete.
    """

    command: str
    """As typed behind ``--command``."""
    cwd: str = "."
    """The folder to run in, relative to the project root."""
    watched: PytestRunner | None = None
    """Runs the failing tests of the command alone, to look into the first that fails."""

    def reproducer(self) -> Reproducer:
        """Returns the reproducer as a person would type it."""
        argv = (_SHELL, "-c", self.command)
        return Reproducer("command", argv, self.cwd, self.command, self.command)

    def run(self, tree: SandboxTree, timeout: float) -> Execution:
        """Runs the command once and reads the reports of the pytests in it."""
        name = f".healbot-{secrets.token_hex(8)}"
        argv = (
            _SHELL, "-c", _COLLECTING, "healbot", f"{name}.pipe", f"{tree.root}/{name}.xml",
            self.command,
        )  # fmt: skip
        execution = tree.run(Command(argv, cwd=self.cwd, timeout=timeout))
        data = tree.read(f"{name}.xml", MAX_REPORT_BYTES)
        return replace(execution, tests=_report(data or b"", execution))

    def crash_command(self, root: str, output: str) -> Command | None:
        """Returns the run of the failing tests alone, where they are known; ``None`` elsewhere."""
        return self.watched.crash_command(root, output) if self.watched else None

    def watching(self, report: SuiteReport | None, interpreter: str) -> CommandRunner:
        """Returns the runner that can look into the failing pytest cases of `report`."""
        failing = [case.id for case in report.failing if ".py" in case.id] if report else []
        if not failing:
            return self
        return replace(
            self, watched=PytestRunner(interpreter, self.cwd, tuple(failing[:_MAX_WATCHED]))
        )


def _report(data: bytes, execution: Execution) -> SuiteReport | None:
    """Returns what all reports in `data` tell; ``None`` when there is none."""
    cases: list[CaseResult] = []
    complete = execution.stop is None and len(data) < MAX_REPORT_BYTES
    texts = [text for text in _NEXT_REPORT.split(data) if text.strip()]
    for text in texts[:_MAX_REPORTS]:
        try:
            cases += parse_junit(text)
        except UnreadableReport as error:
            cases += error.cases
            complete = False
    if not texts or not (cases or complete):
        return None
    failing = next((case.id for case in cases if case.outcome.is_bad), "")
    complaint = ""
    if execution.exited_zero and failing:
        complaint = f"the command ended with status 0, but {failing} failed"
    return SuiteReport(
        cases=tuple(cases),
        collected=tuple(dict.fromkeys(case.id for case in cases)),
        complete=complete and len(texts) <= _MAX_REPORTS,
        disagreement=complaint,
    )
