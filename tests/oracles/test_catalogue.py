from __future__ import annotations

import re
from pathlib import Path

from healbot.filesystem import WorkTreeFiles
from healbot.oracles.catalogue import (
    gate_oracles,
    run_oracles,
    run_oracles_for_goal,
    run_oracles_for_tests,
)

CHECKS = Path(__file__).parents[2] / ".github" / "CHECKS.md"
OPTIONS = [
    ("expect-output", "x"), ("forbid-output", "x"), ("expect-nonempty", "-"),
    ("expect-json", "{}"), ("check", "true"),
]  # fmt: skip


def test_every_oracle_is_documented_under_its_id() -> None:
    on_runs = run_oracles(OPTIONS, 1.0)
    on_tests = run_oracles_for_tests((), WorkTreeFiles(Path(), {}))
    on_goals = run_oracles_for_goal(())
    described = {oracle.id: oracle.description for oracle in gate_oracles()}
    described |= {oracle.id: oracle.description for oracle in (*on_runs, *on_tests, *on_goals)}
    headings = re.findall(r"^### (.+)$", CHECKS.read_text("utf-8"), re.MULTILINE)
    assert sorted(headings) == sorted(described)
    for description in described.values():
        assert re.fullmatch(r"[A-Z][^\n]+\.", description)


def test_a_check_of_the_goal_takes_the_place_of_the_least_one() -> None:
    assert run_oracles_for_goal([("expect-json", "{}")]) == ()


def test_permitted_edits_of_tests_are_not_held_against_them() -> None:
    assert "pristine-tests" not in {oracle.id for oracle in run_oracles_for_tests((), None)}
