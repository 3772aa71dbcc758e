"""A string in triple quotes without an end, or with the wrong number or kind of quotes.

A missing end turns every later text in triple quotes inside out, so the error shows far below.
Each run of quotes that may open a string is tried: its end is put at the end of its line, or where
the lines behind it become code again.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.syntax.loose_tokens import Kind
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.line_check import line_parses
from healbot.generators.fix_patterns.syntax.structure.sketch import Sketch

_RUN = re.compile(r'"""|\'\'\'')
_MAX_RUNS = 60
_MAX_TEXT_LINES = 60
_SHORT = re.compile(r"""(?<!["'\\])(?P<run>""|'')(?!["'])(?=[^\W\d])""")
"""Two quotes directly before a word."""
_SHORT_END = re.compile(r"""(?<=[\w.!?)])(?P<run>""|'')(?!["'])(?=[)\],]*[ \t]*$)""", re.MULTILINE)
_DEFINITE_CODE = re.compile(
    r"^\s*(?:(?:def|class|async def) \w+.*:|return\b.*|import [\w., ]+|from [\w.]+ import .*"
    r"|(?:if|elif|while|for|with|except)\b.*:|(?:else|try|finally):|[\w.\[\]\"']+ [-+*/]?= .*"
    r"|[\w.]+\(.*\)?|raise\b.*|pass|@\w.*|global \w+|assert .*|break|continue|yield .*)\s*(?:#.*)?$"
)


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    if not any(token.kind is Kind.OPEN_STRING for token in sketch.code) and not _SHORT.search(
        sketch.text
    ):
        return
    yield from _wrong_length(sketch)
    yield from _wrong_kind(sketch)
    runs = list(_RUN.finditer(sketch.text))[:_MAX_RUNS]
    for match in runs:
        yield from _closed(sketch, match)
    for match in reversed(runs):
        yield from _opened(sketch, match)


def _wrong_length(sketch: Sketch) -> Iterator[Candidate]:
    """``""`` where three quotes were meant, four where three were."""
    why = "A string in triple quotes starts or ends with another number of quotes."
    # Without a text that runs on, two quotes before a bracket are one quote too many.
    open_end = any(
        token.kind is Kind.OPEN_STRING and _RUN.search(token.text[:5]) for token in sketch.code
    )
    for pattern in (_SHORT, _SHORT_END) if open_end else (_SHORT,):
        for match in list(pattern.finditer(sketch.text))[:20]:
            edit = sketch.insert(match.start(), match["run"][0])
            yield Candidate((edit,), 0.93, why)
    for match in list(re.finditer(r'(?<!")""""(?!")|(?<!\')\'\'\'\'(?!\')', sketch.text))[:10]:
        yield Candidate((sketch.cut(match.start(), match.start() + 1),), 0.9, why)
    for match in list(re.finditer(r'(?<!["\\])"{1,2}(?!")[ \t]*(?=\r?\n)', sketch.text))[:20]:
        if not sketch.line_text(sketch.line_of(match.start())).strip(' \t"'):
            quotes = match[0].rstrip()
            edit = sketch.cut(match.start(), match.start() + len(quotes), '"""')
            yield Candidate((edit,), 0.92, why)


def _wrong_kind(sketch: Sketch) -> Iterator[Candidate]:
    """``\"\"\"…'''``."""
    runs = list(_RUN.finditer(sketch.text))[:_MAX_RUNS]
    kinds = {match[0] for match in runs}
    if len(kinds) < 2:
        return
    for match in runs:
        other = '"""' if match[0] == "'''" else "'''"
        # The kind that the file uses more often is the likelier one.
        often = sum(item[0] == other for item in runs) >= len(runs) / 2
        edit = sketch.cut(match.start(), match.end(), other)
        why = "The string starts and ends with different triple quotes."
        yield Candidate((edit,), 0.93 if often else 0.9, why)


def _closed(sketch: Sketch, match: re.Match[str]) -> Iterator[Candidate]:
    """Puts the end of the string that may start at `match`."""
    quotes, line = match[0], sketch.line_of(match.start())
    text = sketch.line_text(line)
    column = match.start() - sketch.line_starts[line - 1]
    if quotes in text[column + 3 :]:
        return
    why = f"The string in triple quotes that starts on line {line} has no end."
    opens_statement = not text[:column].strip(" \trRbBfFuU")
    rest = text[column + 3 :].strip()
    last = _last_text_line(sketch, line, quotes)
    if rest and rest[-1] not in "\"'":
        place = sketch.line_starts[line - 1] + len(text.rstrip())
        if not opens_statement and rest[-1:] in {")", ","}:
            place -= len(rest) - len(rest.rstrip("),"))
        one_line = last == line
        yield Candidate((sketch.insert(place, quotes),), 0.93 if one_line else 0.84, why)
    if last > line:
        yield from _closed_at(sketch, match, last, why)


def _closed_at(sketch: Sketch, match: re.Match[str], last: int, why: str) -> Iterator[Candidate]:
    """Ends a text of several lines: on a line of its own, at the margin of its start."""
    line = sketch.line_of(match.start())
    start = sketch.line_starts[line - 1]
    blanks = sketch.text[start : match.start()]
    margin = blanks[: len(blanks) - len(blanks.lstrip())]
    end_text = sketch.line_text(last)
    place = sketch.line_starts[last - 1] + len(end_text.rstrip())
    if blanks.strip():
        # A value: the line end before the closing quotes would belong to it.
        own_line = sketch.insert(place, sketch.newline + match[0])
        yield Candidate((sketch.insert(place, match[0]),), 0.82, why)
        yield Candidate((own_line,), 0.85, why)
        return
    yield Candidate((sketch.insert(place, sketch.newline + margin + match[0]),), 0.91, why)


def _last_text_line(sketch: Sketch, line: int, quotes: str) -> int:
    """Returns the last line of the text that starts on `line`: behind it code begins again."""
    last = line
    for number in range(line + 1, min(line + _MAX_TEXT_LINES, len(sketch.line_starts) + 1)):
        text = sketch.line_text(number)
        if quotes in text or _is_code(text):
            break
        if text.strip():
            last = number
    return last


def _is_code(text: str) -> bool:
    """Whether a line is code rather than words of a text."""
    if not _DEFINITE_CODE.match(text) or not line_parses(text):
        return False
    words = re.findall(r"[^\W\d]\w*", text)
    bare_call = re.match(r"^\s*[\w.]+\(.*\)\s*$", text)
    return bool(words) and (bare_call is not None or not _is_prose(text))


def _is_prose(text: str) -> bool:
    """``for each item: ...`` parses as little code as it reads as words."""
    try:
        ast.parse(text.strip().rstrip(":") if not text.strip().endswith(":") else "0")
    except SyntaxError:
        return not text.strip().startswith(("return", "elif", "else", "except", "finally"))
    return False


def _opened(sketch: Sketch, match: re.Match[str]) -> Iterator[Candidate]:
    """A text whose end is there but whose start is not: ``Say hi.\"\"\"`` below a header."""
    line = sketch.line_of(match.start())
    text = sketch.line_text(line)
    column = match.start() - sketch.line_starts[line - 1]
    before = text[:column]
    if match[0] in before:
        return
    why = f"The string that ends on line {line} in triple quotes has no start."
    if not before.strip():
        first = _first_text_line(sketch, line, match[0])
        if first is not None:
            first_text = sketch.line_text(first)
            start = sketch.line_starts[first - 1] + len(first_text) - len(first_text.lstrip())
            yield Candidate((sketch.insert(start, match[0]),), 0.88, why)
        return
    start = sketch.line_starts[line - 1] + len(before) - len(before.lstrip())
    yield Candidate((sketch.insert(start, match[0]),), 0.88, why)


def _first_text_line(sketch: Sketch, line: int, quotes: str) -> int | None:
    """Returns the first line of the text that ends on `line`: before it stands code."""
    first = None
    for number in range(line - 1, max(0, line - _MAX_TEXT_LINES), -1):
        text = sketch.line_text(number)
        if quotes in text or _is_code(text):
            break
        if text.strip():
            first = number
    return first
