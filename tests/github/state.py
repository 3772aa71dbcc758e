"""What the fake GitHub knows, as plain dataclasses that a test may read and change."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from healbot.core.forge import Permission
from tests.github.bare_repository import BareRepository

Kind = Literal["actions", "app", "classic", "fine-grained"]
Level = Literal["none", "read", "write"]
LEVELS: tuple[Level, ...] = ("none", "read", "write")
LogState = Literal["available", "expired", "missing"]
ROLES: tuple[Permission, ...] = ("none", "read", "triage", "write", "maintain", "admin")
START = "2026-11-02T10:00:00Z"


@dataclass
class User:
    """A person, an organization or a bot."""

    login: str
    id: int
    type: Literal["User", "Bot", "Organization"] = "User"
    name: str = ""


@dataclass
class Token:
    """A credential and what it may do."""

    name: str
    """By which recorded calls tell it; the secret is not recorded."""
    secret: str = field(repr=False)
    kind: Kind
    login: str
    """Who acts when it is used."""
    permissions: dict[str, Level] = field(default_factory=dict)
    """By the names of workflow files, such as ``pull-requests``; not for classic tokens."""
    scopes: tuple[str, ...] = ()
    """Of classic tokens, such as ``repo``."""
    repositories: frozenset[str] | None = None
    """Full names of those it is for; ``None`` for all that its user sees."""
    limit: int = 5000
    remaining: int = 5000
    reset: int = 0
    """When requests are allowed again, seconds of the epoch."""


@dataclass
class Reaction:
    """A reaction to a comment."""

    id: int
    user: str
    content: str
    created_at: str = START


@dataclass
class Comment:
    """A comment on an issue or a pull request."""

    id: int
    number: int
    """Of the issue or pull request."""
    user: str
    """A login; ``""`` when the account is gone."""
    body: str
    created_at: str = START
    updated_at: str = START
    reactions: list[Reaction] = field(default_factory=list)


@dataclass
class ReviewComment(Comment):
    """A comment on a line of a pull request's diff."""

    path: str = ""
    line: int | None = None
    commit_id: str = ""
    diff_hunk: str = ""
    in_reply_to: int | None = None


@dataclass
class Review:
    """A review of a pull request."""

    id: int
    user: str
    body: str
    state: Literal["APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED"]
    commit_id: str
    submitted_at: str = START


@dataclass
class Issue:
    """An issue."""

    number: int
    id: int
    title: str
    user: str
    body: str = ""
    state: Literal["open", "closed"] = "open"
    labels: list[str] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)
    created_at: str = START
    updated_at: str = START
    closed_at: str | None = None
    locked: bool = False
    """Whether only people with write access may comment."""


@dataclass
class Pull(Issue):
    """A pull request."""

    head_repository: str | None = None
    """Full name; ``None`` when the fork is gone."""
    head_branch: str = ""
    head_sha: str = ""
    base_branch: str = "main"
    base_sha: str = ""
    draft: bool = False
    merged_at: str | None = None
    merged_by: str | None = None
    merge_commit_sha: str | None = None
    requested_reviewers: list[str] = field(default_factory=list)
    requested_teams: list[str] = field(default_factory=list)
    review_comments: list[ReviewComment] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)


@dataclass
class Label:
    """A label of a repository."""

    name: str
    id: int
    color: str = "ededed"
    description: str | None = None


@dataclass
class Step:
    """A step of a job."""

    number: int
    name: str
    conclusion: str | None = "success"
    status: str = "completed"


@dataclass(frozen=True)
class HugeLog:
    """A log that is made while it is sent: `head`, `filler` `repeat` times, `tail`."""

    head: bytes
    filler: bytes
    repeat: int
    tail: bytes

    def __len__(self) -> int:
        return len(self.head) + len(self.filler) * self.repeat + len(self.tail)

    def pieces(self) -> Iterator[bytes]:
        """Yields the log in pieces of about 64 kB."""
        yield self.head
        at_once = max(1, 65536 // max(1, len(self.filler)))
        block = self.filler * at_once
        for _ in range(self.repeat // at_once):
            yield block
        yield self.filler * (self.repeat % at_once)
        yield self.tail


@dataclass
class Job:
    """A job of a run."""

    id: int
    run_id: int
    name: str
    attempt: int = 1
    status: str = "completed"
    conclusion: str | None = "failure"
    steps: list[Step] = field(default_factory=list)
    labels: list[str] = field(default_factory=lambda: ["ubuntu-24.04"])
    log: bytes | HugeLog = b""
    log_state: LogState = "available"
    started_at: str = START
    completed_at: str | None = START


@dataclass
class Run:
    """A run of a workflow."""

    id: int
    workflow: str
    path: str
    head_sha: str
    head_branch: str | None
    head_repository: str | None
    """Full name of what was built; another one than the run's own is a fork."""
    event: str = "push"
    attempt: int = 1
    number: int = 1
    status: str = "completed"
    conclusion: str | None = "failure"
    actor: str = "ada"
    triggering_actor: str = "ada"
    created_at: str = START
    pulls: list[int] = field(default_factory=list)
    """Numbers of pull requests; GitHub leaves it empty for forks."""


@dataclass
class Rule:
    """What may not be done to branches."""

    pattern: str = "main"
    """Of branch names, as ``fnmatch`` reads it."""
    kind: Literal["protection", "ruleset"] = "protection"
    requires_pull_request: bool = False
    requires_signatures: bool = False
    forbids_force_push: bool = True
    forbids_deletion: bool = True
    forbids_creation: bool = False
    bypass: tuple[str, ...] = ()
    """Logins that the rule is not for."""

    def holds_for(self, branch: str) -> bool:
        """Whether the rule is about a branch."""
        return fnmatch.fnmatchcase(branch, self.pattern)


@dataclass
class Repository:
    """A repository."""

    full_name: str
    id: int
    git: BareRepository = field(repr=False)
    private: bool = False
    archived: bool = False
    fork_of: str | None = None
    default_branch: str = "main"
    roles: dict[str, Permission] = field(default_factory=dict)
    """By login; the owner is always an admin."""
    teams: set[str] = field(default_factory=set)
    """Slugs of teams that may be asked to review."""
    rules: list[Rule] = field(default_factory=list)
    labels: dict[str, Label] = field(default_factory=dict)
    """By name in lower case."""
    issues: dict[int, Issue] = field(default_factory=dict)
    """Issues and pull requests by number."""
    runs: dict[int, Run] = field(default_factory=dict)
    jobs: dict[int, Job] = field(default_factory=dict)
    actions_may_create_pulls: bool = True
    """Settings > Actions > General > Allow GitHub Actions to create and approve pull requests."""
    workflow_permissions: Literal["read", "write"] = "read"
    """What GITHUB_TOKEN may do by default."""
    allows_drafts: bool = True

    @property
    def owner(self) -> str:
        """Login of who owns it."""
        return self.full_name.partition("/")[0]

    @property
    def name(self) -> str:
        """Without the owner."""
        return self.full_name.partition("/")[2]

    @property
    def pulls(self) -> dict[int, Pull]:
        """Pull requests by number."""
        return {number: issue for number, issue in self.issues.items() if isinstance(issue, Pull)}

    def role_of(self, login: str) -> Permission:
        """Returns what a person may do; everybody may read what is public."""
        if login == self.owner:
            return "admin"
        return self.roles.get(login, "none" if self.private else "read")

    def rules_for(self, branch: str) -> list[Rule]:
        """Returns the rules that hold for a branch."""
        return [rule for rule in self.rules if rule.holds_for(branch)]
