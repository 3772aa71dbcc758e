"""Reads the log of a CI job: its steps, which one failed, on what machine, and what it showed.

The text is a stranger's. Nothing here raises, runs or trusts anything: the result is bounded in
size, and everything in it is still text that somebody may have made up.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from healbot.core.failure_text import headline_of, relative_text, tail
from healbot.core.job_log_lines import LogLine, log_lines
from healbot.core.logged_tests import LoggedTests, logged_tests, without_common_prefix
from healbot.core.runner_facts import FactsReader, RunnerFacts
from healbot.core.traceback_parser import parse_traceback

MAX_STEPS = 300
MAX_SCRIPT = 400
"""Lines of a script."""
MAX_OUTPUT = 20_000
"""Lines kept of a step's output: its end."""
MAX_HEADLINE = 500
MAX_ERRORS = 50
"""Messages kept of a step."""
_MAX_VARIABLES = 100

_EXIT = re.compile(r"Process completed with exit code (?P<code>-?\d{1,10})\.?")
_SHELL = re.compile(r"shell: (?P<shell>.{1,500})")
_ACTION = re.compile(
    r"Run (?:[\w.-]{1,100}/[\w./-]{1,200}@[\w./-]{1,100}|\./\S{0,200}|docker://\S{1,200})$"
)
_VARIABLE = re.compile(r"  (?P<name>[A-Za-z_]\w{0,100}): ?(?P<value>.*)")


@dataclass(frozen=True)
class LogStep:
    """A step of a job, as its log shows it."""

    title: str
    """Such as ``Run pytest -q`` or ``Run actions/checkout@v4``; ``""`` for what is before all."""
    script: tuple[str, ...] = ()
    """The lines of ``run:``; empty for an action."""
    shell: str = ""
    """Such as ``/usr/bin/bash -e {0}``; empty for an action."""
    environment: Mapping[str, str] = field(default_factory=dict)
    output: tuple[str, ...] = ()
    """The end of what it printed."""
    errors: tuple[str, ...] = ()
    """What the runner or the step marked as an error."""
    exit_code: int | None = None
    """The status that the script ended with, when it failed."""

    @property
    def is_script(self) -> bool:
        """Whether it is a ``run:`` step."""
        return bool(self.shell)

    @property
    def failed(self) -> bool:
        """Whether an error was marked in it."""
        return bool(self.errors) or self.exit_code is not None


@dataclass(frozen=True)
class ParsedLog:
    """What the log of a job tells."""

    steps: tuple[LogStep, ...]
    failing: LogStep | None
    """The step that failed; ``None`` when no error is marked."""
    tests: LoggedTests | None
    """The tests that failed in it."""
    facts: RunnerFacts
    headline: str
    """The exception that ended the failing step, in one line; else what the runner said."""
    tail: str
    """The end of what the failing step printed."""


@dataclass
class _Step:
    """A step while it is read."""

    title: str = ""
    script: list[str] = field(default_factory=list)
    shell: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    output: deque[str] = field(default_factory=lambda: deque(maxlen=MAX_OUTPUT))
    errors: list[str] = field(default_factory=list)
    exit_code: int | None = None

    def done(self) -> LogStep:
        return LogStep(
            self.title, tuple(self.script), self.shell, self.environment,
            tuple(self.output), tuple(self.errors), self.exit_code,
        )  # fmt: skip


@dataclass
class _Header:
    """The group at the beginning of a step, which tells what is run."""

    title: str
    lines: list[LogLine] = field(default_factory=list)

    def step(self) -> _Step | None:
        """Returns the step that begins; ``None`` when it is a group that a program opened."""
        at = next((n for n, line in enumerate(self.lines) if _is_shell(line)), None)
        if at is not None:
            shell = _SHELL.match(self.lines[at].text)
            assert shell is not None  # noqa: S101 - `_is_shell`
            script = [line.text for line in self.lines[:at]]
            return _Step(self.title, script[:MAX_SCRIPT], shell["shell"], self._variables(at))
        told = [line.text for line in self.lines[:1]]
        if told in (["with:"], ["env:"]) or (not told and _ACTION.match(self.title)):
            return _Step(self.title, environment=self._variables(0))
        return None

    def _variables(self, start: int) -> dict[str, str]:
        found: dict[str, str] = {}
        inside = False
        for line in self.lines[start:]:
            if line.text == "env:":
                inside = True
            elif inside and (match := _VARIABLE.match(line.text)):
                found[match["name"]] = match["value"]
        return dict(list(found.items())[:_MAX_VARIABLES])


def _is_shell(line: LogLine) -> bool:
    return not line.is_script and _SHELL.match(line.text) is not None


class _Reader:
    def __init__(self) -> None:
        self.steps: list[_Step] = [_Step()]
        self.facts = FactsReader()
        self._header: _Header | None = None

    def feed(self, line: LogLine) -> None:
        self.facts.feed(line.text, line.mark)
        if line.mark == "group":
            self._end_header(complete=False)
            if line.text.startswith("Run "):
                self._header = _Header(line.text)
                return
        elif self._header is not None:
            if line.mark == "endgroup":
                self._end_header(complete=True)
            elif len(self._header.lines) < 2 * MAX_SCRIPT:
                self._header.lines.append(line)
            else:
                self._end_header(complete=False)
            return
        self._take(line)

    def _take(self, line: LogLine) -> None:
        step = self.steps[-1]
        if not line.mark and line.text.startswith("Post job cleanup."):
            self._begin(_Step("Post job cleanup."))
        elif line.mark == "error":
            found = _EXIT.match(line.text)
            if found:
                step.exit_code = int(found["code"])
            if len(step.errors) < MAX_ERRORS:
                step.errors.append(line.text)
        elif line.mark != "endgroup":
            step.output.append(line.text)

    def _end_header(self, *, complete: bool) -> None:
        header, self._header = self._header, None
        if header is None:
            return
        step = header.step() if complete else None
        if step is not None:
            self._begin(step)
        else:
            for line in (LogLine(header.title), *header.lines):
                self._take(line)

    def _begin(self, step: _Step) -> None:
        if len(self.steps) >= MAX_STEPS:  # the end tells most
            del self.steps[0]
        self.steps.append(step)

    def finish(self) -> list[_Step]:
        self._end_header(complete=True)
        return self.steps


def parse_job_log(text: str, failed_steps: Sequence[str] = ()) -> ParsedLog:
    """Returns what a job's log tells; never raises.

    `failed_steps` are the names of the steps that failed, as the code host tells them: they decide
    where the log shows errors in several steps.
    """
    reader = _Reader()
    for line in log_lines(text):
        reader.feed(line)
    steps = tuple(step.done() for step in reader.finish())
    facts = reader.facts.facts()
    failing = _failing(steps, failed_steps)
    if failing is None:
        return ParsedLog(steps, None, None, facts, "", "")
    failing = replace(failing, output=tuple(without_common_prefix(failing.output)))
    printed = "\n".join(failing.output)
    return ParsedLog(
        steps,
        failing,
        _relative(logged_tests(failing.output), facts.workspace),
        facts,
        _headline(printed, failing, facts),
        tail(relative_text(printed, [facts.workspace] if facts.workspace else [])),
    )


def _failing(steps: Sequence[LogStep], names: Sequence[str]) -> LogStep | None:
    """Returns the step that failed the job.

    Of several with errors: one that is named, else one that shows failing tests, else the last
    whose script failed, else the last one. What ran before it may have been allowed to fail.
    """
    failed = [step for step in steps if step.failed and step.title != "Post job cleanup."]
    named = [step for step in failed if step.title in names]
    for found in (
        named,
        [step for step in failed if step.is_script and logged_tests(step.output)],
        [step for step in failed if step.exit_code is not None],
        failed,
        [step for step in steps if step.failed],
    ):
        if found:
            return found[-1]
    return None


def _relative(tests: LoggedTests | None, workspace: str) -> LoggedTests | None:
    """Returns the tests with files below the workspace named from there, as doctest does not."""
    if tests is None or not workspace:
        return tests
    start = workspace.rstrip("/") + "/"
    return replace(tests, ids=tuple(name.removeprefix(start) for name in tests.ids))


def _headline(printed: str, step: LogStep, facts: RunnerFacts) -> str:
    if facts.workspace[1:2] == ":":  # Windows
        printed = printed.replace("\\", "/")
    roots = [facts.workspace] if facts.workspace else []
    # What doctest shows is indented.
    for text in (printed, "\n".join(line.removeprefix("    ") for line in printed.split("\n"))):
        try:
            raised = parse_traceback(text, roots)
        except RecursionError:
            continue
        if raised:
            return headline_of(raised[-1])[:MAX_HEADLINE]
    said = [error for error in step.errors if not _EXIT.match(error)]
    return (said or list(step.errors) or [""])[0][:MAX_HEADLINE]
