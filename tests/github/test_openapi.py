"""The check against GitHub's description finds what it should find, and no more."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from tests.github.fake import fake_github
from tests.github.openapi import Match, github
from tests.github.routing import HANDLERS
from tests.github.trim_openapi import OPERATIONS, TRIMMED, trim

REACTION: dict[str, Any] = {
    "id": 1,
    "node_id": "REA_1",
    "user": None,
    "content": "eyes",
    "created_at": "2026-11-02T10:00:00Z",
}


def matched(method: str, path: str) -> Match:
    """Returns the operation of a request that has one."""
    match = github().match(method, path)
    assert match is not None
    return match


REACTIONS = matched("GET", "/repos/ada/report/issues/comments/1/reactions")
CREATE = matched("POST", "/repos/ada/report/pulls")


def test_trimmed_copy_is_small_and_complete() -> None:
    description = json.loads(TRIMMED.read_text(encoding="utf-8"))
    assert TRIMMED.stat().st_size < 500_000
    assert trim(description) == description
    assert {operation.id for operation in github().operations} == OPERATIONS


def test_every_operation_has_an_answer() -> None:
    assert set(HANDLERS) == OPERATIONS


def test_unknown_operation_is_missed() -> None:
    with pytest.raises(LookupError, match="pulls/invent"):
        trim(json.loads(TRIMMED.read_text(encoding="utf-8")), frozenset({"pulls/invent"}))


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [
        ("GET", "/repos/ada/report/branches/healbot/x", "repos/get-branch"),
        ("GET", "/repos/ada/report/branches/healbot%2Fx/protection", "repos/get-branch-protection"),
        ("GET", "/repos/ada/report/issues/comments/1", "issues/get-comment"),
        ("GET", "/repos/ada/report/issues/1/comments", "issues/list-comments"),
        ("GET", "/repos/ada/report/pulls/comments/1", "pulls/get-review-comment"),
        (
            "GET",
            "/repos/ada/report/compare/main...healbot/x",
            "repos/compare-commits-with-basehead",
        ),
    ],
)
def test_paths_are_matched(method: str, path: str, operation: str) -> None:
    assert matched(method, path).operation.id == operation


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/repos/ada/report/pulls"),
        ("GET", "/repos/ada/report/secrets"),
        ("GET", "/repos/ada"),
    ],
)
def test_other_paths_are_not(method: str, path: str) -> None:
    assert github().match(method, path) is None


@given(st.text(min_size=1).filter(lambda text: "\n" not in text and text.isprintable()))
def test_names_of_branches_come_back(name: str) -> None:
    match = matched("GET", f"/repos/ada/report/branches/{quote(name, safe='')}")
    assert match.parameters["branch"] == name


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"per_page": "many"}, "'many' is not of type 'integer'"),
        ({"content": "wink"}, "'wink' is not one of"),
        ({"colour": "red"}, "there is no parameter 'colour'"),
    ],
)
def test_wrong_queries_are_found(query: dict[str, str], error: str) -> None:
    (found,) = github().request_errors(REACTIONS, query, None, has_body=False)
    assert error in found


def test_right_query_is_taken() -> None:
    query = {"per_page": "100", "page": "2", "content": "+1"}
    assert not github().request_errors(REACTIONS, query, None, has_body=False)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"base": "main"}, "'head' is a required property"),
        ({"head": "x", "base": "main", "draft": "no"}, "'no' is not of type 'boolean'"),
        ({"head": "x", "base": "main", "labels": []}, "'labels' was unexpected"),
        ([], "[] is not of type 'object'"),
    ],
)
def test_wrong_bodies_are_found(body: Any, error: str) -> None:
    (found,) = github().request_errors(CREATE, {}, body, has_body=True)
    assert error in found


def test_missing_and_needless_bodies_are_found() -> None:
    assert github().request_errors(CREATE, {}, None, has_body=False) == ["the request has no body"]
    assert github().request_errors(REACTIONS, {}, {}, has_body=True) == ["the request has a body"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"content": "wink"}, "'wink' is not one of"),
        ({"created_at": "2026-11-02 10:00"}, "is not a 'date-time'"),
        ({"id": "1"}, "'1' is not of type 'integer'"),
        ({"colour": "red"}, "'colour' was unexpected"),
        ({"user": {"login": "ada"}}, "is a required property"),
        ({"node_id": None}, "None is not of type 'string'"),
    ],
)
def test_wrong_answers_are_found(change: dict[str, Any], error: str) -> None:
    assert not github().response_errors(REACTIONS, 200, [REACTION])
    found = github().response_errors(REACTIONS, 200, [REACTION, {**REACTION, **change}])
    assert error in " ".join(found)


@pytest.mark.parametrize("field", sorted(REACTION))
def test_missing_fields_are_found(field: str) -> None:
    less = {key: value for key, value in deepcopy(REACTION).items() if key != field}
    (found,) = github().response_errors(REACTIONS, 200, [less])
    assert f"'{field}' is a required property" in found


def test_statuses() -> None:
    error = {
        "message": "Not Found",
        "documentation_url": "https://docs.github.com",
        "status": "404",
    }
    assert not github().response_errors(REACTIONS, 404, error)
    assert not github().response_errors(REACTIONS, 429, error)
    assert github().response_errors(REACTIONS, 404, {"message": 1})
    (found,) = github().response_errors(REACTIONS, 201, [])
    assert found == "the answer has status 201, which GitHub does not give"


@pytest.mark.parametrize("path", ["/repos/ada/report/secrets", "/repos/ada/report/pulls?state=any"])
def test_violation_fails_the_test_at_its_end(tmp_path: Path, path: str) -> None:
    with pytest.raises(AssertionError, match="Not as GitHub has it"), fake_github(tmp_path) as fake:
        fake.add_repository("ada/report")
        requests.get(f"{fake.api_url}{path}", timeout=10)
        assert len(fake.violations) == 1
