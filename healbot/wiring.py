"""The only module that chooses concrete parts and puts them together."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from healbot.core.advice import advice_on
from healbot.core.errors import ExitCode, Refused, UsageError
from healbot.core.failure import Failure
from healbot.core.patch import unified_diff
from healbot.core.redaction import Redactor
from healbot.core.session import Policy, Request, Session
from healbot.core.source import SourceFile
from healbot.core.trailers import RolledBack
from healbot.filesystem import WorkTreeFiles
from healbot.generators.fix_patterns.generator import FixPatterns
from healbot.generators.fix_patterns.names.distributions import distribution_for
from healbot.guard import Guard
from healbot.healing import Ending, Healer, Healing, Parts
from healbot.ledger.git_ledger import GitLedger, HandsOff, SessionBranch
from healbot.ledger.plumbing import Plumbing
from healbot.ledger.project_ledger import ProjectLedger
from healbot.ledger.work_tree import apply_to_work_tree
from healbot.oracles.catalogue import gate_oracles, run_oracles
from healbot.ports import Generator, Inspector, Observer, Sandbox
from healbot.reports.summary import AttemptView, FailureView, Summary
from healbot.reproducers.declared import declared_dependencies
from healbot.reproducers.script import (
    ScriptRunner,
    check_script,
    place_of,
    script_reproducer,
)
from healbot.sandbox.choose import Kind, choose
from healbot.sandbox.inspector import SandboxInspector
from healbot.sandbox.interpreter import find_interpreter, visible_paths
from healbot.sandbox.limits import Limits
from healbot.sandbox.request import SandboxRequest
from healbot.trial import Trials
from healbot.verification import GateParts

GENERATORS: Mapping[str, Callable[[Request], Generator]] = {
    "fix_patterns": lambda request: FixPatterns(output_is_judged=bool(request.oracles)),
}
"""Cheapest first."""


@dataclass(frozen=True)
class FixOptions:
    """How to heal, as the command line says it. Nothing in it comes from a branch."""

    max_attempts: int = 5
    python: str | None = None
    environment: tuple[str, ...] = ()
    network: bool = False
    sandbox: Kind = "auto"
    apply: bool = False
    init: bool = False


@dataclass
class Project:
    """An open repository."""

    plumbing: Plumbing
    ledger: GitLedger
    root: Path = field(init=False)

    def __post_init__(self) -> None:
        self.root = self.plumbing.root


@contextmanager
def open_project(folder: Path, *, init: bool = False) -> Iterator[Project]:
    """Opens the repository that holds `folder`; with `init` makes one when there is none.

    Raises `healbot.core.errors.Refused` outside of a repository or in a bare one.
    """
    if init:
        Plumbing.initialise(folder)
    with Plumbing(folder) as plumbing:
        yield Project(plumbing, GitLedger(plumbing, time.time))


def request_for_script(
    project: Project,
    script: Path,
    arguments: Sequence[str],
    *,
    stdin: Path | None,
    timeout: float,
    oracles: Sequence[tuple[str, str]],
    generators: Sequence[str],
) -> Request:
    """Returns the request to heal `script`. Raises when it is nothing healbot heals."""
    check_script(script)
    place = place_of(script, project.root, Path.cwd())
    if project.plumbing.has_filter(place.target):
        raise Refused(
            f"{place.target} goes through a Git filter (LFS?) or another working-tree encoding.",
            hint="healbot commits files byte by byte and leaves filtered ones alone.",
        )
    return Request(
        target=place.target,
        arguments=tuple(arguments),
        stdin=None if stdin is None else _inside(stdin, project.root),
        cwd=place.cwd,
        timeout=timeout,
        oracles=tuple(oracles),
        generators=tuple(generators),
    )


def _inside(path: Path, root: Path) -> str:
    resolved = path.parent.resolve() / path.name
    if not resolved.is_relative_to(root.resolve()):
        raise UsageError(
            f"--stdin: {path} is outside of the repository.",
            hint="Copy it into the repository; it need not be committed.",
        )
    return resolved.relative_to(root.resolve()).as_posix()


def check_choices(
    oracles: Sequence[tuple[str, str]], generators: Sequence[str], timeout: float
) -> None:
    """Raises `UsageError` when what the user chose cannot work; touches nothing."""
    if not math.isfinite(timeout):
        raise UsageError(f"--timeout {timeout} is no time.", hint="Give seconds: --timeout 60")
    _check_generators(generators)
    run_oracles(oracles, timeout)


def _check_generators(names: Sequence[str]) -> None:
    for name in names:
        if name not in GENERATORS:
            raise UsageError(
                f"There is no generator {name!r}.", hint=f"There is: {', '.join(GENERATORS)}"
            )


def make_sandbox(kind: Kind, root: Path, interpreter: Path, options: FixOptions) -> Sandbox:
    """Returns the sandbox of a kind (``auto``, ``overlay``, ``copy``) for the project at `root`.

    Raises `healbot.core.errors.EnvironmentProblem` when that kind does not work here.
    """
    request = SandboxRequest(
        root=root,
        interpreter=interpreter,
        visible=visible_paths(interpreter),
        limits=Limits(),
        network=options.network,
        allowed_environment=options.environment,
    )
    return choose(kind, request)


def fix(
    project: Project,
    request: Request,
    options: FixOptions,
    observer: Observer,
    expected_fingerprint: str | None = None,
) -> Summary:
    """Heals what `request` names and returns what happened.

    A resumed session expects the failure it was started for: see `Healer`.
    """
    started = time.monotonic()
    interpreter = find_interpreter(project.root, options.python, os.environ)
    reproducer = script_reproducer(request, project.root, interpreter)
    runner = ScriptRunner(reproducer)
    sandbox = make_sandbox(options.sandbox, project.root, interpreter, options)
    redactor = Redactor(os.environ.get(name, "") for name in options.environment)
    trials = Trials(
        sandbox,
        reproducer,
        runner,
        run_oracles(request.oracles, request.timeout),
        request.timeout,
        redactor,
        str(project.root),
        parallel=sandbox.backend == "overlay" and not options.network,
    )
    facts = SandboxInspector(sandbox, runner, reproducer.cwd, str(interpreter), {}, request.timeout)

    def inspector_with(changes: Mapping[str, SourceFile]) -> Inspector:
        return SandboxInspector(
            sandbox,
            runner,
            reproducer.cwd,
            str(interpreter),
            changes,
            request.timeout,
            facts.interpreter,
        )

    base_files = WorkTreeFiles(project.root, {})
    guard = Guard(reproducer, base_files, facts, lambda: declared_dependencies(project.root))
    ledger = ProjectLedger(project.plumbing, project.ledger, request.target)
    parts = Parts(
        trials=trials,
        ledger=ledger,
        generators=[
            make(request) for name, make in GENERATORS.items()
            if not request.generators or name in request.generators
        ],
        files_with=lambda changes: WorkTreeFiles(project.root, changes),
        inspector_with=inspector_with,
        observer=observer,
        gate=GateParts(gate_oracles(), ledger.base_unchanged, guard),
    )  # fmt: skip
    healer = Healer(parts, reproducer, request, Policy(options.max_attempts))
    healing = healer.heal(expected_fingerprint)
    applied = False
    if options.apply and healing.ending is Ending.HEALED:
        apply_to_work_tree(project.root, healing.base_files, healing.files)
        applied = True
    advice = _advice(healing, project, facts, options.network)
    seconds = time.monotonic() - started
    return _summary(healing, reproducer.label, sandbox, advice, applied, seconds)


def _advice(
    healing: Healing, project: Project, inspector: Inspector, network: bool
) -> tuple[str, ...]:
    failure = healing.remaining
    if failure is None:
        return ()

    def importable(module: str) -> bool:
        return module in inspector.interpreter().stdlib_modules

    return advice_on(
        failure,
        network=network,
        distribution_for=distribution_for,
        declared=declared_dependencies(project.root),
        importable=importable,
    )


def _summary(
    healing: Healing,
    label: str,
    sandbox: Sandbox,
    advice: tuple[str, ...],
    applied: bool,
    seconds: float,
) -> Summary:
    session = healing.session
    validated = session.validated if session else None
    return Summary(
        ending=healing.ending.value,
        exit_code=int(ExitCode.GAVE_UP if healing.ending is Ending.GAVE_UP else ExitCode.HEALED),
        label=label,
        reason=healing.reason,
        failure=_view(healing.failure),
        remaining=_view(healing.remaining),
        branch=healing.branch,
        attempts=session.attempts if session else (),
        checks=validated.checks if validated else (),
        diff=healing.diff,
        applied=applied,
        sandbox=sandbox.backend,
        limitations=sandbox.limitations,
        advice=advice,
        seconds=seconds,
    )


def _view(failure: Failure | None) -> FailureView | None:
    if failure is None:
        return None
    return FailureView(failure.headline, failure.fingerprint, failure.traceback)


def resume_request(project: Project, branch: SessionBranch) -> Request:
    """Returns the request that a session's branch was made for.

    Raises `Refused` when the user's files are not those the session started from.
    """
    request = branch.session.request
    _check_generators(request.generators)
    script = project.root / request.target
    check_script(script)
    place = place_of(script, project.root, project.root / request.cwd)
    if (place.target, place.cwd) != (request.target, request.cwd):
        raise Refused(
            f"{branch.name} names a script or a folder outside of the project.",
            hint="healbot did not write that: look who did, with git log.",
        )
    if not ProjectLedger(project.plumbing, project.ledger, request.target).starts_from(branch):
        raise Refused(
            f"Your files have changed since {branch.name} was started.",
            hint=f"Start anew from what you have now: healbot fix {request.target}",
        )
    return request


def all_sessions(project: Project) -> tuple[list[tuple[str, Session]], tuple[str, ...]]:
    """Returns the sessions by branch, and the branches that hold someone else's commits."""
    sessions, foreign = [], []
    for name in project.ledger.branches():
        try:
            sessions.append((name, project.ledger.load(name).session))
        except HandsOff:
            foreign.append(name)
    return sessions, tuple(foreign)


def attempt_view(branch: SessionBranch, number: int) -> AttemptView:
    """Returns attempt `number` with its diff; 0 is the reproduced failure."""
    branch.entry(number)  # says which attempts there are when this one is not
    session = branch.session
    attempt = session.attempt(number)
    if attempt is None:
        return AttemptView(branch.name, number, None, session.traceback, session.traceback, "")
    start = session.attempt(attempt.start)
    before = start.traceback_after if start else session.traceback
    return AttemptView(
        branch=branch.name,
        number=number,
        attempt=attempt,
        traceback_before=before,
        traceback_after=attempt.traceback_after,
        diff=_diff_between(branch, attempt.start, number),
    )


def whole_diff(branch: SessionBranch, number: int) -> str:
    """Returns the change from the base to attempt `number` as a unified diff."""
    return _diff_between(branch, 0, number)


def _diff_between(branch: SessionBranch, old: int, new: int) -> str:
    before, after = branch.files_at(old), branch.files_at(new)
    base = branch.base_files({**before, **after})
    return unified_diff({**base, **before}, {**base, **before, **base, **after})


def roll_back(project: Project, branch: SessionBranch, number: int) -> str:
    """Adds a commit whose tree is attempt `number`'s; returns its id."""
    files = branch.files_at(number)
    project.ledger.append(branch, RolledBack(number), files)
    return branch.tip


def apply_attempt(
    project: Project, branch: SessionBranch, number: int | None
) -> tuple[int, tuple[str, ...]]:
    """Writes an attempt to the user's files; returns its number and the paths.

    Raises `UsageError` when no attempt is proven and none is named, `Refused` when the user's own
    changes are in the way.
    """
    session = branch.session
    if number is None:
        if session.validated is None:
            raise UsageError(
                f"{branch.name} holds no proven fix.",
                hint="Name an attempt if you want it all the same: healbot apply N",
            )
        number = session.validated.number
    files = branch.files_at(number)
    if not files:
        raise UsageError(f"Attempt {number} changes nothing.", hint="See healbot log.")
    apply_to_work_tree(project.root, branch.base_files(files), files)
    return number, tuple(sorted(files))
