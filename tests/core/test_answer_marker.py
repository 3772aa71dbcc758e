"""Which commands were answered is kept in a comment; only healbot's own is believed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from healbot.core.answer_marker import answer_marker, answered_in, own_answer
from healbot.core.forge import Comment


@given(st.lists(st.integers(1, 2**63 - 1), max_size=50, unique=True), st.text(), st.text())
def test_what_is_written_is_read_back(done: list[int], before: str, after: str) -> None:
    body = f"{before.replace('<!--', '')}\n{answer_marker(done)}\n{after}"
    assert answered_in(body) == tuple(done)
    assert answered_in(body.replace("\n", "\r\n")) == tuple(done)


def test_only_the_newest_ids_are_kept() -> None:
    found = answered_in(answer_marker(range(1, 2000)))
    assert found is not None
    assert len(found) == 200 and found[-1] == 1999


def test_a_marker_that_cannot_be_read_lists_nothing() -> None:
    for text in ("{}", '{"done": 1}', '{"done": [true, "1", -1, 0, 1.5, null]}', "{" * 9 + "}"):
        assert answered_in(f"<!-- healbot:answer {text} -->") == ()


def test_text_without_a_marker_has_none() -> None:
    for text in ("", "x <!-- healbot:answer {} -->", "<!-- healbot:session {} -->"):
        assert answered_in(text) is None


@given(st.text())
def test_any_body_is_survived(body: str) -> None:
    answered_in(body)
    answered_in(f"<!-- healbot:answer {{{body}}} -->")


def test_a_marker_that_somebody_else_wrote_is_not_believed() -> None:
    marker = answer_marker([1])
    theirs, ours = Comment(1, "mallory", marker), Comment(2, "Healbot[bot]", marker)
    assert own_answer([theirs, ours], "healbot[bot]") == ours
    assert own_answer([theirs], "healbot[bot]") is None
    assert own_answer([Comment(3, "", marker), theirs], "") is None
