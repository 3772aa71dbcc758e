"""Real heals of small projects whose only generator proposes exactly one given patch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from unittest import mock

from healbot import generation, workshop
from healbot.core.bill import NOTHING_BILLED, Bill
from healbot.core.errors import HealbotError
from healbot.core.evidence import Trial
from healbot.core.failure import Failure
from healbot.core.patch import Patch, SourceEdit
from healbot.core.session import Attempt, Outcome, Request
from healbot.core.source import SourceFile
from healbot.core.tampering import Finding
from healbot.fix_options import FixOptions
from healbot.ports import Generator, Problem
from healbot.reports.summary import Summary
from healbot.settings.model import Setting, Settings
from healbot.trial import Trials
from healbot.wiring import fix, open_project
from tests.git_project import GitProject

NAME = "scripted"


@dataclass
class Scripted:
    """A generator that proposes the given texts of files, all in one patch."""

    texts: Mapping[str, str]
    name: str = NAME
    remark: str = ""
    pending: Bill = NOTHING_BILLED
    meanwhile: Callable[[], None] = lambda: None
    """What somebody else does while healbot looks for a patch."""

    def propose(self, problem: Problem) -> Iterator[Patch]:
        """Yields the patch."""
        self.meanwhile()
        edits = []
        for path, text in self.texts.items():
            source = problem.files.source(path)
            end = len(source.text) if source is not None else 0
            edits.append(SourceEdit(path, 0, end, text))
        yield Patch(tuple(edits), "As the test says.", NAME)


class Permissive:
    """A guard that lets everything through: what is behind it is on its own."""

    def __init__(self, *parts: object, **options: object) -> None:
        """Takes what the real one takes."""

    def of(self, failure: Failure) -> None:
        """Does not care."""

    def is_protected(self, path: str) -> bool:
        """Returns that nothing is."""
        return False

    def examine(
        self, before: Mapping[str, SourceFile], after: Mapping[str, SourceFile]
    ) -> tuple[Finding, ...]:
        """Finds nothing."""
        return ()


@dataclass
class Silent:
    """An observer that prints nothing."""

    when: Mapping[str, Callable[[], None]] = field(default_factory=dict)
    """What somebody else does when a step begins that is called so, by how its name begins."""

    def running(self, what: str) -> None:
        """Lets somebody else do something."""
        for start, act in self.when.items():
            if what.startswith(start):
                act()

    def failed(self, failure: Failure) -> None:
        """Says nothing."""

    def attempted(self, attempt: Attempt, diff: str) -> None:
        """Says nothing."""


@dataclass(frozen=True)
class Healed:
    """What became of the patch."""

    summary: Summary | None
    """``None`` when the heal ended with an error."""
    error: HealbotError | None = None
    trials: tuple[Trial, ...] = ()
    """The runs with the patch, as far as they were judged."""

    @property
    def attempt(self) -> Attempt:
        """The attempt that the patch became."""
        assert self.summary is not None, self.error
        assert len(self.summary.attempts) == 1, self.summary
        return self.summary.attempts[0]

    @property
    def validated(self) -> bool:
        """Whether healbot calls it healed."""
        return self.summary is not None and self.summary.ending == "healed"

    @property
    def outcome(self) -> Outcome:
        """The attempt's outcome."""
        return self.attempt.outcome

    @property
    def refused_by(self) -> list[str]:
        """The oracles that say no to the first run with the patch."""
        return [verdict.oracle for verdict in self.trials[0].verdicts if not verdict.passed]

    def judged(self, judgement: str) -> list[str]:
        """Returns the gate's checks that say so."""
        return [check.oracle for check in self.attempt.checks if check.judgement == judgement]

    def detail(self, oracle: str) -> str:
        """Returns what a check of the gate says."""
        return next(c.detail for c in self.attempt.checks if c.oracle == oracle)

    @property
    def said(self) -> str:
        """What the run with the patch showed, with all that the gate says."""
        checks = [f"{c.oracle} {c.judgement}: {c.detail}" for c in self.attempt.checks]
        return "\n".join([self.attempt.headline_after, self.attempt.traceback_after, *checks])


@dataclass(frozen=True)
class Heal:
    """A small project whose tests fail and the patch that is proposed for it."""

    files: Mapping[str, str | bytes]
    patch: Mapping[str, str]
    target: str = "tests"
    kind: str = "pytest"
    guarded: bool = False
    settings: Mapping[str, Setting[object]] = field(default_factory=dict)
    oracles: tuple[tuple[str, str], ...] = ()
    meanwhile: Callable[[Path], None] = lambda root: None
    when: Mapping[str, Callable[[Path], None]] = field(default_factory=dict)
    """What somebody else does when a step begins, as for `Silent`."""
    timeout: float = 60.0

    def run(self, folder: Path) -> Healed:
        """Heals the project in a new repository in `folder`."""
        project = GitProject(folder)
        for path, text in self.files.items():
            project.write(path, text)
        project.commit("the project")
        request = Request(
            target=self.target,
            timeout=self.timeout,
            oracles=self.oracles,
            kind="script" if self.kind == "script" else "pytest",
            selection=() if self.kind == "script" else (self.target,),
        )
        made = Scripted(self.patch, meanwhile=lambda: self.meanwhile(project.root))
        when = {start: partial(act, project.root) for start, act in self.when.items()}
        return heal(project.root, request, made, self.guarded, self.settings, Silent(when))


def heal(
    root: Path,
    request: Request,
    generator: Generator,
    guarded: bool,
    settings: Mapping[str, Setting[object]] | None = None,
    observer: Silent | None = None,
) -> Healed:
    """Returns what healbot makes of `request` when `generator` is all it has."""
    chosen = {"together": Setting(True), "max_attempts": Setting(1), **(settings or {})}
    options = FixOptions(Settings(**chosen))  # type: ignore[arg-type] # by name, as from a file
    with scripted(generator, guarded) as trials, open_project(root) as project:
        try:
            (summary,) = fix(project, request, options, observer or Silent()).summaries
        except HealbotError as error:
            return Healed(None, error, tuple(trials))
    return Healed(summary, None, tuple(trials))


@contextmanager
def scripted(generator: Generator, guarded: bool) -> Iterator[list[Trial]]:
    """Makes `generator` the only one; unless `guarded`, the guard says nothing.

    The runs with a patch are put into the list that is returned.
    """
    trials: list[Trial] = []
    run = Trials.run

    def kept(self: Trials, changes: Mapping[str, SourceFile]) -> Trial:
        trial = run(self, changes)
        if changes:
            trials.append(trial)
        return trial

    with ExitStack() as stack:
        put = stack.enter_context
        put(mock.patch.object(generation, "GENERATORS", {NAME: lambda *needs: generator}))
        put(mock.patch.object(Trials, "run", kept))
        if not guarded:
            put(mock.patch.object(workshop, "Guard", Permissive))
        yield trials
