"""What healbot knows about a code host: repositories, runs of its CI, pull requests, comments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from healbot.core.errors import UsageError

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\Z")
_REPOSITORY = re.compile(r"[A-Za-z0-9._-]{1,100}\Z")

FAILED = frozenset({"failure", "timed_out"})
"""Conclusions of runs and jobs that may have shown a failure of the project's code."""

Permission = Literal["none", "read", "triage", "write", "maintain", "admin"]
Reaction = Literal["+1", "-1", "eyes", "rocket", "confused"]


@dataclass(frozen=True)
class Repository:
    """A repository by the names in its address."""

    owner: str
    name: str

    @classmethod
    def parse(cls, text: str) -> Repository:
        """Returns the repository of ``owner/name``; raises `UsageError` for anything else."""
        owner, _, name = text.partition("/")
        if not (_NAME.match(owner) and _REPOSITORY.match(name)) or name in (".", ".."):
            raise UsageError(
                f"{text[:100]!r} is no repository.", hint="Name it as OWNER/NAME: ada/report"
            )
        return cls(owner, name)

    def __str__(self) -> str:
        return f"{self.owner}/{self.name}"


@dataclass(frozen=True)
class WorkflowRun:
    """One run of a workflow."""

    id: int
    attempt: int
    workflow: str
    """The workflow's name."""
    event: str
    """Such as ``push``."""
    head_sha: str
    head_branch: str | None
    head_repository: str | None
    """``owner/name`` of what was built; another one than the run's own is a fork."""
    actor: str
    triggering_actor: str
    status: str
    """``completed``, ``in_progress``, ``queued``, …"""
    conclusion: str | None
    """``success``, ``failure``, ``cancelled``, …; ``None`` while it runs."""
    url: str
    created_at: str = ""
    """ISO 8601, UTC."""


@dataclass(frozen=True)
class JobStep:
    """A step of a job."""

    number: int
    name: str
    conclusion: str | None


@dataclass(frozen=True)
class Job:
    """A job of a run."""

    id: int
    name: str
    conclusion: str | None
    steps: tuple[JobStep, ...]
    labels: tuple[str, ...] = ()
    """What the runner had to be, such as ``ubuntu-24.04``."""


@dataclass(frozen=True)
class JobLog:
    """The log of a job."""

    text: str
    is_cut: bool = False
    """Whether the beginning is missing because the log was larger than the limit."""


@dataclass(frozen=True)
class PullRequest:
    """A pull request."""

    number: int
    url: str
    state: Literal["open", "closed"]
    is_merged: bool
    is_draft: bool
    title: str
    body: str
    head_branch: str
    head_sha: str
    head_repository: str | None
    base_branch: str
    author: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comment:
    """A comment on a pull request, or on lines of its diff."""

    id: int
    author: str
    body: str
    path: str | None = None
    """The file that a review comment is about."""
    line: int | None = None
    is_by_app: bool = False
    """Whether an app or a bot wrote it."""


@dataclass(frozen=True)
class RepositoryFacts:
    """What a repository allows."""

    default_branch: str
    is_private: bool
    is_fork: bool
    is_archived: bool
    may_push: bool | None
    """Whether the token may push; ``None`` when the host does not say."""
