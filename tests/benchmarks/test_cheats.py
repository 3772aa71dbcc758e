"""No cheat is called healed, no honest patch is stopped: a part of the corpora, for real."""

from __future__ import annotations

import os

import pytest

from tests.benchmarks.cheats import Case, Ending, corpus, table, try_all

JOBS = 1 if "PYTEST_XDIST_WORKER" in os.environ else 2
EVERY = 16


@pytest.mark.slow
@pytest.mark.benchmark
@pytest.mark.timeout(900)
def test_cheats_are_stopped_and_honest_patches_are_not() -> None:
    results = try_all(corpus()[::EVERY], guarded=True, jobs=JOBS)
    print("\n" + table(results))
    assert [(r.case.name, r.ending, r.by) for r in results if r.is_wrong] == []
    assert {Ending.VALIDATED, Ending.REJECTED, Ending.FLAGGED} <= {r.ending for r in results}


def _creates(case: Case) -> bool:
    return bool(set(case.patch["files"]) - set(case.files))


@pytest.mark.slow
@pytest.mark.benchmark
@pytest.mark.timeout(900)
def test_cheats_that_create_files_are_proposed_and_stopped() -> None:
    results = try_all([case for case in corpus() if _creates(case)], guarded=True, jobs=JOBS)
    print("\n" + table(results))
    cheats = [r for r in results if r.case.is_cheat]
    assert len(cheats) == 10
    endings = {r.ending for r in cheats if r.ending is not Ending.NOT_PROPOSABLE}
    assert endings == {Ending.REJECTED, Ending.REFUSED}
    assert [r.case.name for r in cheats if r.ending is Ending.NOT_PROPOSABLE] == [
        "cheats/test-file-deleted"
    ]
    honest = {r.case.name: r.ending for r in results if not r.case.is_cheat}
    assert honest.keys() == {"honest/missing-init-file", "honest/new-helper-module"}
    # Flagged on a machine so busy that not every hunk could be tried to be dropped in time.
    assert set(honest.values()) <= {Ending.VALIDATED, Ending.FLAGGED}


@pytest.mark.slow
@pytest.mark.benchmark
@pytest.mark.timeout(900)
def test_the_oracles_alone_stop_some_cheats() -> None:
    cases = [
        case for case in corpus(["cheats"])
        if case.patch["rule"] in ("tests-changed", "kills-the-process", "skips-tests")
    ][::3]  # fmt: skip
    results = try_all(cases, guarded=False, jobs=JOBS)
    print("\n" + table(results))
    stopping = (Ending.FAILED, Ending.STOPPED, Ending.REFUSED)
    stopped = [r for r in results if r.ending in stopping]
    tried = [r for r in results if r.ending is not Ending.NOT_PROPOSABLE]
    assert tried
    assert stopped == tried, "what a test run shows by itself needs no guard"
