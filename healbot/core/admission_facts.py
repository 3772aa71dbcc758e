"""What decides whether healbot acts: the circumstances of a trigger, and the limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from healbot.core.forge import Permission, PullRequest, WorkflowRun

Stage = Literal["heal", "publish"]
"""Before the project's code runs, or before something is pushed, posted or answered."""

WRITERS: frozenset[Permission] = frozenset({"write", "maintain", "admin"})


@dataclass(frozen=True)
class Limits:
    """How often healbot acts."""

    per_commit: int = 3
    """Heals of one commit: one for each failed run of the workflow, re-runs included."""
    per_day: int = 10
    """Heals in 24 hours in one repository."""
    retries_per_pull_request: int = 20
    """Commands that were answered on one pull request, after which it takes no ``retry``."""


class Circumstances(Protocol):
    """Facts around a trigger. Each may cost a request, so gates ask for as few as they can."""

    @property
    def stage(self) -> Stage:
        """What is about to be done."""

    @property
    def own_login(self) -> str:
        """The account that healbot's token belongs to; ``""`` when it is not known."""

    @property
    def has_secrets(self) -> bool:
        """Whether this job was given a secret, such as the key of a model."""

    @property
    def sandbox(self) -> str:
        """Where code will run: ``overlay``, ``copy`` or, when it is not known, ``""``."""

    @property
    def is_archived(self) -> bool:
        """Whether the repository is read-only for everybody."""

    @property
    def permission(self) -> Permission:
        """What the author of the comment may do."""

    @property
    def head_now(self) -> str | None:
        """The commit at which the branch that was built is now; ``None`` when it is gone."""

    @property
    def run_now(self) -> WorkflowRun | None:
        """The run that failed as it is now."""

    @property
    def pull_request(self) -> PullRequest | None:
        """The pull request that was built or commented on, as it is now."""

    @property
    def earlier_for_commit(self) -> int:
        """How often healbot may have acted on this commit before."""

    @property
    def earlier_today(self) -> int:
        """How often healbot may have acted in the last 24 hours before."""

    @property
    def commands_answered(self) -> int:
        """How many commands healbot answered on the pull request."""

    @property
    def branch(self) -> str:
        """The session's branch that is to be published; ``""`` while there is none."""

    @property
    def session(self) -> str:
        """The id of the session on `branch`; ``""`` when it is not known."""

    @property
    def same_failure(self) -> Sequence[PullRequest]:
        """healbot's pull requests for the failure that `branch` is for, newest first."""

    @property
    def has_human_commits(self) -> bool:
        """Whether a person committed to `branch`."""
