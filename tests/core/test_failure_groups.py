"""Tests that fail alike are one group."""

from __future__ import annotations

from healbot.core.cases import CaseOutcome, CaseResult, SuiteReport
from healbot.core.failure_groups import group_failures
from healbot.core.redaction import MASK, Redactor


def _case(name: str, said: str, outcome: CaseOutcome = CaseOutcome.FAILED) -> CaseResult:
    traceback = (
        "Traceback (most recent call last):\n"
        f'  File "/p/tests/test_x.py", line 3, in {name}\n    total()\n'
        f'  File "/p/cart.py", line 9, in total\n    return rows["t"]\n{said}\n'
    )
    return CaseResult(f"tests/test_x.py::{name}", outcome, message=said, traceback=traceback)


def test_groups_by_fingerprint_in_the_order_of_the_run() -> None:
    cases = (
        _case("test_c", "KeyError: 't'"),
        _case("test_ok", "", CaseOutcome.PASSED),
        _case("test_a", "ValueError: token-1234 at 0x7f00aa"),
        _case("test_b", "KeyError: 't'", CaseOutcome.ERROR),
        _case("test_b", "KeyError: 't'"),
        CaseResult("tests/test_x.py::test_d", CaseOutcome.FAILED, message="no reason"),
        _case("test_e", "ValueError: token-1234 at 0x7f00bb"),
    )
    report = SuiteReport(cases, tuple(case.id for case in cases), complete=True)
    groups = group_failures(report, ("/p",), ".", Redactor(["token-1234"]).redact)
    told = [
        (group.headline, [test.rpartition("::")[2] for test in group.tests]) for group in groups
    ]
    assert told == [
        ("KeyError: 't' in total (cart.py:9)", ["test_c", "test_b"]),
        (f"ValueError: {MASK} at 0x7f00aa in total (cart.py:9)", ["test_a", "test_e"]),
        ("tests/test_x.py::test_d: no reason", ["test_d"]),
    ]
    assert len({group.fingerprint for group in groups}) == 3


def test_a_run_without_failures_has_no_groups() -> None:
    report = SuiteReport((_case("test_ok", "", CaseOutcome.PASSED),), (), complete=True)
    assert group_failures(report, (), ".", str) == ()
