"""Events become triggers; an event that is not one is a usage error, never a traceback."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from healbot.core.branch_names import is_branch_name
from healbot.core.errors import UsageError
from healbot.core.event_json import MAX_BYTES
from healbot.core.github_event import GHOST, Trigger, read_event
from tests.github_events import NAMES, REPOSITORY, event_name, payload, trigger

ENVIRON = {
    "GITHUB_REPOSITORY": REPOSITORY,
    "GITHUB_SHA": "9" * 40,
    "GITHUB_REF": "refs/heads/master",
    "GITHUB_RUN_ID": "77",
    "GITHUB_RUN_ATTEMPT": "2",
    "GITHUB_WORKFLOW": "CI",
    "GITHUB_ACTOR": "Codertocat",
    "GITHUB_TRIGGERING_ACTOR": "octocat",
}


def test_a_push_names_its_branch_and_commit() -> None:
    found = trigger("push", ENVIRON)
    assert found.head_branch == "master"
    assert found.head_sha == "6113728f27ae82c7b1a177c8d03f9e96e0adf246"
    assert (found.run_id, found.run_attempt, found.workflow) == (77, 2, "CI")
    assert (found.actor, found.triggering_actor) == ("Codertocat", "octocat")
    assert not found.is_fork
    assert found.default_branch == "master"


def test_a_pushed_tag_has_no_branch_and_a_deleted_branch_no_commit() -> None:
    assert trigger("push_tag", ENVIRON).head_branch is None
    assert trigger("push_deleted", ENVIRON).head_sha == ""
    assert trigger("push", ENVIRON, after="0" * 40).head_sha == ""


def test_a_pull_request_is_healed_at_its_head_not_at_the_merge_commit() -> None:
    found = trigger("pull_request", ENVIRON)
    assert found.head_sha == payload("pull_request")["pull_request"]["head"]["sha"]
    assert found.head_branch == "changes"
    assert found.base_branch == "master"
    assert (found.pull_request, found.pull_request_state) == (2, "open")
    assert not found.is_fork


@pytest.mark.parametrize("repository", [None, {"id": 5, "full_name": REPOSITORY}])
def test_a_pull_request_from_elsewhere_is_a_fork_whatever_it_calls_itself(
    repository: object,
) -> None:
    assert trigger("pull_request", pull_request__head__repo=repository).is_fork


def test_a_run_of_another_workflow_is_about_its_own_head_not_about_the_default_branch() -> None:
    event = payload("workflow_run", workflow_run__conclusion="failure")
    around = {**ENVIRON, "GITHUB_REPOSITORY": event["repository"]["full_name"]}
    found = read_event("workflow_run", json.dumps(event), around)
    assert found.head_sha == event["workflow_run"]["head_sha"] != around["GITHUB_SHA"]
    assert found.run_id == event["workflow_run"]["id"]
    assert found.run_attempt == 1
    assert found.conclusion == "failure"
    assert found.workflow == event["workflow"]["name"]
    assert not found.is_fork


def test_a_run_of_another_repository_is_a_fork_and_a_null_branch_is_none() -> None:
    assert trigger("workflow_run_fork").is_fork
    assert trigger("workflow_run", workflow_run__head_repository=None).is_fork
    assert trigger("workflow_run", workflow_run__head_branch=None).head_branch is None


def test_a_rerun_tells_who_started_it() -> None:
    by = {"login": "octocat", "id": 1, "type": "User"}
    found = trigger("workflow_run", workflow_run__triggering_actor=by)
    assert (found.actor, found.triggering_actor) == ("Codertocat", "octocat")
    assert trigger("workflow_run", workflow_run__actor=None).actor == GHOST


def test_a_dispatch_and_a_schedule_are_about_the_commit_of_the_workflow_itself() -> None:
    for name in ("workflow_dispatch", "schedule"):
        found = trigger(name, ENVIRON)
        assert (found.head_sha, found.head_branch) == ("9" * 40, "master")


def test_a_comment_tells_who_said_what_and_where() -> None:
    found = trigger("issue_comment", ENVIRON, issue__pull_request={"url": "x"})
    assert found.comment is not None
    assert found.comment.author == found.actor == "Codertocat"
    assert found.comment.body.startswith("You are totally right!")
    assert (found.pull_request, found.head_sha, found.head_branch) == (1, "", None)
    review = trigger("pull_request_review_comment", ENVIRON).comment
    assert review is not None
    assert (review.path, review.line) == ("README.md", 265)


def test_a_comment_on_an_issue_has_no_pull_request() -> None:
    assert trigger("issue_comment").pull_request is None


@pytest.mark.parametrize(
    "changes",
    [
        {"comment__user__type": "Bot"},
        {"comment__user__type": "Mannequin"},
        {"comment__performed_via_github_app": {"id": 1}},
    ],
)
def test_a_comment_that_no_person_wrote_says_so(changes: dict[str, object]) -> None:
    found = trigger("issue_comment", None, **changes).comment
    assert found is not None and found.is_by_app


def test_a_comment_of_somebody_who_left_is_by_a_ghost() -> None:
    assert trigger("issue_comment", comment__user=None).actor == GHOST


def test_a_renamed_repository_is_known_by_its_number() -> None:
    event = payload("push")
    around = {**ENVIRON, "GITHUB_REPOSITORY": "ada/report"}
    with pytest.raises(UsageError, match="another repository"):
        read_event("push", json.dumps(event), around)
    around["GITHUB_REPOSITORY_ID"] = str(event["repository"]["id"])
    assert str(read_event("push", json.dumps(event), around).repository) == "ada/report"


def test_an_actor_that_is_no_account_is_nobody() -> None:
    around = {**ENVIRON, "GITHUB_ACTOR": "../../admin", "GITHUB_TRIGGERING_ACTOR": "nektos/act"}
    found = trigger("schedule", around)
    assert (found.actor, found.triggering_actor) == ("", "")


def test_an_event_that_healbot_does_not_know_is_still_read() -> None:
    assert read_event("merge_group", "{}", ENVIRON).event == "merge_group"


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("push", "", "not JSON"),
        ("push", "[" * 100_000, "not JSON"),
        ("push", '{"a": ' + "9" * 5000 + "}", "not JSON"),
        ("push", b"\xff\xfe\x00", "not JSON"),
        ("push", "[]", "no object"),
        ("push", "null", "no object"),
        ("push", "{}", "after is missing"),
        ("push", " " * (MAX_BYTES + 1), "larger"),
        ("Push!", "{}", "no event"),
        ("workflow_run", json.dumps(payload("push")), "workflow_run is missing"),
        ("issue_comment", json.dumps(payload("push")), "issue is missing"),
    ],
    ids=range(11),
)
def test_what_is_no_such_event_is_a_usage_error(name: str, text: str | bytes, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        read_event(name, text, ENVIRON)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("push", {"after": "HEAD"}),
        ("push", {"after": 7}),
        ("push", {"ref": "refs/heads/a b"}),
        ("push", {"ref": "refs/heads/-x"}),
        ("push", {"ref": "refs/heads/a\n::error::b"}),
        ("push", {"deleted": "yes"}),
        ("push", {"repository__full_name": "a/b/c"}),
        ("push", {"sender__login": "a/b"}),
        ("pull_request", {"pull_request__number": True}),
        ("pull_request", {"pull_request__number": -1}),
        ("pull_request", {"pull_request__number": 2**63}),
        ("pull_request", {"pull_request__head__sha": "a" * 39}),
        ("workflow_run", {"workflow_run__head_sha": "g" * 40}),
        ("workflow_run", {"workflow_run__actor": "me"}),
        ("issue_comment", {"comment__id": "1"}),
    ],
)
def test_a_field_of_another_kind_is_a_usage_error(name: str, changes: dict[str, object]) -> None:
    with pytest.raises(UsageError) as caught:
        trigger(name, None, **changes)
    assert "\n" not in caught.value.message
    assert caught.value.hint


def test_a_hostile_but_valid_branch_is_taken_as_it_is() -> None:
    found = trigger("push", ref="refs/heads/$(id);`x`\"'&&|<>")
    assert found.head_branch == "$(id);`x`\"'&&|<>"


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["\ud800", "refs/heads/x", "a" * 40, "0" * 40, [], {}, [{}], [1], {"id": 1}]),
)


def _places(value: object, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not isinstance(value, dict):
        return [path]
    return [path, *(place for key in value for place in _places(value[key], (*path, key)))]


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    name = draw(st.sampled_from(NAMES))
    event = copy.deepcopy(payload(name))
    for _ in range(draw(st.integers(1, 3))):
        *above, last = draw(st.sampled_from(_places(event)[1:]))
        place: Any = event
        for key in above:
            place = place.get(key) if isinstance(place, dict) else None
        if isinstance(place, dict):
            if draw(st.booleans()):
                place.pop(last, None)
            else:
                place[last] = draw(ODD)
        if not _places(event)[1:]:
            break
    return draw(st.sampled_from([event_name(name), "push", "issue_comment", "workflow_run"])), event


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated(), st.booleans())
def test_any_change_of_a_payload_gives_a_sound_trigger_or_a_usage_error(
    change: tuple[str, dict[str, Any]], is_in_actions: bool
) -> None:
    name, event = change
    try:
        found = read_event(name, json.dumps(event), ENVIRON if is_in_actions else {})
    except UsageError as error:
        assert error.message and "\n" not in error.message
    else:
        _check_sound(found)


def _check_sound(found: Trigger) -> None:
    assert found.head_sha == "" or len(found.head_sha) in (40, 64)
    for branch in (found.head_branch, found.default_branch, found.base_branch):
        assert not branch or is_branch_name(branch)
    if found.comment is not None:
        assert found.comment.id > 0
        found.comment.body.encode()
    assert found.run_attempt > 0


@given(st.text(), st.text(max_size=12))
def test_any_text_is_survived(text: str, name: str) -> None:
    for event in (name, "push"):
        try:
            read_event(event, text, ENVIRON)
        except UsageError as error:
            assert "\n" not in error.message
