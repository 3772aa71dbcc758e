"""Commit messages close no issue and do not keep CI from running."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healbot.core.commit_text import (
    ZERO_WIDTH_SPACE,
    inert_in_commit,
    inert_json_in_commit,
    inert_paragraph,
)
from healbot.core.session import Request
from healbot.core.trailers import Start, message_of, record_of
from tests.hostile_markdown import hostile
from tests.reports.pull_request.stories import attempt, session

ACTS = (
    "fixes #1", "Closes: #22", "resolved  o/r#3", "FIX GH-4", "fixed\n#6", "[skip ci]", "[CI skip]",
    "[no ci]", "[skip actions]", "close https://github.com/o/r/issues/5",
)  # fmt: skip
_text = st.lists(st.one_of(st.sampled_from(ACTS), hostile, st.just(" ")), max_size=4).map("".join)
_ACTS = re.compile(
    r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:[\w.-]*/?[\w.-]*\#\d|GH-\d|https?://\S+/\d)"
    r"|\[(?:skip (?:ci|actions)|(?:ci|actions) skip|no ci)\]",
    re.IGNORECASE,
)


@pytest.mark.parametrize("text", ACTS)
def test_what_acts_is_broken_and_reads_the_same(text: str) -> None:
    assert _ACTS.search(text)
    assert not _ACTS.search(inert_in_commit(text))
    assert inert_in_commit(text).replace(ZERO_WIDTH_SPACE, "") == text


@pytest.mark.parametrize(
    "text", ["see #1", "prefix #1", "it fixes the total", "[skip]", "#1 fixes"]
)
def test_other_text_stays(text: str) -> None:
    assert inert_in_commit(text) == text


@given(st.dictionaries(_text, _text | st.lists(_text, max_size=2), max_size=2))
def test_json_says_the_same(value: dict[str, str | list[str]]) -> None:
    text = json.dumps(value)
    assert json.loads(inert_json_in_commit(text)) == value
    assert not _ACTS.search(inert_json_in_commit(text))


@given(_text, _text, _text)
def test_no_message_of_the_ledger_acts(one: str, two: str, three: str) -> None:
    told = session(headline=one, traceback=two, request=Request(two, (one, three)))
    made = attempt(rationale=one, headline_after=two, traceback_after=three, changed=three)
    start = message_of(Start(told), told)
    for message in (start, message_of(made, told)):
        assert not _ACTS.search(message)
    read = record_of(start)
    assert isinstance(read, Start)
    assert read.session.request == replace(told.request)


@pytest.mark.parametrize(
    "text",
    [
        "see #12", "ask @grace", "as GH-3 says", "https://evil.example/x", "fixes #1", "[skip ci]",
        "Healbot-Outcome: validated", "text\nCo-authored-by: Eve <eve@example.invalid>",
    ],
)  # fmt: skip
def test_a_paragraph_calls_nobody_and_signs_nothing(text: str) -> None:
    inert = inert_paragraph(text)
    assert inert != text
    assert inert.replace(ZERO_WIDTH_SPACE, "").replace("\n ", "\n").lstrip() == text
    assert not re.search(r"#\d|(?<!\w)@\w|GH-\d|://e|\[skip", inert)
    assert not re.search(r"^(Healbot|Co-authored-by)", inert, re.MULTILINE)


def test_an_ordinary_paragraph_stays_as_it_is() -> None:
    for text in ("a@b.example", "C# is fine", "x = y[0]", "Nobody: reads this"):
        assert inert_paragraph(text).replace(ZERO_WIDTH_SPACE, "") == text
    assert inert_paragraph("a@b.example") == "a@b.example"
