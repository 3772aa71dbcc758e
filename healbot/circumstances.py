"""Gathers what the gates ask about a trigger; every fact is fetched on first use and kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from healbot.core.admission_facts import Stage
from healbot.core.answer_marker import answered_in, own_answer
from healbot.core.branch_names import fingerprint_in, is_own_branch
from healbot.core.forge import FAILED, Comment, Permission, PullRequest, WorkflowRun
from healbot.core.github_event import Trigger
from healbot.forge_port import Forge

_DAY = timedelta(hours=24)
_MOST_RUNS = 100


@dataclass(frozen=True)
class Here:
    """What the job itself knows."""

    stage: Stage
    own_login: str = ""
    """The account that the token belongs to; ``""`` when it is not known."""
    has_secrets: bool = False
    """Whether the job was given a secret, such as the key of a model."""
    sandbox: str = ""
    """``overlay``, ``copy`` or, while it is not known, ``""``."""
    branch: str = ""
    """The session's branch that is to be published."""
    session: str = ""
    """The id of the session on it."""
    has_human_commits: bool = False
    """Whether a person committed to `branch`."""


class Gathered:
    """The `healbot.core.admission_facts.Circumstances` of a trigger on a code host."""

    def __init__(
        self, trigger: Trigger, forge: Forge, here: Here, clock: Callable[[], float] = time.time
    ) -> None:
        """`clock` gives seconds since 1970."""
        self._trigger = trigger
        self._forge = forge
        self._here = here
        self._clock = clock
        self.stage = here.stage
        self.own_login = here.own_login
        self.has_secrets = here.has_secrets
        self.sandbox = here.sandbox
        self.branch = here.branch
        self.session = here.session
        self.has_human_commits = here.has_human_commits

    @cached_property
    def is_archived(self) -> bool:
        """Whether the repository is read-only for everybody."""
        return self._forge.facts().is_archived

    @cached_property
    def permission(self) -> Permission:
        """What the author of the comment may do."""
        comment = self._trigger.comment
        return self._forge.permission_of(comment.author) if comment else "none"

    @cached_property
    def head_now(self) -> str | None:
        """The commit at which the branch that was built is now; ``None`` when it is gone."""
        if self._trigger.pull_request is not None:
            return self.pull_request.head_sha if self.pull_request else None
        if self._trigger.is_fork:
            return self._trigger.head_sha  # its branches are not this repository's
        branch = self._trigger.head_branch
        return self._forge.head_of(branch) if branch else None

    @cached_property
    def run_now(self) -> WorkflowRun | None:
        """The run that failed as it is now."""
        run = self._trigger.run_id
        return self._forge.run(run) if run is not None else None

    @cached_property
    def pull_request(self) -> PullRequest | None:
        """The pull request that was built or commented on, as it is now."""
        number = self._trigger.pull_request
        return self._forge.pull_request(number) if number is not None else None

    @cached_property
    def earlier_for_commit(self) -> int:
        """How often this workflow failed on this commit before, re-runs included."""
        runs = self._forge.runs(head_sha=self._trigger.head_sha, limit=_MOST_RUNS)
        failed = (run for run in runs if self._is_this(run) or run.conclusion in FAILED)
        return self._count(failed)

    @cached_property
    def earlier_today(self) -> int:
        """How often this workflow failed here in the last 24 hours before, re-runs included.

        Forks and healbot's own branches do not count: healbot did not act on them.
        """
        runs = self._forge.runs(status="failure", limit=_MOST_RUNS)
        return self._count(run for run in runs if self._is_recent(run) and self._was_healed(run))

    def _count(self, runs: Iterable[WorkflowRun]) -> int:
        """Returns the number of attempts of runs of this workflow, without the present one."""
        count = 0
        for run in runs:
            if self._is_this(run):
                count += self._trigger.run_attempt - 1
            elif run.workflow == self._trigger.workflow:
                count += run.attempt
        return count

    def _is_this(self, run: WorkflowRun) -> bool:
        return run.id == self._trigger.run_id

    def _is_recent(self, run: WorkflowRun) -> bool:
        try:
            created = datetime.fromisoformat(run.created_at)
        except ValueError:
            return True  # rather one too many than one too few
        if created.tzinfo is None:
            created = created.replace(tzinfo=UTC)
        return datetime.fromtimestamp(self._clock(), UTC) - created < _DAY

    def _was_healed(self, run: WorkflowRun) -> bool:
        here = (run.head_repository or "").lower() == str(self._trigger.repository).lower()
        return here and not is_own_branch(run.head_branch or "")

    def anew(self) -> Gathered:
        """Returns circumstances that know nothing yet: time has passed."""
        return Gathered(self._trigger, self._forge, self._here, self._clock)

    @cached_property
    def comments(self) -> Sequence[Comment]:
        """The comments on the pull request, oldest first."""
        number = self._trigger.pull_request
        return self._forge.comments(number) if number is not None else ()

    @cached_property
    def answer(self) -> Comment | None:
        """healbot's answer comment on the pull request."""
        return own_answer(self.comments, self.own_login or self._publisher)

    @property
    def _publisher(self) -> str:
        """Who opened the pull request, when its branch is healbot's: its token did.

        Not every host says whose a token is.
        """
        found = self.pull_request
        return found.author if found and is_own_branch(found.head_branch) else ""

    @cached_property
    def answered(self) -> tuple[int, ...]:
        """The ids of the comments that healbot answered on the pull request."""
        return (answered_in(self.answer.body) if self.answer else None) or ()

    @property
    def commands_answered(self) -> int:
        """How many commands healbot answered on the pull request."""
        return len(self.answered)

    @cached_property
    def same_failure(self) -> Sequence[PullRequest]:
        """healbot's pull requests for the failure that the branch is for, newest first."""
        fingerprint = fingerprint_in(self.branch)
        if not fingerprint:
            return ()
        found = self._forge.pull_requests(state="all")
        return tuple(item for item in found if fingerprint_in(item.head_branch) == fingerprint)
