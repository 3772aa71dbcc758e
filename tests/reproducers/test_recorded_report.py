"""Reports from hostile recorders: any bytes, any JSON; none crashes or is half believed."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healbot.core.cases import CaseOutcome, CaseResult, SuiteReport
from healbot.reproducers.junit_agreement import junit_disagreement
from healbot.reproducers.recorded_report import MAX_ID, MAX_LINE, MAX_TEXT, read_report

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=15,
)
_OUTCOME = st.sampled_from([*(outcome.value for outcome in CaseOutcome), "PASSED", ""])
_CASE = st.fixed_dictionaries(
    {},
    optional={
        "id": st.text(min_size=1) | _JSON,
        "outcome": _OUTCOME | _JSON,
        "seconds": st.floats() | _JSON,
        "message": st.text() | _JSON,
        "traceback": st.text() | _JSON,
        "stdout": _JSON,
        "stderr": _JSON,
        "comparison": st.lists(st.text() | _JSON, max_size=4) | _JSON,
    },
)
_REPORT = st.fixed_dictionaries(
    {},
    optional={
        "cases": st.lists(_CASE | _JSON, max_size=5) | _JSON,
        "collected": st.lists(st.text() | _JSON, max_size=5) | _JSON,
        "status": st.integers(-300, 300) | _JSON,
        "complete": st.booleans() | _JSON,
        "modules": st.dictionaries(st.text(), st.text() | _JSON, max_size=5) | _JSON,
    },
)


def _check(report: SuiteReport, status: int | None) -> None:
    assert status is None or (type(status) is int and 0 <= status <= 255)
    assert type(report.complete) is bool
    assert not (report.complete and status is None)
    for case in report.cases:
        assert isinstance(case.outcome, CaseOutcome)
        assert type(case.seconds) is float
        assert math.isfinite(case.seconds)
        assert 0 <= case.seconds < 1e9
        assert 0 < len(case.id) <= MAX_ID
        assert "\0" not in case.id
        assert len(case.message) <= MAX_LINE
        assert max(map(len, (case.traceback, case.stdout, case.stderr))) <= MAX_TEXT
        for text in (case.id, case.message, case.traceback, case.stdout, case.stderr):
            text.encode("utf-8")
    for text in (*report.collected, *report.modules, *report.modules.values()):
        assert isinstance(text, str)
        text.encode("utf-8")


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_without_harm(data: bytes) -> None:
    found = read_report(data, "/project")
    if found is not None:
        _check(*found)


@settings(max_examples=200)
@given(_REPORT | _JSON)
def test_any_json_is_read_without_harm(content: Any) -> None:
    found = read_report(json.dumps(content).encode(), "/project")
    assert (found is not None) == isinstance(content, dict)
    if found is None:
        return
    _check(*found)
    report = found[0]
    given_cases = content.get("cases")
    lost = isinstance(given_cases, list) and len(report.cases) < len(given_cases)
    if lost:
        assert "malformed" in report.disagreement


@pytest.mark.parametrize("status", [True, False, 0.0, -1, 256, 10**30, "0", None, math.nan, [0]])
def test_a_status_of_another_form_is_none(status: Any) -> None:
    found = read_report(json.dumps({"status": status, "complete": True}).encode(), "/")
    assert found is not None
    assert found[1] is None
    assert not found[0].complete


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"status": ' + b"9" * 5000 + b"}",
    ],
)
def test_what_is_no_report_is_none(data: bytes) -> None:
    assert read_report(data, "/") is None


@pytest.mark.parametrize("seconds", [True, math.nan, math.inf, -1, 10**400, "1", None])
def test_a_time_of_another_form_is_zero(seconds: Any) -> None:
    case = {"id": "a", "outcome": "passed", "seconds": seconds}
    found = read_report(json.dumps({"cases": [case]}).encode(), "/")
    assert found is not None
    assert found[0].cases[0].seconds == 0.0


@pytest.mark.parametrize(
    "case",
    [
        7,
        {"id": "a\0b", "outcome": "failed"},
        {"id": "", "outcome": "failed"},
        {"id": "x" * (MAX_ID + 1), "outcome": "failed"},
        {"id": "\ud800", "outcome": "failed"},
        {"id": "a", "outcome": "FAILED"},
        {"id": "a", "outcome": True},
        {"id": ["a"], "outcome": "failed"},
    ],
)
def test_a_case_that_cannot_be_read_is_said(case: Any) -> None:
    found = read_report(json.dumps({"cases": [case], "status": 0, "complete": True}).encode(), "/")
    assert found is not None
    assert found[0].cases == ()
    assert found[0].disagreement == "1 entries of the test runner's report are malformed"


def test_files_of_modules_are_relative_to_the_root() -> None:
    modules = {"a": "/project/src/a.py", "b": "/projects/b.py", "c": 3}
    found = read_report(json.dumps({"modules": modules}).encode(), "/project/")
    assert found is not None
    assert found[0].modules == {"a": "src/a.py", "b": "/projects/b.py"}


def _report(**outcomes: CaseOutcome) -> SuiteReport:
    cases = tuple(CaseResult(f"test_a.py::{name}", it) for name, it in outcomes.items())
    return SuiteReport(cases, tuple(case.id for case in cases), complete=True)


def _xml(**outcomes: str) -> bytes:
    inner = "".join(
        f'<testcase classname="test_a" name="{name}" file="test_a.py">{it}</testcase>'
        for name, it in outcomes.items()
    )
    return f'<testsuites><testsuite name="pytest">{inner}</testsuite></testsuites>'.encode()


_FAILURE = '<failure message="no">text</failure>'
_SKIPPED = '<skipped message="later" type="pytest.skip"/>'


def test_equal_records_agree() -> None:
    report = _report(a=CaseOutcome.PASSED, b=CaseOutcome.FAILED, c=CaseOutcome.XFAILED)
    assert junit_disagreement(report, _xml(a="", b=_FAILURE, c=_SKIPPED)) == ""
    assert junit_disagreement(_report(a=CaseOutcome.XPASSED), _xml(a="")) == ""
    assert junit_disagreement(_report(a=CaseOutcome.ERROR), _xml(a="<error>x</error>")) == ""


@pytest.mark.parametrize(
    ("report", "junit", "said"),
    [
        (_report(a=CaseOutcome.PASSED), _xml(a=_FAILURE), "saw a as passed, JUnit XML as failed"),
        (_report(a=CaseOutcome.FAILED), _xml(a=""), "saw a as failed, JUnit XML as passed"),
        (_report(a=CaseOutcome.PASSED), _xml(a=_SKIPPED), "saw a as passed, JUnit XML as skipped"),
        (_report(a=CaseOutcome.PASSED), _xml(a="", b=_FAILURE), "tells of 1 failures"),
        (_report(a=CaseOutcome.PASSED), _xml(), "tells of no test"),
        (_report(a=CaseOutcome.PASSED), None, "left no JUnit XML"),
        (_report(a=CaseOutcome.PASSED), b"<testsuites", "cannot be read"),
        (_report(a=CaseOutcome.PASSED), b"<!DOCTYPE x><testsuites/>", "cannot be read"),
    ],
)
def test_records_that_differ_are_told(report: SuiteReport, junit: bytes | None, said: str) -> None:
    assert said in junit_disagreement(report, junit)


@given(st.binary(max_size=300))
def test_any_xml_is_compared_without_harm(data: bytes) -> None:
    assert isinstance(junit_disagreement(_report(a=CaseOutcome.PASSED), data), str)
