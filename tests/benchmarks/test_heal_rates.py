"""The heal rates that README states, on the scripts of tests/projects."""

from __future__ import annotations

import sys

import pytest

from tests.benchmarks.heal_rates import heal_all, script_cases, table, unhealable_cases

COMMAND = [sys.executable, "-m", "healbot"]
MINIMUM_RIGHT = 110


@pytest.mark.slow
@pytest.mark.benchmark
@pytest.mark.timeout(900)
def test_scripts_are_healed_to_exactly_the_expected_output() -> None:
    cases = script_cases()
    assert len(cases) >= 120
    results = heal_all(cases, COMMAND, jobs=2)
    print("\n" + table(results))
    wrong = [r.case.name for r in results if r.ending == "healed" and r.right is not True]
    assert wrong == [], "called healed with another output"
    assert sum(result.right is True for result in results) >= MINIMUM_RIGHT


@pytest.mark.slow
@pytest.mark.benchmark
@pytest.mark.timeout(600)
def test_what_cannot_be_healed_is_never_called_healed() -> None:
    cases = unhealable_cases()
    assert len(cases) >= 15
    results = heal_all(cases, COMMAND, jobs=2)
    assert [result.case.name for result in results if result.ending == "healed"] == []
    broken = [r.report for r in results if r.ending in ("error 70", "error 2")]
    assert broken == [], "every one ends with a clear outcome"
