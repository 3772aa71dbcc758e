"""The only module that chooses concrete parts and puts them together."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from healbot.core.errors import Refused, UsageError
from healbot.core.failure_groups import FailureGroup
from healbot.core.patch import unified_diff
from healbot.core.session import Request, Session
from healbot.core.trailers import Hinted, RolledBack
from healbot.fix_options import FixOptions
from healbot.generation import GENERATORS, HOW_TO_CONFIGURE, Surroundings
from healbot.ledger.git_ledger import GitLedger, HandsOff, SessionBranch
from healbot.ledger.plumbing import Plumbing
from healbot.ledger.project_ledger import ProjectLedger
from healbot.ledger.work_tree import apply_to_work_tree
from healbot.oracles.catalogue import run_oracles
from healbot.ports import Observer
from healbot.reports.summary import AttemptView, DryRun, Fixes
from healbot.reproducers.script import (
    check_script,
    check_script_to_write,
    place_of,
)
from healbot.settings.model import Settings
from healbot.workshop import Workshop


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


def fix(
    project: Project,
    request: Request,
    options: FixOptions,
    observer: Observer,
    expected_fingerprint: str | None = None,
) -> Fixes:
    """Heals what `request` names and returns what happened to each failure.

    A resumed session expects the failure it was started for: see `Healer`.
    """
    made = _workshops(project, request, observer)
    if request.is_test_run and expected_fingerprint is None:
        # Several heals start from the same files: what is healed is written at the end.
        workshop = made(options=replace(options, apply=False))
        together = options.settings.together.value
        from healbot.failing_tests import FailingTests

        return FailingTests(workshop, request, observer, together, options.apply).heal()
    workshop = made(options=options)
    return Fixes((workshop.heal(request, expected_fingerprint)[0],))


def require_model(project: Project, settings: Settings) -> None:
    """Raises `UsageError` unless a language model is configured."""
    around = Surroundings(project.root, project.plumbing, settings, lambda text: None)
    if around.models.regular is None:
        raise UsageError(
            "Only a language model can write a script, and none is configured.",
            hint=f"{HOW_TO_CONFIGURE}; healbot models shows what is there.",
        )


def dry_run(project: Project, request: Request, options: FixOptions, observer: Observer) -> DryRun:
    """Returns what a language model would be sent first; makes no branch and sends nothing."""
    return _workshops(project, request, observer)(options=options).dry_run(request)


def failing_groups(
    project: Project, request: Request, options: FixOptions, observer: Observer
) -> tuple[FailureGroup, ...]:
    """Returns what fails when `request` runs once, grouped; one group is one heal.

    A failure that no test shows (a command's exit status, a script's exception) is a group without
    tests.
    """
    workshop = _workshops(project, request, observer)(options=options)
    observer.running("looking for what fails")
    trial = workshop.trials_for(request).run({})
    workshop.check_runner_is_installed(request, trial)
    groups = workshop.groups_in(trial, request.cwd)
    if groups or trial.failure is None:
        return groups
    return (FailureGroup(trial.failure.fingerprint, trial.failure.headline, ()),)


def _workshops(project: Project, request: Request, observer: Observer) -> Callable[..., Workshop]:
    return partial(
        Workshop, project.plumbing, project.ledger, observer=observer,
        folder=request.cwd, runs_tests=request.kind != "script",
    )  # fmt: skip


def resume_request(project: Project, branch: SessionBranch) -> Request:
    """Returns the request that a session's branch was made for.

    Raises `Refused` when the user's files are not those the session started from.
    """
    request = branch.session.request
    _check_generators(request.generators)
    if not (_names_a_script if request.kind == "script" else _names_tests)(project, request):
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


def _names_a_script(project: Project, request: Request) -> bool:
    script = project.root / request.target
    (check_script_to_write if request.goal else check_script)(script)
    place = place_of(script, project.root, project.root / request.cwd)
    return (place.target, place.cwd) == (request.target, request.cwd)


def _names_tests(project: Project, request: Request) -> bool:
    """Whether the folder lies in the project and no test is an option in disguise."""
    folder = (project.root / request.cwd).resolve()
    inside = folder.is_relative_to(project.root.resolve()) and folder.is_dir()
    return inside and not any(word.startswith("-") for word in request.selection)


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
    later = (hint for hint in session.hints if hint.after >= number)
    return AttemptView(
        branch=branch.name,
        number=number,
        attempt=attempt,
        traceback_before=before,
        traceback_after=attempt.traceback_after,
        diff=_diff_between(branch, attempt.start, number),
        hints=tuple(hint for hint in session.hints if hint.after < number),
        set_aside_by=next(later, None) if number in session.set_aside else None,
    )


def whole_diff(branch: SessionBranch, number: int) -> str:
    """Returns the change from the base to attempt `number` as a unified diff."""
    return _diff_between(branch, 0, number)


def _diff_between(branch: SessionBranch, old: int, new: int) -> str:
    before, after = branch.files_at(old), branch.files_at(new)
    base = branch.base_files({**before, **after})
    return unified_diff({**base, **before}, {**base, **after})


def roll_back(project: Project, branch: SessionBranch, number: int) -> str:
    """Adds a commit whose tree is attempt `number`'s; returns its id."""
    files = branch.files_at(number)
    project.ledger.append(branch, RolledBack(number), files)
    return branch.tip


def record_hints(
    project: Project, branch: SessionBranch, texts: Sequence[str], author: str, settings: Settings
) -> SessionBranch:
    """Records what one reviewer said; see `record_said`."""
    return record_said(project, branch, [(author, text) for text in texts], settings)


def record_said(
    project: Project,
    branch: SessionBranch,
    said: Sequence[tuple[str, str]],
    settings: Settings,
) -> SessionBranch:
    """Records what reviewers said, (author, text) pairs, and returns the branch as it is then.

    Secrets are taken out first. Of all that was said only what the branch does not tell yet is
    recorded; when it tells all of it, the last is said once more if a proven fix stands. Raises
    `UsageError` for a hint without words, `AlreadyRunning` while the failure is being healed.
    """
    around = Surroundings(project.root, project.plumbing, settings, lambda text: None)
    redact = around.redactor.redact
    hints = [Hinted.of(redact(text), redact(author)) for author, text in said]
    if not all(hint.text for hint in hints):
        raise UsageError("The hint says nothing.", hint="Such as: --hint 'keep the old format'")
    with project.ledger.lock(branch.session.fingerprint):
        found = project.ledger.load(branch.name)
        known = {(hint.text, hint.author) for hint in found.session.hints}
        new = [hint for hint in hints if (hint.text, hint.author) not in known]
        stands = found.session.validated is not None
        for hint in new or hints[-1:] * stands:
            if found.session.with_hint(hint.text, hint.author) is not found.session:
                project.ledger.append(found, hint, {})
    return found


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
