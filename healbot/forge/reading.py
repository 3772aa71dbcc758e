"""Reads PyGithub's objects into healbot's own, and notices answers that lack something.

PyGithub checks the type of what is there when it is asked for; what is missing is ``None`` to it,
and numbers are taken from the address that was asked: a page of a proxy makes an object too.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from healbot.core.forge import (
    Comment,
    Job,
    JobStep,
    PullRequest,
    RepositoryFacts,
    WorkflowRun,
)
from healbot.forge.faults import Unreadable

if TYPE_CHECKING:
    import github.IssueComment
    import github.PullRequest
    import github.PullRequestComment
    import github.Repository
    import github.WorkflowJob
    import github.WorkflowRun


def facts_of(repository: github.Repository.Repository, *, is_installation: bool) -> RepositoryFacts:
    """Returns what a repository, read in full, allows.

    What the host says about pushing holds for people. To an app's installation (`is_installation`),
    such as a job's own token, it denies the right even where it has been granted.
    """
    rights = None if is_installation else repository.permissions
    return RepositoryFacts(
        default_branch=_text(repository.default_branch, "the repository's default branch"),
        is_private=_flag(repository.private, "whether the repository is private"),
        is_fork=bool(repository.fork),
        is_archived=bool(repository.archived),
        may_push=rights.push if rights is not None and isinstance(rights.push, bool) else None,
    )


def run_of(run: github.WorkflowRun.WorkflowRun) -> WorkflowRun:
    """Returns a run of a workflow."""
    head = run.head_repository
    return WorkflowRun(
        id=_number(run.id, "a run's number"),
        attempt=run.run_attempt or 1,
        workflow=run.name or "",
        event=_text(run.event, "a run's event"),
        head_sha=_text(run.head_sha, "a run's commit"),
        head_branch=run.head_branch,
        head_repository=head.full_name if head is not None else None,
        actor=login_of(run.actor),
        triggering_actor=login_of(run.triggering_actor),
        status=run.status or "",
        conclusion=run.conclusion,
        url=run.html_url or "",
        created_at=_iso(run.created_at),
    )


def job_of(job: github.WorkflowJob.WorkflowJob) -> Job:
    """Returns a job."""
    steps = tuple(
        JobStep(_number(step.number, "a step's number"), step.name or "", step.conclusion)
        for step in job.steps or ()
    )
    return Job(
        id=_number(job.id, "a job's number"),
        name=_text(job.name, "a job's name"),
        conclusion=job.conclusion,
        steps=steps,
        labels=tuple(job.labels or ()),
    )


def pull_request_of(pull: github.PullRequest.PullRequest) -> PullRequest:
    """Returns a pull request."""
    head, base = pull.head, pull.base
    if head is None or base is None:
        raise Unreadable("the branches of a pull request")
    # A list has no "merged"; asking for it would read each pull request once more.
    return PullRequest(
        number=_number(pull.number, "a pull request's number"),
        url=_text(pull.html_url, "a pull request's address"),
        state=_state(pull.state),
        is_merged=pull.merged_at is not None,
        is_draft=bool(pull.draft),
        title=_text(pull.title, "a pull request's title"),
        body=pull.body or "",
        head_branch=_text(head.ref, "a pull request's branch"),
        head_sha=_text(head.sha, "a pull request's commit"),
        head_repository=head.repo.full_name if head.repo is not None else None,
        base_branch=_text(base.ref, "a pull request's base"),
        author=login_of(pull.user),
        labels=tuple(label.name for label in pull.labels or ()),
    )


def comment_of(comment: github.IssueComment.IssueComment) -> Comment:
    """Returns a comment on a pull request."""
    return Comment(
        id=_number(comment.id, "a comment's number"),
        author=login_of(comment.user),
        body=_string(comment.body, "a comment's text"),
        is_by_app=_is_bot(comment.user) or comment.performed_via_github_app is not None,
    )


def review_comment_of(comment: github.PullRequestComment.PullRequestComment) -> Comment:
    """Returns a comment on lines of a diff; on lines since changed, with their old number."""
    return Comment(
        id=_number(comment.id, "a comment's number"),
        author=login_of(comment.user),
        body=_string(comment.body, "a comment's text"),
        path=comment.path,
        line=comment.line or comment.original_line,
        is_by_app=_is_bot(comment.user),
    )


def login_of(user: object) -> str:
    """Returns a login, ``""`` for an account that is gone."""
    login = getattr(user, "login", None)
    return login if isinstance(login, str) else ""


def _is_bot(user: object) -> bool:
    return getattr(user, "type", None) == "Bot"


def _state(state: str | None) -> Literal["open", "closed"]:
    if state == "open":
        return "open"
    if state == "closed":
        return "closed"
    raise Unreadable("a pull request's state")


def _string(value: str | None, what: str) -> str:
    if not isinstance(value, str):
        raise Unreadable(what)
    return value


def _text(value: str | None, what: str) -> str:
    if not value:
        raise Unreadable(what)
    return _string(value, what)


def _number(value: int | None, what: str) -> int:
    if not isinstance(value, int):
        raise Unreadable(what)
    return value


def _flag(value: bool | None, what: str) -> bool:
    if not isinstance(value, bool):
        raise Unreadable(what)
    return value


def _iso(moment: datetime | None) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment is not None else ""
