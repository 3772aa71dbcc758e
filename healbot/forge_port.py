"""The protocol between healbot and the code host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from healbot.core.forge import (
    Comment,
    Job,
    JobLog,
    Permission,
    PullRequest,
    Reaction,
    Repository,
    RepositoryFacts,
    WorkflowRun,
)


class Forge(Protocol):
    """A code host, as seen by one token, for one repository.

    Every method raises `healbot.core.errors.ForgeUnusable` when the token is wrong or may not do
    it, `healbot.core.errors.EnvironmentProblem` when the host cannot be reached or is at its limit.
    """

    @property
    def repository(self) -> Repository:
        """Whose repository it is."""

    @property
    def push_url(self) -> str:
        """Where Git pushes to, without a token."""

    def facts(self) -> RepositoryFacts:
        """Returns what the repository is and allows."""

    def permission_of(self, user: str) -> Permission:
        """Returns what `user` may do; ``none`` for strangers."""

    def run(self, number: int) -> WorkflowRun:
        """Returns a run of a workflow by its id."""

    def runs(
        self, *, head_sha: str = "", status: str = "", limit: int = 20
    ) -> Sequence[WorkflowRun]:
        """Returns runs, newest first."""

    def failed_jobs(self, run: WorkflowRun) -> Sequence[Job]:
        """Returns the jobs of the run's newest attempt that failed."""

    def job_log(self, job: Job, limit: int = 8 * 1024 * 1024) -> JobLog:
        """Returns the last `limit` bytes of a job's log as text."""

    def head_of(self, branch: str) -> str | None:
        """Returns the commit of a branch, ``None`` when there is none."""

    def pull_request(self, number: int) -> PullRequest | None:
        """Returns a pull request by its number."""

    def pull_requests(self, *, head_branch: str = "", state: str = "all") -> Sequence[PullRequest]:
        """Returns pull requests from this repository's own branches, newest first."""

    def create_pull_request(
        self, *, head_branch: str, base_branch: str, title: str, body: str, draft: bool
    ) -> PullRequest:
        """Opens a pull request. Returns the one that is there when the answer got lost."""

    def update_pull_request(self, number: int, *, title: str, body: str) -> PullRequest:
        """Gives an open pull request another title and body."""

    def set_draft(self, number: int, draft: bool) -> None:
        """Makes a pull request a draft or ready for review."""

    def add_labels(self, number: int, labels: Sequence[str]) -> None:
        """Adds labels; those that it has stay."""

    def request_reviewers(self, number: int, users: Sequence[str], teams: Sequence[str]) -> None:
        """Asks people to review."""

    def comments(self, number: int) -> Sequence[Comment]:
        """Returns the comments on a pull request, oldest first."""

    def review_comments(self, number: int) -> Sequence[Comment]:
        """Returns the comments on lines of its diff, oldest first."""

    def add_comment(self, number: int, body: str) -> Comment:
        """Writes a comment."""

    def update_comment(self, number: int, body: str) -> None:
        """Replaces the text of a comment by its id."""

    def react(self, comment: int, reaction: Reaction) -> None:
        """Adds a reaction to a comment; adding it twice is the same as once."""
