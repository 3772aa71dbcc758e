from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healbot.core.redaction import MASK, Redactor
from healbot.generators.language_model.untrusted_text import (
    clean,
    clean_line,
    fence_for,
    head_and_tail,
    one_line,
    sanitiser,
)

HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
ODD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\x1b[]0;m\x07\x9b\r\n\t`~ \u202e\u2066\u200b\ufeff\u3164\ufe0f\U000e0041"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("plain\ttext\n", "plain\ttext\n"),
        ("\x1b[1;31mred\x1b[0m and \x9b4mlined", "red and lined"),
        ("\x1b]8;;http://x.invalid\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]0;no end\nnext line stays", "\nnext line stays"),
        ("\x1bPhidden\x1b\\shown", "shown"),
        ("\x1b(B\x1b7x\x1b8", "x"),
        ("10%\r50%\r100%\n", "100%\n"),
        ("a\r\nb\r\n", "a\nb\n"),
        ("line\r", "line"),
        ("a\u202eb\u2066c\u2069d\u200be\ufefff", "abcdef"),
        ("a\u00adb\u3164c\U000e0041d\ufe0fe", "abcde"),
        ("null\x00bell\x07back\x08", "nullbellback"),
        ("one\u2028line\u0085still\x0cit", "onelinestillit"),
        ("naïve 한국어 日本 emoji 🎉", "naïve 한국어 日本 emoji 🎉"),
        ("wide\u3000and\u00a0kept", "wide\u3000and\u00a0kept"),
        ("\ud800lone", "lone"),
    ],
)
def test_only_what_is_seen_is_left(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(ODD)
def test_nothing_hidden_is_left(text: str) -> None:
    found = clean(text)
    assert not {unicodedata.category(char) for char in found if char not in "\n\t"} & HIDDEN
    assert clean(found) == found
    found.encode("utf-8")


@given(ODD)
def test_a_line_stays_one_line(text: str) -> None:
    assert "\n" not in clean_line(text.replace("\n", ""))


@given(ODD)
def test_visible_text_stays(text: str) -> None:
    ordinary = "".join(char for char in text if char.isascii() and char.isprintable())
    assert clean(ordinary) == ordinary


def test_secrets_are_found_before_and_behind_what_is_hidden() -> None:
    sanitise = sanitiser(Redactor(["hunter2hunter2", "with\x07bell-inside"]).redact)
    assert sanitise("hunter2\u200bhunter2") == MASK
    assert sanitise("with\x07bell-inside") == MASK
    assert sanitise("hunter2\x1b[0mhunter2") == MASK


@given(st.lists(ODD, max_size=4))
def test_a_fence_is_in_no_text(texts: list[str]) -> None:
    fence = fence_for(texts)
    assert fence not in "\n".join(texts)
    assert fence_for(list(texts)) == fence
    assert len(fence) < 20


@pytest.mark.parametrize(
    ("text", "fence"), [("", "```"), ("`a`", "```"), ("```", "````"), ("x" + "`" * 7, "`" * 8)]
)
def test_a_fence_is_as_short_as_it_can_be(text: str, fence: str) -> None:
    assert fence_for([text]) == fence


def test_many_backticks_do_not_make_a_long_fence() -> None:
    fence = fence_for(["`" * 5000])
    assert fence.startswith("~~~")
    assert len(fence) < 20
    assert fence_for(["`" * 5000 + fence]) != fence


def test_long_text_keeps_its_beginning_and_mostly_its_end() -> None:
    text = "\n".join(f"line {i}" for i in range(1000))
    found = head_and_tail(text, 400)
    assert len(found) < 450
    assert found.startswith("line 0\n")
    assert found.endswith("\nline 999")
    assert "characters left out" in found
    assert head_and_tail("\nshort\n", 400) == "short"


@given(st.text(max_size=300), st.integers(40, 200))
def test_text_is_cut_to_about_the_limit(text: str, limit: int) -> None:
    assert len(head_and_tail(text, limit)) <= limit + 40
    assert len(one_line(text, limit)) <= limit
    assert "\n" not in one_line(text, limit)
