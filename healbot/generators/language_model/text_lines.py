"""A text as lines, and the edits that turn some of them into others."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from healbot.core.patch import SourceEdit

_MAX_EXACT_LINES = 300
"""The exact comparison takes quadratic time, and more when a reply is made to be slow."""
_MAX_COMPARED_LINES = 1000
"""Longer runs are taken as changed from beginning to end."""


def split_text(text: str) -> tuple[str, ...]:
    """Returns the lines of `text` without their ends (LF, CRLF, CR); ``()`` for no text."""
    return TextLines(text).lines


@dataclass(frozen=True)
class TextLines:
    """A text with the places of its lines."""

    text: str

    @cached_property
    def _parts(self) -> tuple[tuple[str, str], ...]:
        """Each line and its end."""
        pieces = re.split(r"(\r\n|\r|\n)", self.text)
        parts = list(zip(pieces[::2], pieces[1::2], strict=False))
        return tuple(parts + [(pieces[-1], "")] * bool(pieces[-1]))

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines without their ends."""
        return tuple(line for line, _ in self._parts)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The offset of each line, and of the end of the text."""
        lengths = (len(line) + len(end) for line, end in self._parts)
        return tuple(accumulate(lengths, initial=0))

    @property
    def has_final_newline(self) -> bool:
        """Whether the last line has an end; true for an empty text."""
        return not self._parts or bool(self._parts[-1][1])

    def edits(
        self, path: str, first: int, count: int, new: Sequence[str], newline: str
    ) -> Iterator[SourceEdit]:
        """Yields the edits that put the lines `new` in place of `count` lines from `first` on.

        Lines that stay keep their ends; new ones get `newline`, but for the last line of a file
        that has no final newline.
        """
        old = self.lines[first : first + count]
        for begin, end, lines in changed_runs(old, new):
            yield self._edit(path, first + begin, first + end, lines, newline)

    def _edit(
        self, path: str, begin: int, end: int, new: Sequence[str], newline: str
    ) -> SourceEdit:
        replacement = "".join(line + newline for line in new)
        if end == len(self.lines) and not self.has_final_newline and new:
            replacement = replacement.removesuffix(newline)
            if begin == end:  # behind a line without an end
                replacement = newline + replacement
        return SourceEdit(path, self.starts[begin], self.starts[end], replacement)


def changed_runs(
    old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[int, int, Sequence[str]]]:
    """Yields the runs of lines that differ: begin and end in `old`, and the new lines."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    longest = max(len(before), len(after))
    if longest > _MAX_COMPARED_LINES:
        yield head, len(old) - tail, after
        return
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=longest > _MAX_EXACT_LINES)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            yield head + i1, head + i2, after[j1:j2]


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    """Returns how many lines at the beginning of both are equal."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(left), len(right)))
