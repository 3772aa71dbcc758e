"""A repository on GitHub, seen through its API by one token."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, get_args

from healbot.core.errors import ForgeUnusable
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
from healbot.forge import calls, job_logs
from healbot.forge.addresses import PUBLIC_API, PUBLIC_SERVER, Addresses
from healbot.forge.clock import Clock, SystemClock
from healbot.forge.faults import Unreadable
from healbot.forge.names import is_branch, is_login
from healbot.forge.reading import (
    comment_of,
    facts_of,
    job_of,
    pull_request_of,
    review_comment_of,
    run_of,
)
from healbot.forge.wire import Wire

if TYPE_CHECKING:
    import github.Issue
    import github.IssueComment
    import github.PullRequest
    import github.Repository

MOST_LISTED = 1000
"""Pull requests that are read when none is asked for by its branch: the newest ones."""
_FAILED = frozenset({"failure", "timed_out"})


def open_forge(
    repository: Repository,
    token: str,
    *,
    api_url: str = PUBLIC_API,
    server_url: str = PUBLIC_SERVER,
    clock: Clock | None = None,
) -> GitHub:
    """Returns the repository as `token` sees it; nothing is asked of the host yet.

    `api_url` and `server_url` must come from the command line or the environment, never from a
    repository's configuration. Raises `healbot.core.errors.UsageError` for unfit addresses and
    `healbot.core.errors.ForgeUnusable` for a text that is no token.
    """
    addresses = Addresses.parse(api_url, server_url)
    checked = Repository.parse(str(repository))
    return GitHub(Wire(checked, _checked(token), addresses, clock or SystemClock()))


def _checked(token: str) -> str:
    stripped = token.strip()
    if not stripped:
        raise ForgeUnusable(
            "There is no token for GitHub.",
            hint="Set GITHUB_TOKEN; in a workflow, pass the input github-token.",
        )
    if not all("!" <= character <= "~" for character in stripped):
        raise ForgeUnusable(
            "The token for GitHub has characters in it that no token has.",
            hint="Look at GITHUB_TOKEN: it may hold two lines, or more than the token.",
        )
    return stripped


class GitHub:
    """Implements `healbot.ports.Forge`."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    @property
    def repository(self) -> Repository:
        """Whose repository it is."""
        return self.wire.repository

    @property
    def push_url(self) -> str:
        """Where Git pushes to, without a token."""
        return f"{self.wire.addresses.server_url}/{self.repository}.git"

    def facts(self) -> RepositoryFacts:
        """Returns what the repository is and allows."""
        return self.wire.read(calls.read_repository(), lambda: facts_of(self._repo.complete()))

    def permission_of(self, user: str) -> Permission:
        """Returns what `user` may do; ``none`` for strangers and for what can be no user."""
        if not is_login(user):
            return "none"

        def ask() -> Permission:
            route = self.wire.path(f"/collaborators/{user}/permission")
            _, data = self.wire.requester.requestJsonAndCheck("GET", route)
            return _permission_in(data)

        return self.wire.read_if_any(calls.read_permission(user), ask) or "none"

    def run(self, number: int) -> WorkflowRun:
        """Returns a run of a workflow by its id."""
        call = calls.read_run(number)
        return self.wire.read(call, lambda: run_of(self._repo.get_workflow_run(number)))

    def runs(
        self, *, head_sha: str = "", status: str = "", limit: int = 20
    ) -> Sequence[WorkflowRun]:
        """Returns runs, newest first; `status` may be a conclusion, such as ``failure``."""
        filters = {"head_sha": head_sha, "status": status}

        def read() -> tuple[WorkflowRun, ...]:
            asked = {name: value for name, value in filters.items() if value}
            found = self._repo.get_workflow_runs(**asked)  # type: ignore[arg-type] # all are texts
            return tuple(run_of(run) for run in islice(found, limit))

        return self.wire.read(calls.read_runs(), read)

    def failed_jobs(self, run: WorkflowRun) -> Sequence[Job]:
        """Returns the jobs of the run's newest attempt that failed."""

        def read() -> tuple[Job, ...]:
            from github.PaginatedList import PaginatedList
            from github.WorkflowJob import WorkflowJob

            # Not `WorkflowRun.jobs`: it goes to an address that was in an answer.
            route = self.wire.path(f"/actions/runs/{run.id:d}/jobs")
            found = PaginatedList(
                WorkflowJob, self.wire.requester, route, {"filter": "latest"}, list_item="jobs"
            )
            return tuple(job_of(job) for job in found if job.conclusion in _FAILED)

        return self.wire.read(calls.read_jobs(run.id), read)

    def job_log(self, job: Job, limit: int = 8 * 1024 * 1024) -> JobLog:
        """Returns the last `limit` bytes of a job's log as text."""
        return job_logs.job_log(self.wire, job, limit)

    def head_of(self, branch: str) -> str | None:
        """Returns the commit of a branch, ``None`` when there is none."""
        if not is_branch(branch):
            return None

        def read() -> str:
            sha = self._repo.get_git_ref(f"heads/{branch}").object.sha
            if not isinstance(sha, str):
                raise Unreadable("the commit of a branch")
            return sha

        return self.wire.read_if_any(calls.read_branch(), read)

    def pull_request(self, number: int) -> PullRequest | None:
        """Returns a pull request by its number."""
        call = calls.read_pull_request(number)
        return self.wire.read_if_any(call, lambda: pull_request_of(self._pull(number)))

    def pull_requests(self, *, head_branch: str = "", state: str = "all") -> Sequence[PullRequest]:
        """Returns pull requests from this repository's own branches, newest first.

        Without `head_branch` of the newest `MOST_LISTED` only.
        """
        if head_branch and not is_branch(head_branch):
            return ()

        def read() -> tuple[PullRequest, ...]:
            return tuple(islice(self._listed(head_branch, state), MOST_LISTED))

        return self.wire.read(calls.read_pull_requests(), read)

    def create_pull_request(
        self, *, head_branch: str, base_branch: str, title: str, body: str, draft: bool
    ) -> PullRequest:
        """Opens a pull request. Returns the open one of these branches when there is one."""

        def look() -> PullRequest | None:
            found = self._listed(head_branch, "open")
            return next((pull for pull in found if pull.base_branch == base_branch), None)

        def create() -> PullRequest:
            pull = self._repo.create_pull(
                base_branch, head_branch, title=title, body=body, draft=draft
            )
            return pull_request_of(pull)

        existing = self.wire.read(calls.read_pull_requests(), look)
        return existing or self.wire.write(calls.create_pull_request(), create, look)

    def update_pull_request(self, number: int, *, title: str, body: str) -> PullRequest:
        """Gives an open pull request another title and body."""

        def update() -> PullRequest:
            pull = self._pull(number)
            pull.edit(title=title, body=body)
            return pull_request_of(pull)

        def look() -> PullRequest | None:
            pull = pull_request_of(self._pull(number))
            return pull if pull.title == title and _same(pull.body, body) else None

        return self.wire.write(calls.update_pull_request(number), update, look)

    def set_draft(self, number: int, draft: bool) -> None:
        """Makes a pull request a draft or ready for review."""

        def change() -> bool:
            pull = self._pull(number)
            if bool(pull.draft) is not draft:
                if draft:
                    pull.convert_to_draft()
                else:
                    pull.mark_ready_for_review()
            return True

        def look() -> bool | None:
            return True if bool(self._pull(number).draft) is draft else None

        self.wire.write(calls.set_draft(number), change, look)

    def add_labels(self, number: int, labels: Sequence[str]) -> None:
        """Adds labels; those that it has stay."""
        if not labels:
            return
        wanted = {label.lower() for label in labels}

        def add() -> bool:
            # PyGithub's own methods for these two do not look at what is answered.
            route = self.wire.path(f"/issues/{number:d}/labels")
            _, answer = self.wire.requester.requestJsonAndCheck("POST", route, input=list(labels))
            if not isinstance(answer, list):
                raise Unreadable("the labels of a pull request")
            return True

        def look() -> bool | None:
            has = {label.name.lower() for label in self._issue(number).labels}
            return True if wanted <= has else None

        self.wire.write(calls.add_labels(number), add, look)

    def request_reviewers(self, number: int, users: Sequence[str], teams: Sequence[str]) -> None:
        """Asks people to review."""
        if not users and not teams:
            return
        wanted = {name.lower() for name in (*users, *teams)}

        def ask() -> bool:
            route = self.wire.path(f"/pulls/{number:d}/requested_reviewers")
            asked = {"reviewers": list(users), "team_reviewers": list(teams)}
            _, answer = self.wire.requester.requestJsonAndCheck("POST", route, input=asked)
            if not isinstance(answer, dict) or "requested_reviewers" not in answer:
                raise Unreadable("the reviewers of a pull request")
            return True

        def look() -> bool | None:
            pull = self._pull(number)
            people = {user.login.lower() for user in pull.requested_reviewers}
            groups = {team.slug.lower() for team in pull.requested_teams}
            return True if wanted <= people | groups else None

        self.wire.write(calls.request_reviewers(number), ask, look)

    def comments(self, number: int) -> Sequence[Comment]:
        """Returns the comments on a pull request, oldest first."""

        def read() -> tuple[Comment, ...]:
            return tuple(comment_of(comment) for comment in self._issue(number).get_comments())

        return self.wire.read(calls.read_comments(number), read)

    def review_comments(self, number: int) -> Sequence[Comment]:
        """Returns the comments on lines of its diff, oldest first."""

        def read() -> tuple[Comment, ...]:
            found = self._pull(number).get_review_comments()
            return tuple(review_comment_of(comment) for comment in found)

        return self.wire.read(calls.read_comments(number), read)

    def add_comment(self, number: int, body: str) -> Comment:
        """Writes a comment."""
        before = {comment.id for comment in self.comments(number)}

        def add() -> Comment:
            return comment_of(self._issue(number).create_comment(body))

        def look() -> Comment | None:
            found = (comment_of(comment) for comment in self._issue(number).get_comments())
            new = (comment for comment in found if comment.id not in before)
            return next((comment for comment in new if _same(comment.body, body)), None)

        return self.wire.write(calls.add_comment(number), add, look)

    def update_comment(self, number: int, body: str) -> None:
        """Replaces the text of a comment by its id."""

        def update() -> bool:
            comment = self._comment(number)
            comment.edit(body)
            return bool(comment_of(comment).id)

        def look() -> bool | None:
            return True if _same(self._comment(number).body, body) else None

        self.wire.write(calls.update_comment(number), update, look)

    def react(self, comment: int, reaction: Reaction) -> None:
        """Adds a reaction to a comment; adding it twice is the same as once."""

        def add() -> bool:
            if self._comment(comment).create_reaction(reaction).content != reaction:
                raise Unreadable("the reaction to a comment")
            return True

        self.wire.write(calls.react(comment), add, lambda: None)

    def close(self) -> None:
        """Ends the connection; the next call opens another one."""
        self.wire.close()

    @property
    def _repo(self) -> github.Repository.Repository:
        """The repository, unread. A new one each time: one that was read goes to addresses that
        were in the answer."""
        return self.wire.github.get_repo(str(self.repository))

    def _pull(self, number: int) -> github.PullRequest.PullRequest:
        return self._repo.get_pull(number)

    def _issue(self, number: int) -> github.Issue.Issue:
        return self._repo.get_issue(number)

    def _comment(self, number: int) -> github.IssueComment.IssueComment:
        from github.IssueComment import IssueComment

        return IssueComment(self.wire.requester, url=self.wire.path(f"/issues/comments/{number:d}"))

    def _listed(self, head_branch: str, state: str) -> Iterator[PullRequest]:
        """Yields pull requests from own branches, newest first."""
        asked = {"state": state, "sort": "created", "direction": "desc"}
        if head_branch:
            # GitHub ignores a filter that it does not understand: what it lists is looked at below.
            asked["head"] = f"{self.repository.owner}:{head_branch}"
        found: Iterable[github.PullRequest.PullRequest] = self._repo.get_pulls(**asked)
        own = str(self.repository).lower()
        for pull in map(pull_request_of, found):
            is_own = (pull.head_repository or "").lower() == own
            if is_own and head_branch in ("", pull.head_branch):
                yield pull


def _permission_in(data: object) -> Permission:
    """Returns the permission in an answer: of the role when it has a standard one (``triage`` and
    ``maintain`` show only there), else the one that a custom role is made from."""
    known: dict[object, Permission] = {name: name for name in get_args(Permission)}
    said = (data.get("role_name"), data.get("permission")) if isinstance(data, dict) else ()
    for name in said:
        if isinstance(name, str) and name in known:
            return known[name]
    raise Unreadable("a permission")


def _same(stored: str | None, sent: str) -> bool:
    """Whether the host stored this text: it may change line ends and drop space at the ends."""
    return (stored or "").replace("\r\n", "\n").strip() == sent.replace("\r\n", "\n").strip()
