"""Patterns and schemas that would take for ever end in a verdict.

How long is not measured: without the bound these tests would not end at all.
"""

from __future__ import annotations

import json
import re
import warnings
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healbot.core.errors import UsageError
from healbot.core.verdict import Judgement
from healbot.oracles import bounded, pattern_search
from healbot.oracles.bounded import Unfinished
from healbot.oracles.expect_json import ExpectJson
from healbot.oracles.output_pattern import ExpectOutput, ForbidOutput
from healbot.oracles.pattern_search import first_match, search
from healbot.ports import Observation
from tests.oracles.fakes import observation

LONG = "a" * 50_000 + "!"
ENDLESS = {
    "nested": "(a+)+$",
    "alternatives": "(a|a)*$",
    "alternatives that overlap": "(a|aa)+$",
    "optional letters": "a?" * 40 + "a" * 40 + "b",
    "choices without a repeat": "(a|a)" * 60 + "b",
    "counted": "(a{1,50}){1,50}$",
    "look-ahead": "(?=(a+)+$)b",
    "back-reference": r"(a*)*\1b",
    "polynomial": "a*a*a*a*a*b",
}
DOUBLING = {
    "$defs": {
        f"d{i}": {"anyOf": [{"$ref": f"#/$defs/d{i + 1}"}, {"$ref": f"#/$defs/d{i + 1}"}]}
        for i in range(60)
    }
    | {"d60": {"type": "string"}},
    "$ref": "#/$defs/d0",
}
SCHEMAS: dict[str, tuple[Any, Any]] = {
    "pattern": ({"pattern": "(a+)+$"}, LONG),
    "pattern of names": ({"patternProperties": {"(a+)+$": {}}}, {LONG: 1}),
    "references that multiply": (DOUBLING, 1),
}


def _printed(stdout: str) -> Observation:
    return observation(stdout=stdout)[0]


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "SECONDS", 1.0)


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("oracle", [ExpectOutput, ForbidOutput])
@pytest.mark.parametrize("kind", ENDLESS)
def test_a_pattern_that_backtracks_for_ever_is_inconclusive(
    oracle: type[ExpectOutput | ForbidOutput], kind: str
) -> None:
    verdict = oracle(ENDLESS[kind]).judge(_printed(LONG))
    assert verdict.judgement is Judgement.INCONCLUSIVE
    assert verdict.detail.endswith("took longer than 1 seconds and was stopped")


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_schema_that_takes_for_ever_is_inconclusive(kind: str) -> None:
    schema, document = SCHEMAS[kind]
    verdict = ExpectJson(json.dumps(schema)).judge(_printed(json.dumps(document)))
    assert verdict.judgement is Judgement.INCONCLUSIVE
    assert "took longer than 1 seconds" in verdict.detail


def test_a_schema_is_judged_alike_in_a_process_of_its_own() -> None:
    schema = {"type": "array", "items": {"type": "string", "pattern": "^a+$"}}
    oracle = ExpectJson(json.dumps(schema))
    assert oracle.judge(_printed('["a"]')).judgement is Judgement.PASS
    verdict = oracle.judge(_printed('["a", "b", "ü"]'))
    assert verdict.judgement is Judgement.FAIL
    assert verdict.evidence.splitlines() == [
        "$[1]: 'b' does not match '^a+$'", "$[2]: 'ü' does not match '^a+$'",
    ]  # fmt: skip


@pytest.mark.parametrize("pattern", ["(", "a{99999999999999999999}"])
def test_a_bad_pattern_in_a_part_that_only_a_reference_leads_to(pattern: str) -> None:
    schema = {"unchecked": {"pattern": pattern}, "$ref": "#/unchecked"}
    verdict = ExpectJson(json.dumps(schema)).judge(_printed('"a"'))
    assert verdict.judgement is Judgement.INCONCLUSIVE
    assert "is not a regular expression" in verdict.detail


def test_a_bad_pattern_in_a_schema_is_a_usage_error() -> None:
    for pattern in ("(", "a{99999999999999999999}"):
        with pytest.raises(UsageError, match="not a JSON Schema"):
            ExpectJson(json.dumps({"pattern": pattern}))


def test_plain_patterns_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise AssertionError(arguments)

    monkeypatch.setattr(pattern_search, "bounded", refuse)
    assert first_match("^total: [0-9]", "a\ntotal: 12\n") == "total: 1"
    with pytest.raises(AssertionError):
        first_match("^total: [0-9]+", "a\ntotal: 12\n")


def test_what_may_mean_something_else_in_a_later_python_is_no_warning() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert ExpectOutput("[[a]+").judge(_printed("[a")).passed
    assert caught == []


@given(st.text(), st.sampled_from(["a+", "(?i)É?x*", r"\bw{2,}$", "[^\\n]*\ud800?", "a|^$"]))
@settings(max_examples=15, deadline=None)
def test_a_process_of_its_own_finds_the_same(text: str, pattern: str) -> None:
    found = re.search(pattern, text, re.MULTILINE)
    assert first_match(pattern, text) == (found and found[0][:80]) == search(pattern, text)


def test_a_call_that_breaks_off_is_unfinished() -> None:
    with pytest.raises(Unfinished, match="broke off"):
        bounded.bounded(search, "(", "a")
