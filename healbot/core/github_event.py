"""Reads a webhook event of GitHub, as Actions hands it to a workflow, into a `Trigger`.

What the fields mean is described in GitHub's documentation, "Webhook events and payloads" and
"Events that trigger workflows". Strangers write much of it: names of branches, titles, comments.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from healbot.core.branch_names import is_branch_name
from healbot.core.errors import UsageError
from healbot.core.event_json import HINT, EventObject, parse_event
from healbot.core.forge import Comment, Repository

_EVENT = re.compile(r"[a-z][a-z_]{0,59}\Z")
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98})(?:\[bot\])?\Z")
_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")
_HEADS = "refs/heads/"
GHOST = "ghost"
"""The login that stands for people who left."""


@dataclass(frozen=True)
class Trigger:
    """Why healbot was started: one event, the commit it is about, and who caused it."""

    event: str
    """Such as ``workflow_run``."""
    repository: Repository
    action: str = ""
    """What happened to the event's subject, such as ``completed``; ``""`` for a push."""
    default_branch: str = ""
    """``""`` when the event does not say."""
    actor: str = ""
    """Who pushed, or started the run that failed; for a comment, who wrote it."""
    triggering_actor: str = ""
    """Who started this run of the workflow; another person than `actor` after a re-run."""
    head_sha: str = ""
    """The commit that was built; ``""`` for a comment and for a deleted branch.

    Never the merge commit of a pull request and, for ``workflow_run``, never ``GITHUB_SHA``.
    """
    head_branch: str | None = None
    """The branch that was built; ``None`` for a tag and where GitHub does not know it."""
    head_repository: str | None = None
    """``owner/name`` of what was built; ``None`` when it is gone."""
    is_fork: bool = False
    """Whether what was built comes from another repository."""
    base_branch: str = ""
    """The branch that a pull request is meant for."""
    workflow: str = ""
    """The name of the workflow that failed."""
    run_id: int | None = None
    """The run that failed; healbot's own, except for ``workflow_run``."""
    run_attempt: int = 1
    conclusion: str | None = None
    """How that run ended; ``None`` while it goes on."""
    pull_request: int | None = None
    """The number of the pull request that was built or commented on."""
    pull_request_state: str = ""
    """``open`` or ``closed``; ``""`` without one."""
    comment: Comment | None = None

    @property
    def is_comment(self) -> bool:
        """Whether a person said something, on a pull request or on an issue."""
        return self.comment is not None


def read_event(name: str, payload: str | bytes, environ: Mapping[str, str]) -> Trigger:
    """Returns what an event asks for.

    `name` is ``GITHUB_EVENT_NAME``, `payload` the text at ``GITHUB_EVENT_PATH``, `environ` the
    variables that GitHub Actions sets. Raises `UsageError` when the event is not of that kind.
    An event that healbot does not act on gives a trigger too; `healbot.core.admission` declines it.
    """
    if not _EVENT.match(name):
        raise UsageError(f"{name[:60]!r} is no event of GitHub's.", hint=HINT)
    event = parse_event(payload)
    trigger = _common(name, event, environ)
    read = _READERS.get(name)
    return read(event, trigger) if read else trigger


def _common(name: str, event: EventObject, environ: Mapping[str, str]) -> Trigger:
    attempt = environ.get("GITHUB_RUN_ATTEMPT", "")
    run = environ.get("GITHUB_RUN_ID", "")
    repository = event.child_or_none("repository")
    sender = event.child_or_none("sender")
    actor = _login(sender) if sender else _login_or_nothing(environ.get("GITHUB_ACTOR", ""))
    sha = environ.get("GITHUB_SHA", "")
    return Trigger(
        event=name,
        repository=_repository(repository, environ),
        action=event.text("action", ""),
        default_branch=_branch(repository.text("default_branch", "")) if repository else "",
        actor=actor,
        triggering_actor=_login_or_nothing(environ.get("GITHUB_TRIGGERING_ACTOR", "")) or actor,
        head_sha=sha if _SHA.match(sha) else "",
        head_branch=_branch_of(environ.get("GITHUB_REF", "")),
        head_repository=environ.get("GITHUB_REPOSITORY") or None,
        workflow=environ.get("GITHUB_WORKFLOW", ""),
        run_id=_digits(run),
        run_attempt=_digits(attempt) or 1,
    )


def _repository(event: EventObject | None, environ: Mapping[str, str]) -> Repository:
    """Returns whose event it is; raises `UsageError` when event and environment disagree."""
    named = environ.get("GITHUB_REPOSITORY", "")
    if event is None:
        if not named:
            raise UsageError("The event names no repository.", hint=HINT)
        return Repository.parse(named)
    full_name = event.text("full_name")
    if not named:
        return Repository.parse(full_name)
    # A repository may have been renamed since: its number stays.
    same_number = str(event.number("id", 1)) == environ.get("GITHUB_REPOSITORY_ID")
    if named.lower() != full_name.lower() and not same_number:
        raise UsageError("The event is of another repository than this workflow.", hint=HINT)
    return Repository.parse(named)


def _push(event: EventObject, trigger: Trigger) -> Trigger:
    sha = _sha(event, "after")
    return replace(
        trigger,
        head_sha="" if event.flag("deleted") else sha.strip("0") and sha,
        head_branch=_branch_of(event.text("ref")),
        head_repository=str(trigger.repository),
    )


def _pull_request(event: EventObject, trigger: Trigger) -> Trigger:
    found = event.child("pull_request")
    head, base = found.child("head"), found.child("base")
    repository = head.child_or_none("repo")
    return replace(
        trigger,
        head_sha=_sha(head, "sha"),
        head_branch=_branch(head.text("ref")),
        head_repository=repository.text("full_name") if repository else None,
        # A fork may be gone; nothing else leaves a pull request without a head repository.
        is_fork=repository is None or repository.number("id") != base.child("repo").number("id"),
        base_branch=_branch(base.text("ref")),
        pull_request=found.number("number"),
        pull_request_state=found.text("state"),
    )


def _workflow_run(event: EventObject, trigger: Trigger) -> Trigger:
    run = event.child("workflow_run")
    repository = run.child_or_none("head_repository")
    own = event.child("repository").number("id")
    workflow = event.child_or_none("workflow")
    actor = run.child_or_none("actor")
    by = run.child_or_none("triggering_actor") or actor
    branch = run.text("head_branch", "")
    return replace(
        trigger,
        actor=_login(actor) if actor else GHOST,
        triggering_actor=_login(by) if by else GHOST,
        head_sha=_sha(run, "head_sha"),
        head_branch=_branch(branch) if branch else None,
        head_repository=repository.text("full_name") if repository else None,
        is_fork=repository is None or repository.number("id") != own,
        workflow=(workflow.text("name", "") if workflow else "") or run.text("name", ""),
        run_id=run.number("id"),
        run_attempt=run.number("run_attempt", 1),
        conclusion=run.text("conclusion", "") or None,
    )


def _dispatch(event: EventObject, trigger: Trigger) -> Trigger:
    return replace(trigger, head_branch=trigger.head_branch or _branch_of(event.text("ref", "")))


def _issue_comment(event: EventObject, trigger: Trigger) -> Trigger:
    issue = event.child("issue")
    trigger = replace(trigger, head_branch=None, head_repository=None)
    if issue.has("pull_request"):
        number, state = issue.number("number"), issue.text("state")
        trigger = replace(trigger, pull_request=number, pull_request_state=state)
    return _commented(event.child("comment"), trigger)


def _review_comment(event: EventObject, trigger: Trigger) -> Trigger:
    return _commented(event.child("comment"), _pull_request(event, trigger))


def _commented(found: EventObject, trigger: Trigger) -> Trigger:
    user = found.child_or_none("user")
    author = _login(user) if user else GHOST
    is_by_app = user is not None and user.text("type", "User") != "User"
    comment = Comment(
        id=found.number("id"),
        author=author,
        body=found.text("body", ""),
        path=found.text("path", "") or None,
        line=found.number("line", 0) or None,
        is_by_app=is_by_app or found.has("performed_via_github_app"),
    )
    # What GitHub built for a comment is the default branch; it is not what the comment is about.
    return replace(trigger, actor=author, comment=comment, head_sha="")


_READERS: Mapping[str, Callable[[EventObject, Trigger], Trigger]] = {
    "push": _push,
    "pull_request": _pull_request,
    "pull_request_target": _pull_request,
    "workflow_run": _workflow_run,
    "workflow_dispatch": _dispatch,
    "issue_comment": _issue_comment,
    "pull_request_review_comment": _review_comment,
}


def _login(user: EventObject) -> str:
    login = user.text("login")
    if not _LOGIN.match(login):
        raise UsageError(f"The event names {login[:60]!r}, which is no account.", hint=HINT)
    return login


def _login_or_nothing(name: str) -> str:
    return name if _LOGIN.match(name) else ""


def _sha(found: EventObject, key: str) -> str:
    sha = found.text(key)
    if not _SHA.match(sha):
        raise UsageError(f"The event's {key} is no commit: {sha[:80]!r}.", hint=HINT)
    return sha


def _branch(name: str) -> str:
    if name and not is_branch_name(name):
        raise UsageError(f"The event names {name[:80]!r}, which is no branch.", hint=HINT)
    return name


def _branch_of(ref: str) -> str | None:
    return _branch(ref.removeprefix(_HEADS)) or None if ref.startswith(_HEADS) else None


def _digits(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None
