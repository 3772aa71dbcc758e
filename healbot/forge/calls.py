"""What healbot asks of the host, in words for messages, with the permission that each takes.

Permissions are written as a workflow's ``permissions:`` has them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Call:
    """One kind of request."""

    purpose: str
    """Completes "the token may not …"."""
    permissions: tuple[str, ...]
    """What a job's token needs for it."""
    target: str = ""
    """What there is none of when the host answers 404; ``""`` is the repository."""


def read_repository() -> Call:
    """Reading what the repository is."""
    return Call("read repository data", ("contents: read",))


def read_permission(user: str) -> Call:
    """Reading what somebody may do."""
    return Call(f"see what {user} may do", ("contents: read",), f"user {user}")


def read_run(number: int) -> Call:
    """Reading a run of a workflow."""
    return Call("read runs of workflows", ("actions: read",), f"workflow run {number}")


def read_runs() -> Call:
    """Listing runs."""
    return Call("read runs of workflows", ("actions: read",))


def read_jobs(run: int) -> Call:
    """Listing the jobs of a run."""
    return Call("read jobs of workflows", ("actions: read",), f"workflow run {run}")


def read_log(job: str) -> Call:
    """Downloading the log of a job."""
    return Call("read logs of workflows", ("actions: read",), f"log of the job {job!r}")


def read_branch() -> Call:
    """Reading where a branch points to."""
    return Call("read branches", ("contents: read",))


def read_pull_request(number: int) -> Call:
    """Reading a pull request."""
    return Call("read pull requests", ("pull-requests: read",), f"pull request {number}")


def read_pull_requests() -> Call:
    """Listing pull requests."""
    return Call("read pull requests", ("pull-requests: read",))


def create_pull_request() -> Call:
    """Opening a pull request."""
    return Call("open a pull request", ("pull-requests: write",))


def update_pull_request(number: int) -> Call:
    """Changing a pull request's text."""
    target = f"pull request {number}"
    return Call("change a pull request", ("pull-requests: write",), target)


def set_draft(number: int) -> Call:
    """Making a pull request a draft, or ready."""
    # GitHub lets an installation's token do this only together with the right to push.
    needed = ("pull-requests: write", "contents: write")
    return Call("change whether a pull request is a draft", needed, f"pull request {number}")


def add_labels(number: int) -> Call:
    """Adding labels; GitHub takes either permission for those of a pull request."""
    return Call("label a pull request", ("pull-requests: write",), f"pull request {number}")


def request_reviewers(number: int) -> Call:
    """Asking for reviews."""
    return Call("request a review", ("pull-requests: write",), f"pull request {number}")


def read_comments(number: int) -> Call:
    """Listing comments."""
    return Call("read comments", ("pull-requests: read",), f"pull request {number}")


def add_comment(number: int) -> Call:
    """Writing a comment."""
    return Call("comment", ("pull-requests: write",), f"pull request {number}")


def update_comment(number: int) -> Call:
    """Changing a comment."""
    return Call("change a comment", ("pull-requests: write",), f"comment {number}")


def react(number: int) -> Call:
    """Adding a reaction to a comment."""
    return Call("react to a comment", ("pull-requests: write",), f"comment {number}")


def read_token() -> Call:
    """Asking whose token it is."""
    return Call("ask whose token it is", ())
