"""The state of the fake as a whole, and what tests do to it without the API."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from healbot.core.forge import Permission
from tests.github.bare_repository import BareRepository
from tests.github.state import (
    START,
    Comment,
    Issue,
    Job,
    Kind,
    Label,
    Level,
    Pull,
    Repository,
    Review,
    ReviewComment,
    Run,
    Step,
    Token,
    User,
)

PREFIXES: Mapping[Kind, str] = {
    "actions": "ghs_",
    "app": "ghs_",
    "classic": "ghp_",
    "fine-grained": "github_pat_",
}
ACTIONS_BOT = User("github-actions[bot]", 41898282, "Bot")
APP_BOT = User("healbot[bot]", 500001, "Bot")
MAX_BODY = 65536
"""Characters of a body or a comment."""


@dataclass
class World:
    """Users, repositories and tokens."""

    folder: Path
    server_url: str
    api_url: str
    users: dict[str, User] = field(default_factory=dict)
    """By login."""
    repositories: dict[str, Repository] = field(default_factory=dict)
    """By full name."""
    tokens: dict[str, Token] = field(default_factory=dict, repr=False)
    """By secret."""
    renamed: dict[str, str] = field(default_factory=dict)
    """What repositories were called before, in lower case, and are called now."""
    log_links: dict[str, int] = field(default_factory=dict, repr=False)
    """Ids of jobs by the signature of a link to their log."""
    clock: datetime = field(default_factory=lambda: datetime.fromisoformat(START))
    """One second later after each change, so that everything is in order."""

    def __post_init__(self) -> None:
        self._ids = count(1001)
        for bot in (ACTIONS_BOT, APP_BOT):
            self.users[bot.login] = bot
        self.add_user("ada", name="Ada Tester")

    def next_id(self) -> int:
        """Returns a number that nothing else has."""
        return next(self._ids)

    def now(self) -> str:
        """Returns the time, and lets it go on."""
        self.clock += timedelta(seconds=1)
        return self.clock.strftime("%Y-%m-%dT%H:%M:%SZ")

    # People -----------------------------------------------------------------------------------

    def add_user(self, login: str, **details: Any) -> User:
        """Makes a user, or returns the one that is there."""
        if login not in self.users:
            self.users[login] = User(login, self.next_id(), **details)
        return self.users[login]

    def token(
        self,
        kind: Kind = "actions",
        permissions: Mapping[str, Level] | None = None,
        *,
        user: str = "ada",
        scopes: Sequence[str] = ("repo",),
        repositories: Sequence[str] | None = None,
        name: str = "",
    ) -> str:
        """Returns the secret of a new token.

        `permissions` are named as in workflow files (``contents``, ``pull-requests``, ``issues``,
        ``actions``, ``workflows``, ``administration``); what is not named is ``none``. Classic
        tokens have `scopes` instead and do what their `user` may do.
        """
        login = {"actions": ACTIONS_BOT.login, "app": APP_BOT.login}.get(kind, user)
        self.add_user(login)
        secret = PREFIXES[kind] + secrets.token_hex(18)
        limit = 1000 if kind == "actions" else 5000
        self.tokens[secret] = Token(
            name or kind,
            secret,
            kind,
            login,
            dict(permissions or {}),
            tuple(scopes) if kind == "classic" else (),
            None if repositories is None else frozenset(repositories),
            limit,
            limit,
        )
        return secret

    # Repositories -----------------------------------------------------------------------------

    def add_repository(
        self,
        full_name: str = "ada/report",
        *,
        source: Path | None = None,
        roles: Mapping[str, Permission] | None = None,
        default_branch: str = "main",
        **details: Any,
    ) -> Repository:
        """Makes a repository, with the branches and tags of the one in `source`."""
        owner = full_name.partition("/")[0]
        self.add_user(owner)
        for login in roles or {}:
            self.add_user(login)
        git = BareRepository.create(self.folder / f"{full_name}.git", default_branch)
        if source is not None:
            git.take(source)
        made = Repository(
            full_name,
            self.next_id(),
            git,
            default_branch=default_branch,
            roles=dict(roles or {}),
            **details,
        )
        self.repositories[full_name] = made
        return made

    def find(self, full_name: str) -> Repository | None:
        """Returns a repository by its name, in which case does not matter."""
        for name, found in self.repositories.items():
            if name.lower() == full_name.lower():
                return found
        return None

    def rename(self, repository: Repository, full_name: str) -> None:
        """Gives a repository another name; the old one leads to it from now on."""
        old = repository.full_name
        place = self.folder / f"{full_name}.git"
        place.parent.mkdir(parents=True, exist_ok=True)
        repository.git.path = repository.git.path.rename(place)
        repository.full_name = full_name
        self.add_user(repository.owner)
        self.repositories[full_name] = self.repositories.pop(old)
        self.renamed[old.lower()] = full_name
        for home in self.repositories.values():
            things: list[Pull | Run] = [*home.pulls.values(), *home.runs.values()]
            for thing in things:
                if thing.head_repository == old:
                    thing.head_repository = full_name

    def fork(self, repository: Repository, owner: str) -> Repository:
        """Makes a fork that belongs to `owner`."""
        return self.add_repository(
            f"{owner}/{repository.name}",
            source=repository.git.path,
            fork_of=repository.full_name,
            private=repository.private,
            default_branch=repository.default_branch,
        )

    def label(self, repository: Repository, name: str) -> Label:
        """Returns a label, made when there is none of this name."""
        key = name.lower()
        if key not in repository.labels:
            repository.labels[key] = Label(name, self.next_id())
        return repository.labels[key]

    # Issues and pull requests -----------------------------------------------------------------

    def add_issue(self, repository: Repository, title: str, *, user: str = "ada") -> Issue:
        """Opens an issue."""
        self.add_user(user)
        number, now = self._next_number(repository), self.now()
        made = Issue(number, self.next_id(), title, user, created_at=now, updated_at=now)
        repository.issues[number] = made
        return made

    def add_pull(
        self,
        repository: Repository,
        head_branch: str,
        base_branch: str = "",
        *,
        title: str = "A change",
        body: str = "",
        user: str = "ada",
        draft: bool = False,
        head_repository: str = "",
    ) -> Pull:
        """Opens a pull request; the branches must be there."""
        self.add_user(user)
        base_branch = base_branch or repository.default_branch
        source = self.repositories[head_repository or repository.full_name]
        head, base = source.git.branch(head_branch), repository.git.branch(base_branch)
        if head is None or base is None:
            raise LookupError(f"no branch {head_branch!r} or no {base_branch!r}")
        number, now = self._next_number(repository), self.now()
        made = Pull(
            number,
            self.next_id(),
            title,
            user,
            body,
            created_at=now,
            updated_at=now,
            head_repository=source.full_name,
            head_branch=head_branch,
            head_sha=head,
            base_branch=base_branch,
            base_sha=base,
            draft=draft,
        )
        repository.issues[number] = made
        self._keep_head(repository, made)
        return made

    def _next_number(self, repository: Repository) -> int:
        return max(repository.issues, default=0) + 1

    def _keep_head(self, repository: Repository, pull: Pull) -> None:
        source = self.repositories.get(pull.head_repository or "")
        if source is not None and source is not repository:
            spec = f"+{pull.head_sha}:refs/pull/{pull.number}/head"
            repository.git.git("fetch", "--quiet", str(source.git.path), spec)
        else:
            repository.git.set_ref(f"refs/pull/{pull.number}/head", pull.head_sha)

    def follow_branches(self) -> None:
        """Brings all open pull requests up to what their branches are now."""
        known: dict[str, dict[str, str]] = {}

        def branch(full_name: str, name: str) -> str | None:
            if full_name not in known and full_name in self.repositories:
                known[full_name] = self.repositories[full_name].git.refs()
            return known.get(full_name, {}).get(f"refs/heads/{name}")

        for full_name, repository in self.repositories.items():
            for pull in repository.pulls.values():
                if pull.state == "open":
                    head = branch(pull.head_repository or "", pull.head_branch)
                    self._follow(repository, pull, head, branch(full_name, pull.base_branch))

    def _follow(
        self, repository: Repository, pull: Pull, head: str | None, base: str | None
    ) -> None:
        if head is None or base is None:
            self.close(pull)
            return
        if (head, base) == (pull.head_sha, pull.base_sha):
            return
        has_moved = head != pull.head_sha
        pull.head_sha, pull.base_sha, pull.updated_at = head, base, self.now()
        self._keep_head(repository, pull)
        if repository.git.contains(base, head):
            if not has_moved:
                pull.merged_at, pull.merged_by = self.now(), repository.owner
                pull.merge_commit_sha = base
            self.close(pull)

    def close(self, issue: Issue) -> None:
        """Closes an issue or a pull request, unmerged."""
        issue.state = "closed"
        issue.closed_at = issue.updated_at = self.now()

    def merge(self, repository: Repository, number: int, *, user: str = "ada") -> str:
        """Merges a pull request as the button does; returns the merge commit."""
        pull = repository.pulls[number]
        message = f"Merge pull request #{number} from {repository.owner}/{pull.head_branch}"
        made = repository.git.merge(pull.base_branch, pull.head_sha, message)
        pull.merged_at, pull.merged_by, pull.merge_commit_sha = self.now(), user, made
        pull.base_sha = made
        self.close(pull)
        return made

    def add_comment(
        self, repository: Repository, number: int, body: str, *, user: str = "ada"
    ) -> Comment:
        """Writes a comment on an issue or a pull request."""
        self.add_user(user)
        now = self.now()
        made = Comment(self.next_id(), number, user, body, now, now)
        issue = repository.issues[number]
        issue.comments.append(made)
        issue.updated_at = now
        return made

    def add_review_comment(
        self,
        repository: Repository,
        number: int,
        body: str,
        *,
        path: str,
        line: int | None = 1,
        user: str = "ada",
        in_reply_to: int | None = None,
    ) -> ReviewComment:
        """Writes a comment on a line of a pull request's diff."""
        self.add_user(user)
        now, pull = self.now(), repository.pulls[number]
        made = ReviewComment(
            self.next_id(),
            number,
            user,
            body,
            now,
            now,
            path=path,
            line=line,
            commit_id=pull.head_sha,
            diff_hunk="@@ -1 +1 @@",
            in_reply_to=in_reply_to,
        )
        pull.review_comments.append(made)
        return made

    def add_review(
        self, repository: Repository, number: int, body: str, *, user: str = "ada", **details: Any
    ) -> Review:
        """Writes a review."""
        self.add_user(user)
        pull = repository.pulls[number]
        state = details.get("state", "COMMENTED")
        made = Review(self.next_id(), user, body, state, pull.head_sha, self.now())
        pull.reviews.append(made)
        return made

    # Runs -------------------------------------------------------------------------------------

    def add_run(self, repository: Repository, **details: Any) -> Run:
        """Makes a run of a workflow, failed, of the default branch's head unless told otherwise."""
        branch = details.setdefault("head_branch", repository.default_branch)
        if "head_sha" not in details:
            details["head_sha"] = (branch and repository.git.branch(branch)) or "0" * 40
        details.setdefault("workflow", "CI")
        details.setdefault("path", ".github/workflows/ci.yml")
        details.setdefault("head_repository", repository.full_name)
        details.setdefault("created_at", self.now())
        details.setdefault("number", len(repository.runs) + 1)
        made = Run(details.pop("id", None) or self.next_id(), **details)
        for login in (made.actor, made.triggering_actor):
            self.add_user(login)
        repository.runs[made.id] = made
        return made

    def add_job(self, repository: Repository, run: Run, name: str = "test", **details: Any) -> Job:
        """Adds a job to a run, failed unless told otherwise, of the run's newest attempt."""
        details.setdefault("attempt", run.attempt)
        details.setdefault("steps", [Step(1, "Set up job"), Step(2, "Run tests", "failure")])
        made = Job(details.pop("id", None) or self.next_id(), run.id, name, **details)
        repository.jobs[made.id] = made
        return made
