"""From the failed jobs of a CI run to what is healed: which tests or command, at which commit.

Logs are text of strangers. Out of them come names of tests, which must be in the commit, or one
command, which must look like the project's own test run; both only ever run in the sandbox.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass

from healbot.core.forge import Job, JobLog, WorkflowRun
from healbot.core.job_log_lines import MAX_CHARACTERS
from healbot.core.job_log_parser import LogStep, ParsedLog, parse_job_log
from healbot.core.logged_tests import LoggedTests
from healbot.core.reproducer import ReproducerKind
from healbot.reproducers.failing_command import (
    FailingCommand,
    failing_command,
    pytest_arguments,
    pytest_words,
    unittest_words,
)
from healbot.reproducers.here import Here, differences
from healbot.reproducers.shell_lines import ShellCommand

_INFRASTRUCTURE = re.compile(
    r"lost communication with the server|received a shutdown signal|No space left on device"
    r"|The operation was canceled|exceeded the maximum execution time|runner has been lost"
    r"|Unable to resolve action|Failed to initialize container|not acquired by Runner"
    r"|billing|spending limit|higher priority waiting request"
)
_INSTALLATION = re.compile(
    r"ERROR: (?:Could not find a version|No matching distribution|Cannot install"
    r"|ResolutionImpossible|Failed building wheel|Could not install packages)"
    r"|error: subprocess-exited-with-error|No solution found when resolving dependencies"
    r"|error: metadata-generation-failed|E: Unable to (?:locate package|fetch)"
)
_NOTHING_COLLECTED = 5
"""pytest's exit status when there was no test."""


@dataclass(frozen=True)
class PlannedTarget:
    """What is run here to see the failure."""

    kind: ReproducerKind
    selection: tuple[str, ...] = ()
    """Tests as the log names them, or the files and folders that the command named."""
    command: str = ""
    """The command, when `kind` is a command."""
    script: str = ""
    """The file, when `kind` is a script."""
    arguments: tuple[str, ...] = ()
    folders: tuple[str, ...] = (".",)
    """Where it may have run, relative to the root, likeliest first."""


@dataclass(frozen=True)
class RunPlan:
    """What is healed of a failed run, or why nothing is."""

    run: WorkflowRun
    job: str = ""
    """The job that is looked at."""
    step: str = ""
    """Its step that failed."""
    target: PlannedTarget | None = None
    reason: str = ""
    """Without a target: why, in one sentence without a full stop at its end."""
    before_code_ran: bool = False
    """Whether the job failed before any code of the project ran."""
    headline: str = ""
    """What failed, in one line, as the log tells."""
    tail: str = ""
    """The end of what the failing step printed."""
    differences: tuple[str, ...] = ()
    """What differs between the run and here, one sentence each."""
    other_jobs: tuple[str, ...] = ()
    """Further jobs that failed."""
    is_foreign: bool = False
    """Whether the commit comes from a fork: text of strangers, which only the overlay may run."""

    @property
    def commit(self) -> str:
        """The commit that the run was about."""
        return self.run.head_sha


@dataclass(frozen=True)
class FailedJob:
    """A job that failed, and its log when there is one."""

    job: Job
    log: JobLog | None


def plan_of(run: WorkflowRun, jobs: Sequence[FailedJob], here: Here) -> RunPlan:
    """Returns what is healed of a failed run.

    Of several failed jobs it is the one that names tests and ran on what is nearest to here.
    """
    reason = _run_reason(run, jobs)
    if reason:
        return RunPlan(run, reason=reason, before_code_ran=True)
    plans = [_plan_of_job(run, item, here) for item in jobs]
    return min(plans, key=_rank)  # the first one of those that are equal


def _rank(plan: RunPlan) -> tuple[int, int]:
    if plan.target is None:
        return (3 if plan.before_code_ran else 2), 0
    return (0 if plan.target.selection else 1), len(plan.differences)


def _run_reason(run: WorkflowRun, jobs: Sequence[FailedJob]) -> str:
    if run.status != "completed":
        return f"the run has not ended yet ({run.status})"
    if run.conclusion == "success":
        return "the run succeeded"
    if jobs:
        return ""
    return {
        "cancelled": "the run was cancelled",
        "startup_failure": "the run failed to start: its workflow file is not valid",
        "action_required": "the run waits for an approval",
        "skipped": "the run was skipped",
    }.get(run.conclusion or "", f"no job of the run failed ({run.conclusion})")


def _plan_of_job(run: WorkflowRun, item: FailedJob, here: Here) -> RunPlan:
    job = item.job
    failed = [step.name for step in job.steps if step.conclusion == "failure"]
    named = failed[0] if failed else ""
    if job.conclusion == "cancelled":
        return RunPlan(run, job.name, named, reason="the job was cancelled", before_code_ran=True)
    if item.log is None or not item.log.text.strip():
        why = "the job has no log: it never started, or the log expired"
        return RunPlan(run, job.name, named, reason=why, before_code_ran=True)
    log = parse_job_log(item.log.text, failed)
    step = log.failing
    if step is None:
        return RunPlan(run, job.name, named, reason="the job's log shows no step that failed")
    shown = named or step.title
    if not step.title and log.tests is None and _is_cut(item.log):
        why = "the log is too long: its beginning, with the command that failed, is cut off"
        return RunPlan(run, job.name, shown, reason=why, headline=log.headline, tail=log.tail)
    early = _before_code_ran(step, log)
    if early:
        return RunPlan(
            run, job.name, shown, reason=early, before_code_ran=True,
            headline=log.headline, tail=log.tail,
        )  # fmt: skip
    failing = failing_command(step)
    target, reason = _target(step, log, failing)
    told = differences(log.facts, here, _left_out(step, failing, target))
    return RunPlan(
        run, job.name, shown, target, reason, headline=log.headline, tail=log.tail,
        differences=told,
    )  # fmt: skip


def _is_cut(log: JobLog) -> bool:
    return log.is_cut or len(log.text) > MAX_CHARACTERS


def _before_code_ran(step: LogStep, log: ParsedLog) -> str:
    """Returns why nothing of the project failed; ``""`` when something of it did."""
    if log.tests is not None:
        return ""
    said = "\n".join(step.errors)
    if _INFRASTRUCTURE.search(said):
        return f"the job did not end by itself: {step.errors[0][:200].rstrip('.')}"
    if not step.title:
        return f"the job failed before its first step: {log.headline.rstrip('.')}"
    if step.title == "Post job cleanup.":
        return "the job failed while cleaning up"
    if not step.is_script:
        action = step.title.removeprefix("Run ")[:100]
        if action.startswith("actions/checkout"):
            return "the job failed while checking out the code"
        return f"the job failed in the action {action}"
    command = failing_command(step).command
    if (command and command.is_installation) or _failed_to_install(step):
        return "the job failed while installing dependencies"
    return ""


def _failed_to_install(step: LogStep) -> bool:
    return any(_INSTALLATION.search(line) for line in step.output[-200:])


def _target(
    step: LogStep, log: ParsedLog, failing: FailingCommand
) -> tuple[PlannedTarget | None, str]:
    folders = _folders(failing.folder, log.facts.test_root)
    words = (failing.command.tests if failing.command else None) or ()
    if log.tests is not None:
        found = _of_tests(log.tests, words, folders)
        if found is not None:
            return found, ""
    if failing.command is None or failing.trouble:
        shown = f": {failing.command.text[:200]}" if failing.command else ""
        return None, f"the step {step.title[:100]!r} cannot be run here: {failing.trouble}{shown}"
    if step.exit_code == _NOTHING_COLLECTED and pytest_words(words) is not None:
        return None, "pytest found no tests"
    return _of_command(failing.command, words, folders), ""


def _folders(*candidates: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(folder for folder in (*candidates, ".") if folder))


def _of_tests(
    tests: LoggedTests, words: Sequence[str], folders: tuple[str, ...]
) -> PlannedTarget | None:
    """Returns the run of only the tests that failed; ``None`` where the command must run them."""
    if tests.runner == "pytest":
        arguments = pytest_arguments(pytest_words(words) or ()).options
        return PlannedTarget("pytest", tests.ids, arguments=arguments, folders=folders)
    if tests.runner == "unittest" and words and unittest_words(words) is None:
        return None  # a runner of the project's own, such as manage.py, sets things up
    return PlannedTarget(tests.runner, tests.ids, folders=folders)


def _of_command(
    command: ShellCommand, words: Sequence[str], folders: tuple[str, ...]
) -> PlannedTarget:
    as_typed = PlannedTarget("command", command=command.text, folders=folders)
    if any(mark in word for word in words for mark in "*?$"):
        return as_typed  # only a shell knows what that stands for
    arguments = pytest_words(words)
    if arguments is not None:
        given = pytest_arguments(arguments)
        return PlannedTarget("pytest", given.places, arguments=given.options, folders=folders)
    arguments = unittest_words(words)
    if arguments is not None:
        return PlannedTarget("unittest", (), arguments=arguments, folders=folders)
    if _is_plain_script(command, words):
        return PlannedTarget(
            "script", script=words[1].removeprefix("./"), arguments=tuple(words[2:]),
            folders=folders,
        )  # fmt: skip
    return as_typed


def _is_plain_script(command: ShellCommand, words: Sequence[str]) -> bool:
    """Whether the command only runs a script of the project, without pipes and redirections."""
    if len(command.parts) != 1 or len(words) < 2 or not words[1].endswith(".py"):
        return False
    runs_tests = posixpath.basename(words[1]) in ("manage.py", "setup.py")
    return not runs_tests and not any(mark in command.text for mark in "|<>$")


def _left_out(
    step: LogStep, failing: FailingCommand, target: PlannedTarget | None
) -> tuple[str, ...]:
    """Returns what the run had and the run here will not have, one sentence each."""
    found: list[str] = []
    if target is not None and target.kind == "pytest" and failing.command is not None:
        words = pytest_words(failing.command.tests or ())
        unknown = pytest_arguments(words or ()).unknown
        if unknown:
            found.append(f"CI gave pytest {' '.join(unknown)[:200]}, which is left out here.")
    names = [name for name in step.environment if not _of_setup(name)]
    if names:
        found.append(
            f"CI set {', '.join(names[:8])}{' and more' if len(names) > 8 else ''}; "
            "--env NAME passes a variable on."
        )
    return tuple(found)


def _of_setup(name: str) -> bool:
    """Whether setup-python and its like set the variable."""
    return name in (
        "pythonLocation", "PKG_CONFIG_PATH", "Python_ROOT_DIR", "Python2_ROOT_DIR",
        "Python3_ROOT_DIR", "LD_LIBRARY_PATH", "UV_CACHE_DIR", "VIRTUAL_ENV", "FORCE_COLOR",
        "PY_COLORS", "PIP_DISABLE_PIP_VERSION_CHECK", "PIP_NO_PYTHON_VERSION_WARNING", "CI",
        "UV_PYTHON", "UV_PYTHON_INSTALL_DIR", "CONDA", "CONDA_PKGS_DIR",
    )  # fmt: skip
