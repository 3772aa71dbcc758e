"""The heal rates that README states, on the scripts of tests/projects."""

from __future__ import annotations

import os
import sys

import pytest

from tests.benchmarks.heal_rates import heal_all, script_cases, table, unhealable_cases

COMMAND = [sys.executable, "-m", "healbot"]
JOBS = 1 if "PYTEST_XDIST_WORKER" in os.environ else 2
PARTS = 8
MINIMUM_RIGHT = 0.75
"""The share of each part."""


def test_there_are_enough_scripts() -> None:
    assert len(script_cases()) >= 120
    assert len(unhealable_cases()) >= 15


@pytest.mark.slow
@pytest.mark.benchmark
@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(PARTS))
def test_scripts_are_healed_to_exactly_the_expected_output(part: int) -> None:
    cases = script_cases()[part::PARTS]
    results = heal_all(cases, COMMAND, JOBS)
    print("\n" + table(results))
    wrong = [r.case.name for r in results if r.ending == "healed" and r.right is not True]
    assert wrong == [], "called healed with another output"
    right = sum(result.right is True for result in results)
    assert right >= MINIMUM_RIGHT * len(results)


@pytest.mark.slow
@pytest.mark.benchmark
@pytest.mark.timeout(600)
def test_what_cannot_be_healed_is_never_called_healed() -> None:
    results = heal_all(unhealable_cases(), COMMAND, JOBS)
    assert [result.case.name for result in results if result.ending == "healed"] == []
    broken = [r.report for r in results if r.ending in ("error 70", "error 2")]
    assert broken == [], "every one ends with a clear outcome"
