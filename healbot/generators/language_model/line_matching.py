"""Finds the lines of a file that a model means, though it copied them with small differences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from healbot.generators.language_model.indentation import adapted, indent_of
from healbot.generators.language_model.line_numbers import without_numbers
from healbot.generators.language_model.text_lines import changed_runs

MAX_PLACES = 100
"""More places are not told apart."""

Lines = tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """A run of lines of a file and what is to take its place."""

    first: int
    count: int
    lines: Lines
    """The new lines."""


@dataclass(frozen=True)
class Wanted:
    """What is looked for and what is to take its place, as lines."""

    search: Lines
    replace: Lines


def find_places(lines: Lines, wanted: Wanted) -> tuple[Place, ...]:
    """Returns all places that the first strategy to find any finds; ``()`` when none does.

    The strategies, surest first: equal lines; equal but for spaces at their ends; equal but for an
    indentation that differs in one way for all; equal but for empty lines; a part of a line. When
    none finds anything, the search is tried without blank lines around it, without copied line
    numbers, and with plain quotation marks for typographic ones.
    """
    for variant in _variants(wanted):
        looked_at = tuple(map(variant.transform, lines))
        for strategy in variant.strategies:
            places = tuple(islice(strategy(looked_at, lines, variant.wanted), MAX_PLACES))
            if places:
                return places
    return ()


def positions(lines: Sequence[str], block: Sequence[str]) -> Iterator[int]:
    """Yields where `block` stands in `lines`, overlapping places included; linear in their size."""
    numbers: dict[str, str] = {}
    for line in (*lines, *block):
        numbers.setdefault(line, chr(len(numbers)))
    # Equal lines become equal characters: Python's string search does the rest.
    haystack = "".join(numbers[line] for line in lines)
    needle = "".join(numbers[line] for line in block)
    found = haystack.find(needle) if needle else -1
    while found >= 0:
        yield found
        found = haystack.find(needle, found + 1)


def merged(window: Lines, search: Lines, replace: Lines, adapt: Callable[[str], str]) -> Lines:
    """Returns `window` with what differs between `search` and `replace` changed.

    `window` has as many lines as `search`; lines that the model left alone stay as they are in the
    file. `adapt` gives a new line the indentation of the file.
    """
    result: list[str] = []
    position = 0
    for begin, end, new in changed_runs(search, replace):
        result += window[position:begin]
        result += map(adapt, new)
        position = end
    return (*result, *window[position:])


def merged_indented(window: Lines, wanted: Wanted) -> Lines | None:
    """Returns the same with the new lines indented as `window` is; ``None`` when it is not clear
    how."""
    new = adapted(wanted.search, window, wanted.replace)
    if new is None:
        return None
    table = dict(zip(wanted.replace, new, strict=True))
    return merged(window, wanted.search, wanted.replace, table.__getitem__)


def _exact(looked_at: Lines, lines: Lines, wanted: Wanted) -> Iterator[Place]:
    yield from _aligned(looked_at, lines, wanted, str)


def _without_trailing_space(looked_at: Lines, lines: Lines, wanted: Wanted) -> Iterator[Place]:
    yield from _aligned(looked_at, lines, wanted, str.rstrip)


def _aligned(
    looked_at: Lines, lines: Lines, wanted: Wanted, key: Callable[[str], str]
) -> Iterator[Place]:
    block = [key(line) for line in wanted.search]
    if not any(block):
        return
    for first in positions([key(line) for line in looked_at], block):
        window = lines[first : first + len(block)]
        yield Place(first, len(block), merged(window, wanted.search, wanted.replace, str))


def _otherwise_indented(looked_at: Lines, lines: Lines, wanted: Wanted) -> Iterator[Place]:
    block = [line.strip() for line in wanted.search]
    if not any(block):
        return
    found = positions([line.strip() for line in looked_at], block)
    for first in islice(found, MAX_PLACES):
        window = lines[first : first + len(block)]
        new = merged_indented(window, wanted)
        if new is not None:
            yield Place(first, len(block), new)


def _first_line_unindented(looked_at: Lines, lines: Lines, wanted: Wanted) -> Iterator[Place]:
    """Finds a block whose first line lost its indentation, as if the text had been stripped."""
    if len(wanted.search) < 2 or wanted.search[0][:1] in ("", " ", "\t"):
        return
    rest = [line.rstrip() for line in wanted.search[1:]]
    plain = [line.rstrip() for line in looked_at]
    for second in positions(plain, rest):
        if second == 0 or plain[second - 1].lstrip() != wanted.search[0].rstrip():
            continue
        window = lines[second - 1 : second - 1 + len(wanted.search)]
        indent = indent_of(window[0])
        replace = wanted.replace
        if replace and replace[0].strip() and not indent_of(replace[0]):
            replace = (indent + replace[0], *replace[1:])
        search = (indent + wanted.search[0], *wanted.search[1:])
        yield Place(second - 1, len(search), merged(window, search, replace, str))


def _other_blank_lines(looked_at: Lines, lines: Lines, wanted: Wanted) -> Iterator[Place]:
    block = [line.rstrip() for line in wanted.search if line.strip()]
    kept = [number for number, line in enumerate(looked_at) if line.strip()]
    replace = _trimmed(wanted.replace)
    for found in positions([looked_at[number].rstrip() for number in kept], block):
        first, last = kept[found], kept[found + len(block) - 1]
        yield Place(first, last + 1 - first, replace)


def _part_of_line(looked_at: Lines, lines: Lines, wanted: Wanted) -> Iterator[Place]:
    """Finds text that begins or ends within a line, but not within a word."""
    text, searched = "\n".join(looked_at), "\n".join(wanted.search)
    if not searched.strip() or looked_at != lines:
        return
    replacement = "\n".join(wanted.replace)
    start = text.find(searched)
    while start >= 0:
        end = start + len(searched)
        if not _cuts_word(text, start) and not _cuts_word(text, end):
            first = text.count("\n", 0, start)
            line_start = text.rfind("\n", 0, start) + 1
            line_end = text.find("\n", end)
            line_end = len(text) if line_end < 0 else line_end
            new = text[line_start:start] + replacement + text[end:line_end]
            yield Place(first, searched.count("\n") + 1, tuple(new.split("\n")))
        start = text.find(searched, start + 1)


def _cuts_word(text: str, offset: int) -> bool:
    return all(
        char.isalnum() or char == "_" for char in text[max(offset - 1, 0) : offset + 1]
    ) and 0 < offset < len(text)


Strategy = Callable[[Lines, Lines, Wanted], Iterator[Place]]
"""Takes the lines as they are looked at, as they are, and what is wanted."""
_STRICT: tuple[Strategy, ...] = (_exact, _without_trailing_space)
_STRATEGIES: tuple[Strategy, ...] = (
    *_STRICT,
    _first_line_unindented,
    _otherwise_indented,
    _other_blank_lines,
    _part_of_line,
)


@dataclass(frozen=True)
class _Variant:
    """What to look for, and how."""

    wanted: Wanted
    strategies: tuple[Strategy, ...] = _STRATEGIES
    transform: Callable[[str], str] = str
    """The change to make to the file's lines for that."""


def _variants(wanted: Wanted) -> Iterator[_Variant]:
    """Yields what to look for in turn."""
    yield _Variant(wanted)
    inner = Wanted(_trimmed(wanted.search), _trimmed(wanted.replace))
    if inner.search != wanted.search:
        yield _Variant(inner)
    unnumbered = [Wanted(*way) for way in without_numbers(inner.search, inner.replace)]
    for strategies in (_STRICT, _STRATEGIES):
        yield from (_Variant(way, strategies) for way in unnumbered)
    inner = unnumbered[0] if unnumbered else inner
    plain = tuple(map(plain_marks, inner.search))
    replace = inner.replace if plain == inner.search else tuple(map(plain_marks, inner.replace))
    yield _Variant(Wanted(plain, replace), transform=plain_marks)


_MARKS = str.maketrans("‘’‚‛“”„‟«»–—−\u2010\u2011\u00a0\u202f", '\'\'\'\'""""""-----  ')


def plain_marks(line: str) -> str:
    """Returns `line` with the quotation marks, dashes and spaces that programs use."""
    return line.translate(_MARKS)


def _trimmed(lines: Lines) -> Lines:
    """Returns `lines` without empty ones at the beginning and end."""
    first, last = 0, len(lines)
    while first < last and not lines[first].strip():
        first += 1
    while last > first and not lines[last - 1].strip():
        last -= 1
    return lines[first:last]
