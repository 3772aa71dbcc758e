"""A code host in memory: the state is plain, every call is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

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

OWN_LOGIN = "healbot-app[bot]"


@dataclass
class MemoryForge:
    """A `healbot.forge_port.Forge` without a network."""

    repository: Repository = field(default_factory=lambda: Repository("Codertocat", "Hello-World"))
    push_url: str = "https://github.com/Codertocat/Hello-World.git"
    is_archived: bool = False
    permissions: dict[str, Permission] = field(default_factory=dict)
    workflow_runs: list[WorkflowRun] = field(default_factory=list)
    """Newest first."""
    heads: dict[str, str] = field(default_factory=dict)
    requests: dict[int, PullRequest] = field(default_factory=dict)
    spoken: dict[int, list[Comment]] = field(default_factory=dict)
    """Comments by the number of the pull request."""
    reviewed: dict[int, list[Comment]] = field(default_factory=dict)
    reactions: list[tuple[int, Reaction]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    next_id: int = 9000

    def facts(self) -> RepositoryFacts:
        self.calls.append("facts")
        return RepositoryFacts("master", False, False, self.is_archived, True)

    def permission_of(self, user: str) -> Permission:
        self.calls.append("permission_of")
        return self.permissions.get(user, "none")

    def run(self, number: int) -> WorkflowRun:
        self.calls.append("run")
        return next(run for run in self.workflow_runs if run.id == number)

    def runs(
        self, *, head_sha: str = "", status: str = "", limit: int = 20
    ) -> Sequence[WorkflowRun]:
        self.calls.append("runs")
        found = [run for run in self.workflow_runs if head_sha in ("", run.head_sha)]
        return [run for run in found if status in ("", run.status, run.conclusion)][:limit]

    def failed_jobs(self, run: WorkflowRun) -> Sequence[Job]:
        raise AssertionError("no gate looks at jobs")

    def job_log(self, job: Job, limit: int = 8 * 1024 * 1024) -> JobLog:
        raise AssertionError("no gate looks at logs")

    def head_of(self, branch: str) -> str | None:
        self.calls.append("head_of")
        return self.heads.get(branch)

    def pull_request(self, number: int) -> PullRequest | None:
        self.calls.append("pull_request")
        return self.requests.get(number)

    def pull_requests(self, *, head_branch: str = "", state: str = "all") -> Sequence[PullRequest]:
        self.calls.append("pull_requests")
        found = [item for _, item in sorted(self.requests.items(), reverse=True)]
        found = [item for item in found if head_branch in ("", item.head_branch)]
        return [item for item in found if state in ("all", item.state)]

    def create_pull_request(
        self, *, head_branch: str, base_branch: str, title: str, body: str, draft: bool
    ) -> PullRequest:
        raise AssertionError("a comment opens no pull request")

    def update_pull_request(self, number: int, *, title: str, body: str) -> PullRequest:
        self.calls.append("update_pull_request")
        self.requests[number] = replace(self.requests[number], title=title, body=body)
        return self.requests[number]

    def set_draft(self, number: int, draft: bool) -> None:
        self.calls.append("set_draft")
        self.requests[number] = replace(self.requests[number], is_draft=draft)

    def add_labels(self, number: int, labels: Sequence[str]) -> None:
        self.calls.append("add_labels")
        old = self.requests[number]
        self.requests[number] = replace(old, labels=tuple(dict.fromkeys((*old.labels, *labels))))

    def request_reviewers(self, number: int, users: Sequence[str], teams: Sequence[str]) -> None:
        raise AssertionError("a comment asks nobody for a review")

    def comments(self, number: int) -> Sequence[Comment]:
        self.calls.append("comments")
        return tuple(self.spoken.get(number, ()))

    def review_comments(self, number: int) -> Sequence[Comment]:
        self.calls.append("review_comments")
        return tuple(self.reviewed.get(number, ()))

    def add_comment(self, number: int, body: str) -> Comment:
        self.calls.append("add_comment")
        self.next_id += 1
        comment = Comment(self.next_id, OWN_LOGIN, body, is_by_app=True)
        self.spoken.setdefault(number, []).append(comment)
        return comment

    def update_comment(self, number: int, body: str) -> None:
        self.calls.append("update_comment")
        for comments in self.spoken.values():
            for place, comment in enumerate(comments):
                if comment.id == number:
                    comments[place] = replace(comment, body=body)
                    return
        raise AssertionError(f"there is no comment {number}")

    def react(self, comment: int, reaction: Reaction) -> None:
        self.calls.append("react")
        if (comment, reaction) not in self.reactions:
            self.reactions.append((comment, reaction))


def run_of(number: int, **changes: object) -> WorkflowRun:
    """Returns a failed run of the workflow CI."""
    found = WorkflowRun(
        id=number,
        attempt=1,
        workflow="CI",
        event="push",
        head_sha="a" * 40,
        head_branch="master",
        head_repository="Codertocat/Hello-World",
        actor="Codertocat",
        triggering_actor="Codertocat",
        status="completed",
        conclusion="failure",
        url="",
        created_at="2026-11-29T12:00:00Z",
    )
    return replace(found, **changes)  # type: ignore[arg-type]  # any field


def request_of(number: int, **changes: object) -> PullRequest:
    """Returns an open pull request of healbot's."""
    found = PullRequest(
        number=number,
        url=f"https://github.com/Codertocat/Hello-World/pull/{number}",
        state="open",
        is_merged=False,
        is_draft=False,
        title="Heal",
        body="",
        head_branch="healbot/report-01234567",
        head_sha="b" * 40,
        head_repository="Codertocat/Hello-World",
        base_branch="master",
        author=OWN_LOGIN,
    )
    return replace(found, **changes)  # type: ignore[arg-type]  # any field
