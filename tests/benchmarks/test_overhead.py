"""How many runs of pytest a proof takes; see `tests.benchmarks.overhead` for the times."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.overhead import FAST, SLOW, heal, make_project

MOST_RUNS = 10


@pytest.mark.slow
@pytest.mark.benchmark
def test_the_runs_of_a_heal_are_counted_and_few(tmp_path: Path) -> None:
    done = heal(make_project(tmp_path, FAST))
    assert done.report["ending"] == "healed", done.report
    assert 4 <= len(done.runs) <= MOST_RUNS, done.counted
    assert done.runs.count("crash") <= 1
    assert done.runs.count("canaries") == 1


@pytest.mark.slow
@pytest.mark.benchmark
def test_a_slow_suite_runs_once_without_and_once_with_the_patch(tmp_path: Path) -> None:
    done = heal(make_project(tmp_path, SLOW))
    assert done.report["ending"] == "healed", done.report
    assert done.runs.count("suite") == 2, done.counted
