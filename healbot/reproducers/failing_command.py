"""Which command of a failed CI step failed, and how its tests are run alone."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass

from healbot.core.job_log_parser import LogStep
from healbot.reproducers.shell_lines import ShellCommand, script_of

_POSIX_SHELLS = ("bash", "sh", "dash", "zsh")
_TRACE = re.compile(r"\++ (?P<command>\S.{0,1999})")
"""What ``set -x`` prints before it runs a command."""
_FOREIGN = re.compile(r"\$env:|%\w+%|\bInvoke-|\bif \(")

_WITH_VALUE = frozenset({"-W", "-o", "-p", "-c", "--override-ini", "--import-mode",
                         "--doctest-glob", "--pythonwarnings"})  # fmt: skip
"""Options of pytest that change what a test does, and take a value."""
_ALONE = frozenset({"--doctest-modules", "--strict-markers", "--strict", "--strict-config",
                    "--doctest-continue-on-failure"})  # fmt: skip
_IRRELEVANT = re.compile(
    r"-[qvslxrhf]+$|-r\w*$|-n$|-k$|-m$|--(?:cov|tb|durations|maxfail|junit|color|no-header|no-summary"
    r"|exitfirst|verbose|quiet|numprocesses|dist|maxprocesses|html|self-contained|report-log|capture"
    r"|show-|showlocals|last-failed|lf$|ff$|failed-first|reruns|timeout|randomly|basetemp|json|alluredir"
    r"|splits|group|store-durations|benchmark|md|code-highlight|log-)"
)
"""Options of pytest that change what is selected, reported or how fast, not what a test does."""
_TAKES_NEXT = frozenset({"-n", "-k", "-m", "-r", "--tb", "--dist", "--maxfail", "--durations",
                         "--timeout", "--reruns", "--junitxml", "--junit-xml", "--cov-report",
                         "--splits", "--group", "--html", "--basetemp", "--ignore", "--deselect",
                         "--rootdir", "--numprocesses", "--cov-config", "--color"})  # fmt: skip


@dataclass(frozen=True)
class FailingCommand:
    """The command of a step that failed."""

    command: ShellCommand | None
    """``None`` when it cannot be told which one it is."""
    folder: str = "."
    """Where the script was by then, relative to where the step starts."""
    trouble: str = ""
    """Why the command is not known or not run here; ``""`` when it can be run."""


def failing_command(step: LogStep) -> FailingCommand:
    """Returns the command of a ``run:`` step that failed.

    With ``bash -e`` a script ends at the first failure. Which line that was shows in the trace of
    ``set -x``, or in how many test sessions began; else there must be only one candidate.
    """
    shell = _name_of(step.shell)
    foreign = shell not in (*_POSIX_SHELLS, "")
    script = script_of(
        [line.replace("\\", "/") for line in step.script] if foreign else step.script
    )
    if foreign and _FOREIGN.search("\n".join(step.script)):
        return FailingCommand(None, trouble=f"its script is for {shell}")
    if not script.commands:
        return FailingCommand(None, trouble="its script is not in the log")
    if script.has_structure:
        return FailingCommand(None, trouble="its script has conditions, loops or functions")
    steps = [command for command in script.commands if not command.is_harmless]
    found = _traced(steps, step.output) or _only_one(steps, step.output)
    if found is None:
        several = len([command for command in steps if command.tests]) > 1
        why = "several of its commands run tests" if several else "no command in it runs tests"
        return FailingCommand(None, trouble=why)
    folder = _folder(script.commands[: script.commands.index(found)])
    if folder is None:
        return FailingCommand(None, trouble="it changes into a folder that cannot be told")
    return FailingCommand(found, folder, found.refusal)


def _name_of(shell: str) -> str:
    """Returns the name of a step's shell; the path of one may have spaces."""
    path = shell.lower().replace("\\", "/").partition(" -")[0].partition(" {0}")[0]
    return posixpath.basename(path).removesuffix(".exe")


def _traced(commands: Sequence[ShellCommand], output: Sequence[str]) -> ShellCommand | None:
    last = None
    by_words = {" ".join(c.parts[0]): c for c in commands if len(c.parts) == 1}
    for line in output:
        if line.startswith("+") and (found := _TRACE.fullmatch(line)):
            last = by_words.get(found["command"].replace("'", ""), last)
    return last


def _only_one(commands: Sequence[ShellCommand], output: Sequence[str]) -> ShellCommand | None:
    if len(commands) == 1:
        return commands[0]
    tests = [command for command in commands if command.tests]
    if len(tests) == 1:
        return tests[0]
    begun = sum(1 for line in output if "= test session starts =" in line)
    of_pytest = [command for command in tests if _is_pytest(command.tests or ())]
    if of_pytest == tests and 1 <= begun <= len(tests):
        return tests[begun - 1]
    return commands[-1] if commands and not tests else None


def _folder(before: Sequence[ShellCommand]) -> str | None:
    folder = "."
    for command in before:
        for part in command.parts:
            if part[0] != "cd":
                continue
            if len(part) != 2 or part[1].startswith(("/", "~", "-")) or "$" in part[1]:
                return None
            folder = posixpath.normpath(posixpath.join(folder, part[1].replace("\\", "/")))
            if folder.startswith(".."):
                return None
    return folder


def _is_pytest(words: Sequence[str]) -> bool:
    return pytest_words(words) is not None


def pytest_words(words: Sequence[str]) -> tuple[str, ...] | None:
    """Returns the arguments of a pytest command; ``None`` when it is none."""
    return _behind(words, ("pytest", "py.test"), "pytest")


def unittest_words(words: Sequence[str]) -> tuple[str, ...] | None:
    """Returns the arguments of ``python -m unittest``; ``None`` when it is none."""
    return _behind(words, (), "unittest")


def _behind(words: Sequence[str], names: Sequence[str], module: str) -> tuple[str, ...] | None:
    if words and posixpath.basename(words[0].replace("\\", "/")).removesuffix(".exe") in names:
        return tuple(words[1:])
    for at in range(1, len(words) - 1):
        if words[at] == "-m":
            return tuple(words[at + 2 :]) if words[at + 1] == module else None
        if not words[at].startswith("-") and words[at - 1] not in ("-W", "-X"):
            return None
    return None


@dataclass(frozen=True)
class PytestArguments:
    """The arguments of a pytest command, by what they are for."""

    options: tuple[str, ...] = ()
    """Those that change what a test does."""
    places: tuple[str, ...] = ()
    """What is selected: files, folders, ids."""
    unknown: tuple[str, ...] = ()
    """Options of plugins or of the project's own, which may not be there; left out."""


def pytest_arguments(words: Sequence[str]) -> PytestArguments:
    """Returns what the arguments of a pytest command are for."""
    options: list[str] = []
    places: list[str] = []
    unknown: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        name = word.partition("=")[0]
        if not word.startswith("-"):
            places.append(word)
        elif name in _WITH_VALUE or word[:2] in ("-W", "-p", "-o", "-c"):
            options.append(word)
            if word in _WITH_VALUE and rest:
                options.append(rest.pop(0))
        elif word in _ALONE:
            options.append(word)
        elif word in _TAKES_NEXT:
            del rest[:1]
        elif not _IRRELEVANT.match(name):
            unknown.append(word)
    return PytestArguments(tuple(options), tuple(places), tuple(unknown))
