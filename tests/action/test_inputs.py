"""Inputs become one struct, or one sentence that names the input."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healbot.action.inputs import Inputs, read_inputs, variable
from healbot.core.errors import UsageError


def read(**given: str) -> Inputs:
    """Returns what inputs of these names (with underscores) become."""
    return read_inputs({variable(name.replace("_", "-")): text for name, text in given.items()})


def test_nothing_given_is_the_default() -> None:
    assert read() == Inputs()
    assert read_inputs({variable(name): " " for name in ("mode", "target", "fail-on")}) == Inputs()


def test_everything_given() -> None:
    inputs = read(
        mode="heal",
        command="make test",
        arguments="--year '20 26'",
        run_id="https://github.com/ada/report/actions/runs/42/attempts/2",
        working_directory="backend/api",
        expect_output="^total\n\n^sum\n",
        check="python check.py",
        generators="fix_patterns, revert_search",
        max_attempts="7",
        max_cost="0.5",
        network="false",
        labels="bug, needs-review, bug",
        reviewers="@ada,bob",
        team_reviewers="acme/core\nsecurity",
        draft="false",
        squash="true",
        base="release/1.x",
        bundle="/tmp/bundle",
        heals_per_commit="0",
        heals_per_day="50",
        fail_on="gave-up, declined",
    )
    assert inputs.mode == "heal"
    assert inputs.command == "make test"
    assert (inputs.limits.per_commit, inputs.limits.per_day) == (0, 50)
    assert inputs.arguments == ("--year", "20 26")
    assert inputs.working_directory == Path("backend/api")
    assert inputs.checks == (
        ("expect-output", "^total"),
        ("expect-output", "^sum"),
        ("check", "python check.py"),
    )
    assert inputs.settings == {
        "generators": ("fix_patterns", "revert_search"),
        "max-attempts": 7,
        "max-cost": 0.5,
        "network": False,
    }
    assert inputs.labels == ("bug", "needs-review")
    assert inputs.reviewers == ("ada", "bob")
    assert inputs.team_reviewers == ("core", "security")
    assert (inputs.draft, inputs.squash, inputs.base) == (False, True, "release/1.x")
    assert inputs.fail_on == {"gave-up", "declined"}
    assert read(fail_on="none").fail_on == frozenset()
    assert read(labels="").labels == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("mode", "repair"),
        ("run-id", "42; rm -rf /"),
        ("run-id", "https://github.com/ada/report/actions/runs/x"),
        ("working-directory", "../elsewhere"),
        ("working-directory", "/etc"),
        ("arguments", "'unclosed"),
        ("max-attempts", "0"),
        ("max-cost", "1e9"),
        ("network", "perhaps"),
        ("env", "A=B"),
        ("model", "a model"),
        ("draft", "maybe"),
        ("base", "--force"),
        ("base", "a..b"),
        ("base", "main.lock"),
        ("labels", "a" * 51),
        ("reviewers", "ada;bob"),
        ("team-reviewers", "../x"),
        ("fail-on", "everything"),
        ("target", "\0"),
        ("target", "x" * 20_001),
    ],
)
def test_a_wrong_input_is_named_in_one_sentence(name: str, text: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_inputs({variable(name): text})
    assert f"input {name} " in caught.value.message
    assert "\n" not in caught.value.message
    assert len(caught.value.message) < 300


def test_target_and_command_exclude_each_other() -> None:
    with pytest.raises(UsageError, match="two things"):
        read(target="report.py", command="make test")


@given(st.dictionaries(st.sampled_from(["mode", "env", "labels", "base", "arguments", "timeout",
                                        "run-id", "fail-on", "reviewers"]), st.text()))  # fmt: skip
def test_any_text_is_read_or_refused(given: dict[str, str]) -> None:
    try:
        inputs = read_inputs({variable(name): text for name, text in given.items()})
    except UsageError:
        return
    assert all("\n" not in label and "," not in label for label in inputs.labels)
    assert not inputs.base.startswith("-")
