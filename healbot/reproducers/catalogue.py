"""All kinds of reproducers."""

from __future__ import annotations

from pathlib import Path

from healbot.core.errors import UsageError
from healbot.core.reproducer import Reproducer
from healbot.core.session import Request
from healbot.ports import Runner
from healbot.reproducers.script import ScriptRunner, script_reproducer


def runner_for(request: Request, root: Path, interpreter: Path) -> tuple[Reproducer, Runner]:
    """Returns how a person would run what `request` names, and what runs it for healbot.

    Raises `UsageError` when its standard input cannot be read.
    """
    if request.kind == "pytest":
        from healbot.reproducers.pytest_runner import PytestRunner

        runner = PytestRunner(str(interpreter), request.cwd, request.selection, request.arguments)
        return runner.reproducer(request.target), runner
    if request.kind == "command":
        from healbot.reproducers.command_runner import CommandRunner

        command = CommandRunner(request.target, request.cwd)
        return command.reproducer(), command
    if request.kind == "unittest":
        from healbot.reproducers.unittest_runner import UnittestRunner

        tests = UnittestRunner(str(interpreter), request.cwd, request.selection, request.arguments)
        return tests.reproducer(request.target), tests
    if request.kind == "doctest":
        from healbot.reproducers.doctest_runner import DoctestRunner

        shown = DoctestRunner(str(interpreter), request.cwd, request.selection, request.arguments)
        return shown.reproducer(request.target), shown
    if request.kind == "script":
        reproducer = script_reproducer(request, root, interpreter)
        return reproducer, ScriptRunner(reproducer)
    raise UsageError(f"{request.kind} cannot be run.", hint="See healbot fix --help.")
