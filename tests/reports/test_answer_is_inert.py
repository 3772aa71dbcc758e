"""The answer comment is one page of Markdown in which foreign words do nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from healbot.core.answer import Answer, Result
from healbot.core.answer_marker import answered_in
from healbot.core.session import Check, Outcome, Session
from healbot.core.slash_command import SlashCommand, slash_command
from healbot.reports.answer import answer_text
from healbot.reports.pull_request.body import size
from tests.core.sessions import attempt, session
from tests.hostile_markdown import HOSTILE, hostile
from tests.markdown_page import page_of

OWN_ELEMENTS = {"p", "strong", "code", "pre", "details", "summary", "span", "ul", "li", "em"}


def told(text: str) -> Session:
    """Returns a session in which everything that is foreign is `text`."""
    checks = (Check("necessity", "pass", text), Check("exit-status", "inconclusive", text))
    found = session(headline=text, traceback=text, gave_up=text)
    words: dict[str, Any] = {
        "rationale": text,
        "headline_after": text,
        "traceback_after": text,
        "changed": text,
        "generator": text,
        "checks": checks,
    }
    found = found.with_attempt(attempt(1, **words)).with_hint(text, text)
    return found.with_attempt(attempt(2, Outcome.VALIDATED, **words))


def answer(text: str, session_told: Session | None = None) -> str:
    result = Result(False, text, text, session_told)
    return answer_text(Answer(SlashCommand("retry", hint=text), text, result), [7, 8])


def check_inert(body: str) -> None:
    page = page_of(body)
    assert set(page.names) <= OWN_ELEMENTS
    assert page.links == [] and page.active == []
    assert page.stray == [] and page.unclosed == []
    assert [comment.strip() for comment in page.comments] == ['healbot:answer {"done": [7, 8]}']
    assert answered_in(body) == (7, 8)
    assert slash_command(body) is None
    assert size(body) <= 60_000


@pytest.mark.parametrize("text", HOSTILE)
def test_foreign_words_do_nothing(text: str) -> None:
    check_inert(answer(text))
    check_inert(answer(text, told(text)))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(hostile, st.text(max_size=60), st.just("/healbot stop\n/healbot stop")))
def test_any_words_do_nothing(text: str) -> None:
    check_inert(answer(text, told(text)))


def test_the_longest_story_fits() -> None:
    found = session(traceback="<&@\n" * 5000, headline="\u202e" * 5000)
    for number in range(1, 400):
        found = found.with_attempt(attempt(number, rationale="$" * 5000, changed="|" * 5000))
        found = found.with_hint("@" * 5000, f"<{number}>")
    body = answer("<" * 9000, found)
    check_inert(body)
    assert "do not fit here" in body
