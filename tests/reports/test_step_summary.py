"""The page of a run of GitHub Actions. The whole page of some runs stands in ``step_summaries/``.

``HEALBOT_RENEW_SNAPSHOTS=1 pytest -n0 tests/reports/test_step_summary.py`` writes them anew.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from healbot.core.errors import Declined, EnvironmentProblem, HealbotError
from healbot.core.session import Check, Outcome
from healbot.reports.step_summary import LIMIT, error_summary, step_summary
from healbot.reports.summary import FailureView, Fixes, Summary
from tests.hostile_markdown import HOSTILE, hostile
from tests.markdown_page import page_of
from tests.reports.pull_request import stories
from tests.reports.pull_request.stories import attempt, further, last

SNAPSHOTS = Path(__file__).parent / "step_summaries"
OWN_ELEMENTS = {
    "h2", "h3", "p", "strong", "em", "code", "pre", "details", "summary", "span", "ul", "li",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


def summary(**changes: object) -> Summary:
    values: dict[str, object] = {
        "ending": "healed",
        "exit_code": 0,
        "label": "report.py",
        "reason": "attempt 2 is validated",
        "failure": FailureView("NameError: x (report.py:5)", "f" * 40, stories.BEFORE),
        "remaining": None,
        "branch": "healbot/report-ffffffff",
        "attempts": (further(), last()),
        "checks": stories.CHECKS,
        "diff": stories.FIRST_DIFF + stories.SECOND_DIFF,
        "applied": False,
        "sandbox": "overlay",
        "limitations": ("The kernel is shared.",),
        "advice": (),
        "seconds": 2.5,
        "interpreter": "/usr/bin/python3 (3.11.9)",
    }
    return Summary(**(values | changes))  # type: ignore[arg-type]  # values of many types


GAVE_UP = summary(
    ending="gave-up",
    exit_code=1,
    reason=stories.GAVE_UP,
    remaining=FailureView(stories.STILL, "b" * 40, stories.BETWEEN, ("tests/test_a.py::test_b",)),
    attempts=(further(), stories.SAME),
    checks=(),
    diff=stories.FIRST_DIFF,
    sandbox="copy",
    limitations=("Network access is not stopped", "Files of yours can be read"),
    advice=("A language model could go on: set ANTHROPIC_API_KEY.",),
    bill=stories.BILL,
)
NOTHING = summary(
    ending="nothing-to-heal", reason="it runs without a failure", failure=None, branch=None,
    attempts=(), checks=(), diff="",
)  # fmt: skip
PAGES = {
    "healed": step_summary(Fixes((summary(),))),
    "gave-up": step_summary(Fixes((GAVE_UP,))),
    "nothing-to-heal": step_summary(Fixes((NOTHING,))),
    "several": step_summary(
        Fixes(
            (
                summary(),
                summary(
                    healed_by="healbot/report-ffffffff",
                    branch=None,
                    attempts=(),
                    diff="",
                    checks=(),
                ),
            ),
            Check("suite", "pass", "all fixes together pass the whole suite"),
        )
    ),
    "declined": error_summary(
        Declined("fork", "The run was of a fork, ada/report.", hint="Fixes of forks are not made.")
    ),
    "error": error_summary(EnvironmentProblem("git was not found.", hint="Install Git.")),
}


@pytest.mark.parametrize("name", PAGES)
def test_whole_page(name: str) -> None:
    path = SNAPSHOTS / f"{name}.md"
    if os.environ.get("HEALBOT_RENEW_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(PAGES[name], "utf-8")
    assert PAGES[name] == path.read_text("utf-8")
    page = page_of(PAGES[name])
    assert set(page.names) <= OWN_ELEMENTS
    assert not (page.unclosed or page.stray or page.active or page.comments)


def test_no_snapshot_is_left_over() -> None:
    assert {path.stem for path in SNAPSHOTS.iterdir()} == set(PAGES)


def test_the_sandbox_and_what_it_does_not_stop_are_told() -> None:
    assert "in the `copy` sandbox" in PAGES["gave-up"]
    assert "- Network access is not stopped." in PAGES["gave-up"]
    assert "in the `overlay` sandbox" in PAGES["healed"]
    assert "The kernel is shared" not in PAGES["healed"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.fixed_dictionaries(
        {
            "ending": st.sampled_from(["healed", "gave-up", "nothing-to-heal"]),
            "label": hostile,
            "reason": hostile,
            "branch": st.none() | hostile,
            "diff": hostile,
            "sandbox": hostile,
            "interpreter": hostile,
            "healed_by": st.just("") | hostile,
            "limitations": st.lists(hostile, max_size=2).map(tuple),
            "advice": st.lists(hostile, max_size=2).map(tuple),
            "checks": st.lists(st.builds(Check, hostile, hostile, hostile), max_size=2).map(tuple),
            "failure": st.none()
            | st.builds(FailureView, hostile, hostile, hostile, st.tuples(hostile)),
        }
    ),
    hostile,
    st.sampled_from(list(Outcome)),
)
def test_hostile_text_is_text(fields: dict[str, object], text: str, outcome: Outcome) -> None:
    made = attempt(
        outcome=outcome, rationale=text, traceback_after=text, changed=text, headline_after=text
    )
    told = summary(**{**fields, "attempts": (made,)})
    page = page_of(step_summary(Fixes((told, told), Check(text, text, text))))
    assert set(page.names) <= OWN_ELEMENTS
    assert not (page.unclosed or page.stray or page.active or page.comments)


@example("1", "1", "1")
@given(hostile, hostile, hostile)
def test_hostile_errors_are_text(gate: str, message: str, hint: str) -> None:
    for error in (Declined(gate, message, hint=hint), HealbotError(message, hint=hint)):
        page = page_of(error_summary(error))
        assert set(page.names) <= OWN_ELEMENTS
        assert not (page.unclosed or page.stray or page.active or page.comments)


def test_the_limit_is_not_exceeded() -> None:
    text = "\n".join(HOSTILE * 15)
    made = tuple(further(n, traceback_after=text, rationale=text) for n in range(1, 200))
    whole = step_summary(Fixes((summary(attempts=made, diff=text * 3),)))
    several = step_summary(
        Fixes(tuple(replace(GAVE_UP, reason=text, attempts=made[:2]) for _ in range(80)))
    )
    for page in (whole, several):
        assert len(page.encode()) <= LIMIT
        assert "**Left out** for lack of room" in page
        assert not page_of(page).unclosed
