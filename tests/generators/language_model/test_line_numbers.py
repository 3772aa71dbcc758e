from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healbot.core.source import SourceFile
from healbot.generators.language_model.line_numbers import numbered_from_one, without_numbers
from healbot.generators.language_model.reply import ProposedEdit, ProposedFix
from healbot.generators.language_model.shown_source import numbered
from tests.generators.language_model.reply_corpus import Files

TEXT = """import os


class A:
    def f(self, x):
        if x:
            return x
        return 0
"""
LINES = tuple(TEXT.splitlines())
_STYLES = [
    "{}|{}", "{}>{}", "{}| {}", "{} | {}", "{}: {}", "{}:{}", "{:>6}\t{}", "{:>6}→{}", "{} {}",
    "{:>4} {}", "> {}| {}", "--> {}| {}", "{:>4} │ {}",
]  # fmt: skip


@pytest.mark.parametrize("style", _STYLES)
@pytest.mark.parametrize("first", [0, 3, 4, 5])
@pytest.mark.parametrize("new_is_numbered", [True, False])
def test_copied_numbers_are_taken_away(style: str, first: int, new_is_numbered: bool) -> None:
    """A line is put before the last one, which the model numbers or not."""
    shown = [style.format(number, line) for number, line in enumerate(LINES, 1)][first:]
    new = "        x = 1"
    if not new_is_numbered and style in ("{} {}", "{:>4} {}"):
        shown = [line for line in shown if line.strip()]
        replace = [*LINES[first:-1], new, LINES[-1]]  # either all lines have numbers or none
    else:
        added = style.format(8, new) if new_is_numbered else new
        replace = [*shown[:-1], added, shown[-1]]
    edit = ProposedEdit("a.py", "\n".join(shown), "\n".join(replace))
    files = Files({"a.py": SourceFile("a.py", TEXT.encode())})
    after = files.after(ProposedFix("", (edit,)))["a.py"].text
    assert after == TEXT.replace("        return 0", f"{new}\n        return 0")


@pytest.mark.parametrize(
    "lines",
    [
        ("x = 1",),
        ("1| a", "b"),
        ("1| a", "3| b"),
        ("2| a", "1| b"),
        ("", ""),
        ("{1: 2}",),
    ],
)
def test_other_lines_have_no_numbers(lines: tuple[str, ...]) -> None:
    assert without_numbers(lines, lines) == ()


_LINE = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=12)


@settings(deadline=None, max_examples=200)
@given(st.lists(_LINE, min_size=3, max_size=8).map(tuple), st.sets(st.integers(1, 8)))
def test_numbers_of_the_prompt_are_undone(lines: tuple[str, ...], marked: set[int]) -> None:
    shown = tuple(numbered(lines, 1, frozenset(marked)))
    ways = without_numbers(shown, shown)
    assert (lines, lines) in ways
    found = numbered_from_one(shown)
    assert found in (lines, tuple(line.removeprefix(" ") for line in lines))
