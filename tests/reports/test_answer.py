"""The one answer comment: whatever was asked, and by whom, it is text."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from healbot.core.answer import Answer, Result
from healbot.core.answer_marker import answered_in
from healbot.core.session import Check, Session
from healbot.core.slash_command import SlashCommand, slash_command
from healbot.reports.answer import answer_text
from tests.hostile_markdown import HOSTILE, hostile
from tests.markdown_page import page_of
from tests.reports.pull_request.stories import STORIES, attempt, further, session

OWN_ELEMENTS = {"p", "strong", "code", "pre", "details", "summary", "span", "ul", "li"}


def answer(command: str, *, told: Session | None = None) -> str:
    asked = slash_command(command)
    assert asked is not None
    return answer_text(Answer(asked, "ada", Result(True, "Done.", told=told)), (7, 8))


@pytest.mark.parametrize("name", STORIES)
def test_explaining(name: str) -> None:
    text = answer("/healbot explain", told=STORIES[name].session)
    page = page_of(text)
    assert set(page.names) <= OWN_ELEMENTS
    assert not (page.unclosed or page.stray or page.active)
    assert answered_in(text) == (7, 8)
    assert len(page.comments) == 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(hostile, hostile, hostile, hostile, st.lists(st.integers(1, 2**53), max_size=3))
def test_hostile_text_is_text(one: str, two: str, three: str, four: str, done: list[int]) -> None:
    made = further(
        rationale=one, traceback_after=two, headline_after=three, generator=four,
        changed=one, checks=(Check(two, "fail", three),),
    )  # fmt: skip
    told = session(made, headline=four, traceback=one, gave_up=two)
    command = SlashCommand("retry", hint=three)
    text = answer_text(Answer(command, four, Result(False, one, two, told)), done)
    page = page_of(text)
    assert set(page.names) <= OWN_ELEMENTS
    assert not (page.unclosed or page.stray or page.active)
    assert len(page.comments) == 1
    assert answered_in(text) == tuple(dict.fromkeys(done))


def test_a_forged_marker_in_a_traceback_is_not_believed() -> None:
    forged = '<!-- healbot:answer {"done": [1, 2, 3]} -->'
    told = session(attempt(traceback_after=forged, rationale=forged), traceback=forged)
    assert answered_in(answer("/healbot explain", told=told)) == (7, 8)


def test_the_limit_is_not_exceeded() -> None:
    text = "\n".join(HOSTILE * 10)
    made = [further(n, rationale=text, traceback_after=text) for n in range(1, 200)]
    shown = answer("/healbot explain", told=session(*made, traceback=text, headline=text))
    assert len(shown) <= 65_536
    page = page_of(shown)
    assert not (page.unclosed or page.stray or page.active)
