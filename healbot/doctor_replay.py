"""What healbot would have done about the last failed runs of a repository's CI.

Each run goes through the gates as it would have when it failed, and its logs are read as they are
healed from. No code runs, nothing is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from healbot.core.admission import gate
from healbot.core.admission_facts import Limits, Stage
from healbot.core.errors import EnvironmentProblem, ForgeUnusable
from healbot.core.forge import Permission, PullRequest, WorkflowRun
from healbot.core.github_event import Trigger
from healbot.core.workflow_text import names_shown
from healbot.forge_port import Forge
from healbot.reports.replay import Replay, ReplayedRun

if TYPE_CHECKING:
    from healbot.reproducers.workflow_run import PlannedTarget

MOST_RUNS = 20
_DAY = timedelta(hours=24)
_BOT = "github-actions[bot]"


@dataclass(frozen=True)
class AtThatTime:
    """The `healbot.core.admission_facts.Circumstances` of a run when it had just failed.

    What nobody can know afterwards is taken as it mostly is: the branch had not moved on, and the
    run was not started again.
    """

    run: WorkflowRun
    is_archived: bool
    has_secrets: bool
    earlier_for_commit: int
    earlier_today: int
    stage: Stage = "heal"
    own_login: str = _BOT
    sandbox: str = "overlay"
    permission: Permission = "none"
    pull_request: PullRequest | None = None
    commands_answered: int = 0
    branch: str = ""
    session: str = ""
    same_failure: Sequence[PullRequest] = ()
    has_human_commits: bool = False

    @property
    def head_now(self) -> str | None:
        """The commit at which the branch was."""
        return self.run.head_sha

    @property
    def run_now(self) -> WorkflowRun | None:
        """The run as it was."""
        return self.run


@dataclass(frozen=True)
class Replayer:
    """Looks at failed runs through the forge."""

    forge: Forge
    watched: Collection[str] | None
    """The names of the workflows that healbot looks after; ``None`` for all."""
    has_secrets: bool = True
    """Whether the job that heals is given secrets."""
    limits: Limits = field(default_factory=Limits)
    say: Callable[[str], None] = lambda text: None
    """Is told what is going on."""

    def replay(self, most: int = MOST_RUNS) -> Replay:
        """Returns what would have become of the last failed runs, newest first."""
        runs = tuple(self.forge.runs(status="failure", limit=most))
        is_archived = self.forge.facts().is_archived
        done: list[ReplayedRun] = []
        healed: list[WorkflowRun] = []
        for number, run in enumerate(reversed(runs), 1):
            self.say(f"run {number} of {len(runs)}: {run.workflow}")
            told = self._through_gates(run, is_archived, healed)
            if told.gate == "":
                healed.append(run)
                told = self._through_logs(run)
            done.append(told)
        return Replay(tuple(reversed(done)))

    def _through_gates(
        self, run: WorkflowRun, is_archived: bool, earlier: Sequence[WorkflowRun]
    ) -> ReplayedRun:
        told = ReplayedRun(run.id, run.workflow, run.head_sha, run.head_branch or "", run.url)
        if self.watched is not None and run.workflow not in self.watched:
            return replace(told, gate="not-watched", reason="no workflow of healbot looks after it")
        facts = AtThatTime(
            run,
            is_archived,
            self.has_secrets,
            earlier_for_commit=sum(item.head_sha == run.head_sha for item in earlier)
            + run.attempt - 1,
            earlier_today=sum(_within_a_day(item, run) for item in earlier),
        )  # fmt: skip
        declined = gate(self._trigger(run), facts, self.limits)
        if declined is None:
            return told
        return replace(told, gate=declined.gate, reason=declined.message.rstrip("."))

    def _trigger(self, run: WorkflowRun) -> Trigger:
        own = str(self.forge.repository)
        return Trigger(
            event="workflow_run",
            repository=self.forge.repository,
            action="completed",
            actor=run.actor,
            triggering_actor=run.triggering_actor,
            head_sha=run.head_sha,
            head_branch=run.head_branch,
            head_repository=run.head_repository,
            is_fork=(run.head_repository or "").lower() != own.lower(),
            workflow=run.workflow,
            run_id=run.id,
            run_attempt=run.attempt,
            conclusion=run.conclusion,
        )

    def _through_logs(self, run: WorkflowRun) -> ReplayedRun:
        from healbot.failed_run import plan_for

        told = ReplayedRun(run.id, run.workflow, run.head_sha, run.head_branch or "", run.url)
        try:
            plan = plan_for(self.forge, run.id)
        except (ForgeUnusable, EnvironmentProblem) as error:
            return replace(told, gate="no-log", reason=error.message.rstrip("."))
        if plan.target is None:
            kind = "no-code-ran" if plan.before_code_ran else "no-target"
            return replace(told, gate=kind, reason=plan.reason, headline=plan.headline)
        return replace(told, target=_words(plan.target), headline=plan.headline)


def _words(target: PlannedTarget) -> str:
    """Returns what is run, in a few words."""
    if target.command or target.script:
        return " ".join(filter(None, (target.command or target.script, *target.arguments)))
    return f"{target.kind} {names_shown(target.selection, 2)}".rstrip()


def _within_a_day(earlier: WorkflowRun, run: WorkflowRun) -> bool:
    first, second = _moment(earlier.created_at), _moment(run.created_at)
    return first is None or second is None or second - first < _DAY


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
