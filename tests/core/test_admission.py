"""Each gate closes for its reason and for no other, and asks for no more than it needs."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from healbot.circumstances import Gathered, Here
from healbot.core.admission import gate, is_answered
from healbot.core.admission_facts import Limits
from healbot.core.admission_gates import GATES
from healbot.core.answer_marker import answer_marker
from healbot.core.errors import Declined, UsageError
from healbot.core.forge import PullRequest
from healbot.core.github_event import Trigger, read_event
from healbot.core.publication import STOPPED_LABEL, Marker
from tests.core.test_github_event import mutated
from tests.github_events import REPOSITORY, payload, trigger
from tests.memory_forge import OWN_LOGIN, MemoryForge, request_of, run_of

NOW = 1_796_000_000.0
TODAY, YESTERDAY = "2026-11-29T20:00:00Z", "2026-11-28T20:00:00Z"
ENVIRON = {
    "GITHUB_WORKFLOW": "CI",
    "GITHUB_RUN_ID": "77",
    "GITHUB_RUN_ATTEMPT": "1",
    "GITHUB_SHA": "9" * 40,
    "GITHUB_REF": "refs/heads/master",
}
BRANCH = "healbot/report-01234567"
HEAL = Here("heal", own_login=OWN_LOGIN)
PUBLISH = Here("publish", own_login=OWN_LOGIN, branch=BRANCH, session="e" * 32)
MARKER = Marker("01234567" * 5, "e" * 32, False, "", ())
OTHER_MARKER = replace(MARKER, session="f" * 32)


def failed_run(**changes: object) -> Trigger:
    event = {"workflow_run__conclusion": "failure", "workflow__name": "CI", **changes}
    return trigger("workflow_run", ENVIRON, **event)


def comment(text: str = "/healbot retry", **changes: object) -> Trigger:
    event = {"issue__pull_request": {}, "comment__body": text, **changes}
    return trigger("issue_comment", ENVIRON, **event)


@dataclass
class World:
    """A repository in which nothing stands against acting on `trigger`."""

    trigger: Trigger
    here: Here = HEAL
    limits: Limits = field(default_factory=Limits)
    forge: MemoryForge = field(default_factory=MemoryForge)

    def __post_init__(self) -> None:
        found = self.trigger
        self.forge.permissions[found.actor] = "write"
        if found.head_branch:
            self.forge.heads[found.head_branch] = found.head_sha
        if found.event == "workflow_run" and found.run_id:
            self.forge.workflow_runs.append(run_of(found.run_id, head_sha=found.head_sha))
        if found.pull_request is not None:
            sha = found.head_sha or "b" * 40
            self.forge.requests[found.pull_request] = request_of(found.pull_request, head_sha=sha)

    def declined(self) -> Declined | None:
        facts = Gathered(self.trigger, self.forge, self.here, clock=lambda: NOW)
        return gate(self.trigger, facts, self.limits)

    def closed(self) -> str:
        """Returns the id of the gate that is closed, ``""`` when all are open."""
        found = self.declined()
        return found.gate if found else ""


OPEN: dict[str, Callable[[], Trigger]] = {
    "push": lambda: trigger("push", ENVIRON),
    "pull_request": lambda: trigger("pull_request", ENVIRON),
    "workflow_run": failed_run,
    "workflow_dispatch": lambda: trigger("workflow_dispatch", ENVIRON),
    "schedule": lambda: trigger("schedule", ENVIRON),
    "issue_comment": comment,
    "review_comment": lambda: trigger(
        "pull_request_review_comment", ENVIRON, comment__body="/healbot retry use x"
    ),
}


@pytest.mark.parametrize("here", [HEAL, PUBLISH], ids=["heal", "publish"])
@pytest.mark.parametrize("name", OPEN)
def test_all_gates_are_open_when_nothing_is_wrong(name: str, here: Here) -> None:
    assert World(OPEN[name](), here).declined() is None


def fork(**changes: object) -> Trigger:
    other = {"id": 99, "full_name": "mallory/Hello-World"}
    return failed_run(workflow_run__head_repository=other, **changes)


def _merge_group() -> Trigger:
    return read_event("merge_group", "{}", {"GITHUB_REPOSITORY": REPOSITORY})


def _target() -> Trigger:
    around = {"GITHUB_REPOSITORY": REPOSITORY}
    return read_event("pull_request_target", json.dumps(payload("pull_request")), around)


CLOSED_BY_EVENT: list[tuple[str, Callable[[], Trigger]]] = [
    ("event", _merge_group),
    ("event", _target),
    ("event", lambda: trigger("push_deleted", ENVIRON)),
    ("action", lambda: trigger("workflow_run_requested", ENVIRON)),
    ("action", lambda: trigger("issue_comment_edited", ENVIRON, comment__body="/healbot stop")),
    ("action", lambda: trigger("issue_comment_deleted", ENVIRON, comment__body="/healbot stop")),
    ("command", lambda: comment("What a fix!")),
    ("command", lambda: comment("> /healbot retry")),
    ("command", lambda: comment("/healbot explain")),
    ("command", lambda: trigger("issue_comment", ENVIRON, comment__body="/healbot retry")),
    ("actor", lambda: comment(comment__user__type="Bot")),
    ("actor", lambda: comment(comment__user__login=OWN_LOGIN)),
    ("actor", lambda: trigger("push", ENVIRON, sender__login=OWN_LOGIN)),
    ("actor", lambda: failed_run(workflow_run__triggering_actor={"login": "HEALBOT-app[bot]"})),
    ("conclusion", lambda: failed_run(workflow_run__conclusion="success")),
    ("conclusion", lambda: failed_run(workflow_run__conclusion="cancelled")),
    ("conclusion", lambda: failed_run(workflow_run__conclusion="skipped")),
    ("conclusion", lambda: failed_run(workflow_run__conclusion=None)),
    ("own-branch", lambda: trigger("push", ENVIRON, ref=f"refs/heads/{BRANCH}")),
    ("own-branch", lambda: failed_run(workflow_run__head_branch="healbot-report-01234567")),
    ("branch", lambda: trigger("push_tag", ENVIRON)),
    ("branch", lambda: failed_run(workflow_run__head_branch=None)),
    ("fork", fork),
    ("fork", lambda: trigger("pull_request", ENVIRON, pull_request__head__repo=None)),
    ("not-open", lambda: trigger("pull_request_closed", ENVIRON)),
    ("not-open", lambda: comment(issue__state="closed")),
]  # fmt: skip


@pytest.mark.parametrize(("closed", "made"), CLOSED_BY_EVENT)
def test_a_gate_is_closed_by_the_event(closed: str, made: Callable[[], Trigger]) -> None:
    assert World(made()).closed() == closed


def test_what_the_event_says_costs_no_request() -> None:
    asked = {"not-open"}
    for closed, made in CLOSED_BY_EVENT:
        world = World(made())
        world.declined()
        assert closed in asked or not world.forge.calls, closed


def test_with_a_personal_token_the_person_still_pushes_and_comments() -> None:
    for here in (Here("heal", own_login="Codertocat"), Here("publish", own_login="Codertocat")):
        for made in (trigger("push", ENVIRON), comment(), failed_run()):
            assert World(made, here).closed() == ""


def test_an_answer_is_no_command_whoever_seems_to_have_written_it() -> None:
    text = f"/healbot retry\n\n{answer_marker([1])}"
    assert World(comment(text), Here("heal", own_login="Codertocat")).closed() == "actor"


@pytest.mark.parametrize("permission", ["none", "read", "triage"])
def test_a_command_needs_write_access(permission: Any) -> None:
    world = World(comment("/healbot retry"))
    world.forge.permissions["Codertocat"] = permission
    assert world.closed() == "permission"
    assert world.forge.calls == ["permission_of"]


def test_a_push_needs_no_permission_of_its_own() -> None:
    world = World(trigger("push", ENVIRON))
    world.declined()
    assert "permission_of" not in world.forge.calls


@pytest.mark.parametrize(
    ("here", "closed"),
    [
        (Here("heal", sandbox="overlay"), ""),
        (Here("heal", sandbox="copy"), "fork"),
        (Here("heal"), "fork"),
        (Here("heal", sandbox="overlay", has_secrets=True), "fork"),
        (Here("publish", sandbox="overlay"), "fork"),
    ],
)
def test_a_forks_code_runs_only_without_secrets_in_the_overlay(here: Here, closed: str) -> None:
    assert World(fork(), here).closed() == closed


def test_a_forks_branch_may_have_any_name() -> None:
    made = fork(workflow_run__head_branch=BRANCH)
    assert World(made, Here("heal", sandbox="overlay")).closed() == ""


def test_an_archived_repository_is_left_alone() -> None:
    world = World(trigger("push", ENVIRON))
    world.forge.is_archived = True
    assert world.closed() == "archived"


def test_a_branch_that_moved_on_or_is_gone_is_not_healed() -> None:
    for here in (HEAL, PUBLISH):
        for name in ("push", "workflow_run", "workflow_dispatch"):
            world = World(OPEN[name](), here)
            world.forge.heads = {"master": "c" * 40}
            assert world.closed() == "stale"
            world.forge.heads = {}
            assert world.closed() == "stale"


def test_a_pull_request_that_got_another_commit_is_not_healed() -> None:
    world = World(trigger("pull_request", ENVIRON))
    world.forge.requests[2] = request_of(2, head_sha="c" * 40)
    assert world.closed() == "stale"
    world.forge.requests[2] = request_of(2, head_sha=world.trigger.head_sha, state="closed")
    assert world.closed() == "not-open"


def test_a_run_that_was_started_again_decides_by_itself() -> None:
    world = World(failed_run())
    number = world.trigger.run_id or 0
    world.forge.workflow_runs = [run_of(number, attempt=2, conclusion=None, status="queued")]
    assert world.closed() == "superseded"


def test_commands_are_for_healbots_own_pull_requests() -> None:
    for changes in ({"head_branch": "feature"}, {"head_repository": "mallory/Hello-World"}):
        world = World(comment())
        world.forge.requests[1] = request_of(1, **changes)
        assert world.closed() == "not-ours"


def test_stop_may_be_said_on_every_pull_request_of_the_repository() -> None:
    world = World(comment("/healbot stop"), Here("publish"))
    world.forge.requests[1] = request_of(1, head_branch="feature")
    assert world.closed() == ""


def test_a_stopped_pull_request_is_left_alone_but_still_explained() -> None:
    for made, closed in (
        (comment("/healbot retry"), "stopped"),
        (comment("/healbot explain"), ""),
        (comment("/healbot rollback 1"), "stopped"),
    ):
        world = World(made, Here("publish"))
        world.forge.requests[1] = request_of(1, labels=("bug", STOPPED_LABEL))
        assert world.closed() == closed
    world = World(trigger("push", ENVIRON), PUBLISH)
    world.forge.requests[5] = request_of(5, labels=(STOPPED_LABEL,))
    assert world.closed() == "stopped"


def test_a_commit_is_healed_three_times_at_most() -> None:
    world = World(trigger("push", {**ENVIRON, "GITHUB_RUN_ATTEMPT": "3"}))
    sha = world.trigger.head_sha
    own = run_of(77, head_sha=sha, attempt=3, conclusion=None, status="in_progress")
    world.forge.workflow_runs = [own]
    assert world.closed() == ""
    world.forge.workflow_runs = [own, run_of(70, head_sha=sha)]
    assert world.closed() == "commit-limit"
    world.limits = Limits(per_commit=4)
    assert world.closed() == ""


def test_only_failed_runs_of_the_same_workflow_count() -> None:
    world = World(trigger("push", ENVIRON))
    sha = world.trigger.head_sha
    world.forge.workflow_runs = [
        *(run_of(n, head_sha=sha, workflow="Docs", attempt=9) for n in range(1, 4)),
        *(run_of(n, head_sha=sha, conclusion="success", attempt=9) for n in range(4, 8)),
    ]
    assert world.closed() == ""


def test_ten_heals_a_day_are_enough() -> None:
    world = World(trigger("push", ENVIRON))
    today = [run_of(n, created_at=TODAY) for n in range(10)]
    world.forge.workflow_runs = [
        *today[1:],
        *(run_of(n, created_at=YESTERDAY) for n in range(20, 40)),
    ]
    assert world.closed() == ""
    world.forge.workflow_runs = today
    assert world.closed() == "day-limit"


def test_what_healbot_did_not_act_on_does_not_count() -> None:
    world = World(trigger("push", ENVIRON))
    world.forge.workflow_runs = [
        *(run_of(n, created_at=TODAY, head_repository="mallory/x") for n in range(20)),
        *(run_of(n, created_at=TODAY, head_branch=BRANCH) for n in range(20, 40)),
        *(run_of(n, created_at=TODAY, workflow="Docs") for n in range(40, 60)),
    ]
    assert world.closed() == ""


def test_a_time_that_cannot_be_read_counts() -> None:
    world = World(trigger("push", ENVIRON))
    world.forge.workflow_runs = [run_of(n, created_at="today") for n in range(10)]
    assert world.closed() == "day-limit"


def test_twenty_commands_on_a_pull_request_are_enough_for_retry() -> None:
    for text, closed in (("/healbot retry", "retry-limit"), ("/healbot stop", "")):
        world = World(comment(text), Here("publish", own_login=OWN_LOGIN))
        world.forge.add_comment(1, answer_marker(range(1, 21)))
        assert world.closed() == closed


REQUESTS: list[tuple[str, list[PullRequest]]] = [
    ("", []),
    ("", [request_of(5)]),
    ("closed", [request_of(5, state="closed")]),
    ("closed", [request_of(5, state="closed", head_branch=f"{BRANCH}-2")]),
    ("", [request_of(5, state="closed"), request_of(6)]),
    ("", [request_of(5), request_of(6, state="closed")]),
    ("merged", [request_of(5, state="closed", is_merged=True, body=MARKER.to_text())]),
    ("", [request_of(5, state="closed", is_merged=True)]),
    ("", [request_of(5, state="closed", is_merged=True, body=OTHER_MARKER.to_text())]),
    ("duplicate", [request_of(5, head_branch=f"{BRANCH}-2")]),
    ("duplicate", [request_of(5, head_branch="healbot-other-01234567")]),
    ("", [request_of(5, head_branch="healbot/report-fedcba98", state="closed")]),
    ("", [request_of(5, head_branch="feature", state="closed")]),
]


@pytest.mark.parametrize(("closed", "requests"), REQUESTS)
def test_one_pull_request_per_failure(closed: str, requests: list[PullRequest]) -> None:
    world = World(trigger("push", ENVIRON), PUBLISH)
    world.forge.requests = {item.number: item for item in requests}
    assert world.closed() == closed


def test_a_branch_with_a_persons_commits_is_theirs() -> None:
    here = Here("publish", branch=BRANCH, has_human_commits=True)
    assert World(trigger("push", ENVIRON), here).closed() == "human-commits"


def test_every_decline_says_why_and_what_to_do() -> None:
    seen = set()
    for _, made in CLOSED_BY_EVENT:
        found = World(made()).declined()
        assert found is not None and found.message.endswith(".") and found.hint.endswith(".")
        seen.add(found.gate)
    assert seen <= {item.id for item in GATES}
    assert len({item.id for item in GATES}) == len(GATES)


def test_strangers_and_bots_are_not_answered() -> None:
    answered = {item.id for item in GATES if item.is_answered}
    assert not answered & {"event", "action", "command", "actor", "permission", "archived"}
    first = min(number for number, item in enumerate(GATES) if item.is_answered)
    assert first > [item.id for item in GATES].index("permission")
    assert is_answered(Declined("not-open", "x")) and not is_answered(Declined("permission", "x"))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated(), st.sampled_from([HEAL, PUBLISH]))
def test_every_trigger_is_either_let_through_or_declined_with_a_reason(
    change: tuple[str, dict[str, Any]], here: Here
) -> None:
    name, event = change
    try:
        found = read_event(name, json.dumps(event), ENVIRON)
    except UsageError:
        return
    world = World(found, here)
    declined = world.declined()
    if declined is None:
        assert found.is_comment or (found.head_sha and found.head_branch and not found.is_fork)
        assert not found.is_comment or found.pull_request is not None
    else:
        assert declined.gate and declined.message and declined.hint
