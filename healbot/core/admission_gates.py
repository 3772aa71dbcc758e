"""The gates between a trigger and healbot: each finds one reason not to act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from healbot.core.admission_facts import WRITERS, Circumstances, Limits
from healbot.core.answer_marker import answered_in
from healbot.core.branch_names import is_own_branch
from healbot.core.forge import FAILED, PullRequest
from healbot.core.github_event import Trigger
from healbot.core.publication import STOPPED_LABEL, marker_in
from healbot.core.slash_command import slash_command

_BUILDS = frozenset({"push", "pull_request", "workflow_run", "workflow_dispatch", "schedule"})
_COMMENTS = frozenset({"issue_comment", "pull_request_review_comment"})

Question = Callable[[Trigger, Circumstances, Limits], str | None]


@dataclass(frozen=True)
class Gate:
    """One reason not to act."""

    id: str
    """Such as ``fork``; stable, users search for it."""
    question: Question
    """Returns why healbot shall not act, in one sentence; ``None`` when the gate is open."""
    hint: str
    """What a person can do about it."""
    is_answered: bool = False
    """Whether the writer of a command is told; else it is only logged."""


def _event(trigger: Trigger, facts: Circumstances, limits: Limits) -> str | None:
    if trigger.event == "pull_request_target":
        return "pull_request_target gives strangers' code the secrets of the base repository."
    if trigger.event not in _BUILDS | _COMMENTS:
        return f"healbot does not act on the event {trigger.event}."
    if trigger.event in _BUILDS and not trigger.head_sha:
        return "The event names no commit that could be healed; the branch was deleted."
    return None


def _action(trigger: Trigger, facts: Circumstances, limits: Limits) -> str | None:
    if trigger.event in _COMMENTS and trigger.action != "created":
        return f"The comment was {trigger.action or 'changed'}; only new ones are read."
    if trigger.event == "workflow_run" and trigger.action != "completed":
        return "The run has not ended yet."
    return None


def _command(trigger: Trigger, facts: Circumstances, limits: Limits) -> str | None:
    if trigger.comment is None:
        return None
    command = slash_command(trigger.comment.body)
    if command is None:
        return "The comment holds no command for healbot."
    if facts.stage == "heal" and command.verb != "retry":
        return "There is nothing to heal for this command; it is answered when publishing."
    if trigger.pull_request is None:
        return "The comment is on an issue; healbot takes commands on its pull requests."
    return None


def _actor(trigger: Trigger, facts: Circumstances, limits: Limits) -> str | None:
    if trigger.comment is not None and trigger.comment.is_by_app:
        return f"{trigger.actor} is no person; healbot takes no commands from bots."
    if trigger.comment is not None and answered_in(trigger.comment.body) is not None:
        return "The comment is an answer of healbot's own."
    # A personal token makes healbot act as a person, who also pushes and comments themselves.
    if trigger.event == "schedule" or not facts.own_login.endswith("[bot]"):
        return None
    own = facts.own_login.lower()
    if own in (trigger.actor.lower(), trigger.triggering_actor.lower()):
        return f"{facts.own_login} is healbot's own account; it does not answer itself."
    return None


def _conclusion(trigger: Trigger, facts: Circumstances, limits: Limits) -> str | None:
    if trigger.event != "workflow_run" or trigger.conclusion in FAILED:
        return None
    return f"The run ended with {trigger.conclusion or 'nothing'}, which is no failure."


def _own_branch(trigger: Trigger, facts: Circumstances, limits: Limits) -> str | None:
    if trigger.is_comment or not trigger.head_branch:
        return None
    if is_own_branch(trigger.head_branch) and not trigger.is_fork:
        return "What failed is a branch of healbot's own; it does not heal its own patches."
    return None


def _branch(trigger: Trigger, facts: Circumstances, limits: Limits) -> str | None:
    if trigger.is_comment or trigger.head_branch:
        return None
    return "It is not known which branch was built, so no pull request could be based on it."


def _fork(trigger: Trigger, facts: Circumstances, limits: Limits) -> str | None:
    if not trigger.is_fork or trigger.is_comment:
        return None
    where = trigger.head_repository or "a repository that is gone"
    if facts.stage == "publish":
        return f"The code comes from {where}; what was made of it is never pushed."
    if facts.has_secrets:
        return f"The code comes from {where}, and this job holds secrets."
    if facts.sandbox != "overlay":
        return f"The code comes from {where} and would not run in the overlay sandbox."
    return None


def _permission(trigger: Trigger, facts: Circumstances, limits: Limits) -> str | None:
    if not trigger.is_comment or facts.permission in WRITERS:
        return None
    return f"{trigger.actor} has no write access here."


def _archived(trigger: Trigger, facts: Circumstances, limits: Limits) -> str | None:
    return f"{trigger.repository} is archived." if facts.is_archived else None


def _superseded(trigger: Trigger, facts: Circumstances, limits: Limits) -> str | None:
    if trigger.event != "workflow_run":
        return None
    run = facts.run_now
    if run is None or run.attempt <= trigger.run_attempt:
        return None
    return f"Attempt {run.attempt} of run {run.id} was started since."


def _stale(trigger: Trigger, facts: Circumstances, limits: Limits) -> str | None:
    if trigger.is_comment:
        return None
    now = facts.head_now
    if now == trigger.head_sha:
        return None
    if now is None:
        return "The branch that was built is gone."
    return f"The branch moved on from {trigger.head_sha[:7]} to {now[:7]} since it was built."


def _not_open(trigger: Trigger, facts: Circumstances, limits: Limits) -> str | None:
    if trigger.pull_request is None:
        return None
    if trigger.pull_request_state == "closed":
        return f"Pull request #{trigger.pull_request} is closed."
    found = facts.pull_request
    if found is None or found.state != "open":
        return f"Pull request #{trigger.pull_request} is closed."
    return None


def _not_ours(trigger: Trigger, facts: Circumstances, limits: Limits) -> str | None:
    if trigger.comment is None or facts.pull_request is None:
        return None
    command = slash_command(trigger.comment.body)
    if command is not None and command.verb == "stop":
        return None  # it is also a wish about pull requests that healbot would heal
    found = facts.pull_request
    own = (found.head_repository or "").lower() == str(trigger.repository).lower()
    if own and is_own_branch(found.head_branch):
        return None
    return f"Pull request #{found.number} is not one of healbot's."


def _stopped(trigger: Trigger, facts: Circumstances, limits: Limits) -> str | None:
    command = slash_command(trigger.comment.body) if trigger.comment else None
    if command is not None and command.verb not in ("retry", "rollback"):
        return None
    found = facts.pull_request if trigger.pull_request is not None else None
    others = facts.same_failure if facts.branch else ()
    for request in (*([found] if found else []), *others):
        if STOPPED_LABEL in request.labels:
            return f"Pull request #{request.number} has the label {STOPPED_LABEL!r}."
    return None


def _commit_limit(trigger: Trigger, facts: Circumstances, limits: Limits) -> str | None:
    if trigger.is_comment or facts.earlier_for_commit < limits.per_commit:
        return None
    return (
        f"Commit {trigger.head_sha[:7]} failed {facts.earlier_for_commit} times before; "
        f"healbot looks at one at most {limits.per_commit} times."
    )


def _day_limit(trigger: Trigger, facts: Circumstances, limits: Limits) -> str | None:
    if trigger.is_comment or facts.earlier_today < limits.per_day:
        return None
    return f"The limit of {limits.per_day} heals in 24 hours is reached."


def _retry_limit(trigger: Trigger, facts: Circumstances, limits: Limits) -> str | None:
    command = slash_command(trigger.comment.body) if trigger.comment else None
    if command is None or command.verb != "retry":
        return None
    if facts.commands_answered < limits.retries_per_pull_request:
        return None
    return f"{facts.commands_answered} commands were answered on this pull request; that is enough."


def _hands_off(trigger: Trigger, facts: Circumstances, limits: Limits) -> str | None:
    if not facts.branch or not facts.has_human_commits:
        return None
    return f"{facts.branch} holds commits that are not healbot's; the branch is theirs now."


def _rejected(trigger: Trigger, facts: Circumstances, limits: Limits) -> str | None:
    newest = _newest(facts)
    if newest is None or newest.state == "open" or newest.is_merged:
        return None
    return f"Pull request #{newest.number} for the same failure was closed without a merge."


def _merged(trigger: Trigger, facts: Circumstances, limits: Limits) -> str | None:
    newest = _newest(facts)
    if newest is None or not newest.is_merged:
        return None
    marker = marker_in(newest.body)
    if marker is None or marker.session != facts.session:
        return None  # a failure that comes back after a merge is healed again
    return f"Pull request #{newest.number} with this very session is merged."


def _duplicate(trigger: Trigger, facts: Circumstances, limits: Limits) -> str | None:
    for request in facts.same_failure if facts.branch else ():
        if request.state == "open" and request.head_branch != facts.branch:
            return f"Pull request #{request.number} is open for the same failure."
    return None


def _newest(facts: Circumstances) -> PullRequest | None:
    """Returns the pull request that says what became of the failure: an open one before others."""
    found = facts.same_failure if facts.branch else ()
    is_open = [request for request in found if request.state == "open"]
    return next(iter((*is_open, *found)), None)


GATES: tuple[Gate, ...] = (
    Gate("event", _event, "Use push, pull_request, workflow_run, workflow_dispatch or schedule."),
    Gate("action", _action, "Write a new comment, or trigger on completed runs only."),
    Gate("command", _command, "Commands begin a line: /healbot retry, rollback N, explain, stop."),
    Gate("actor", _actor, "A person has to ask."),
    Gate("conclusion", _conclusion, "healbot acts on failed runs only."),
    Gate("own-branch", _own_branch, "Comment /healbot retry on its pull request instead."),
    Gate("branch", _branch, "Run the workflow for a branch, not for a tag."),
    Gate("fork", _fork, "Fetch the branch and run healbot fix on your own machine."),
    Gate("permission", _permission, "Ask someone with write access."),
    Gate("archived", _archived, "Unarchive it first."),
    Gate("superseded", _superseded, "The newer attempt decides; it triggers healbot by itself."),
    Gate("stale", _stale, "The newer commit's own run decides."),
    Gate("not-open", _not_open, "Reopen it first.", is_answered=True),
    Gate("not-ours", _not_ours, "Comment on a pull request that healbot opened.", True),
    Gate("stopped", _stopped, "Remove the label to let healbot go on.", True),
    Gate("commit-limit", _commit_limit, "Push a new commit, or raise the limit."),
    Gate("day-limit", _day_limit, "Wait, or raise the limit."),
    Gate("retry-limit", _retry_limit, "Take over the branch yourself.", True),
    Gate(
        "human-commits", _hands_off, "Delete or rename the branch to let healbot start anew.", True
    ),
    Gate("closed", _rejected, "Reopen it to let healbot go on.", True),
    Gate("merged", _merged, "If the failure is back, it gets a pull request of its own.", True),
    Gate("duplicate", _duplicate, "Merge or close that one first."),
)
"""In the order in which they are asked: first what the event says, then what costs a request."""
