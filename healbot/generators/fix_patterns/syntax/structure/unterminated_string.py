"""A quote that is missing, surplus, of the wrong kind or not escaped, within one line.

The broken quote need not be where the tokenizer stops: in ``["a, "b"]`` every later string is
turned inside out. So every place of the line is tried for one quote more, every quote for one
less or for the other kind, and every pair of quotes for the ends of one string. What remains valid
is ranked by how odd the strings look: ``", "`` between two words is a separator that got quoted.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator
from itertools import combinations

from healbot.core.patch import SourceEdit, apply_to_text
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, LooseToken, loose_tokens
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.line_check import line_parses
from healbot.generators.fix_patterns.syntax.structure.sketch import Sketch
from healbot.generators.fix_patterns.syntax.structure.words import COMPARISONS, KEYWORDS

_MAX_LINE = 300
_MAX_QUOTES = 14
_KEPT = 8
"""Candidates per line that are tried on the whole file."""
_MAX_JOINED = 6
"""Physical lines over which a string may have been broken."""
_BUILTINS = frozenset(dir(builtins))
_OTHER = {'"': "'", "'": '"'}
_QUOTE_COST = 0.07
_SEPARATOR_INSIDE = re.compile(r"""["']\s*[,+:\])]|[,+:\[(]\s*["']|["']\s+["']""")
_METHOD_CALL = re.compile(r"\.\w+\(.*\)$")
_CONDITION_END = re.compile(r" (?:or|and) [\w.]+$")
_LAST_ARGUMENT = re.compile(r"^(?P<text>.*?),\s*(?P<rest>[^\W\d][\w.\[\]() +*/-]*)$", re.DOTALL)


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    for number in _lines(sketch):
        line = sketch.line_text(number)
        if not line or len(line) > _MAX_LINE or '"""' in line or "'''" in line:
            continue
        start = sketch.line_starts[number - 1]
        yield from _joined(sketch, number)
        yield from _ranked(sketch, line, start)


def _lines(sketch: Sketch) -> list[int]:
    """Physical lines that may hold the quote, likeliest first."""
    numbers = list(sketch.error_lines)
    broken = [token.line for token in sketch.code if token.kind is Kind.OPEN_STRING]
    broken.sort(key=lambda line: min(abs(line - number) for number in sketch.error_lines))
    numbers += broken[:3]
    numbers += [number - 1 for number in sketch.error_lines if number > 1]
    return list(dict.fromkeys(numbers))


def _ranked(sketch: Sketch, line: str, start: int) -> Iterator[Candidate]:
    found: list[tuple[float, int, tuple[SourceEdit, ...], str]] = []
    broken = any(token.kind is Kind.OPEN_STRING for token in loose_tokens(line))
    for order, (prior, edits, why) in enumerate(_quote_edits(line, broken=broken)):
        after = apply_to_text(line, edits)
        if not line_parses(after):
            continue
        worth = prior - _QUOTE_COST * _weirdness(sketch, line, after)
        moved = tuple(
            sketch.cut(edit.start + start, edit.end + start, edit.replacement) for edit in edits
        )
        found.append((worth, -order, moved, why))
    found.sort(key=lambda item: item[:2], reverse=True)
    for worth, _, edits, why in found[:_KEPT]:
        yield Candidate(edits, max(worth, 0.3), why)


def _quote_edits(line: str, *, broken: bool) -> Iterator[tuple[float, tuple[SourceEdit, ...], str]]:
    """Yields (prior, edits within the line, reason); `broken` when a string of it has no end."""
    quotes = [index for index, char in enumerate(line) if char in "\"'"]
    if not quotes or len(quotes) > _MAX_QUOTES:
        return
    for first, last in combinations(quotes, 2):
        yield from _requoted(line, quotes, first, last)
    if not broken:
        return  # as many quotes as there should be, so none is missing or surplus
    yield from _one_quote_changed(line, quotes)
    for kind in dict.fromkeys(line[index] for index in quotes):
        for place in reversed(range(len(line.rstrip()) + 1)):
            if not _inside_word(line, place):
                edit = SourceEdit("", place, place, kind)
                yield 0.92, (edit,), "A string lacks one of its quotes."
    for index in quotes:
        yield 0.88, (SourceEdit("", index, index + 1, ""),), "A quote is surplus."


def _one_quote_changed(
    line: str, quotes: list[int]
) -> Iterator[tuple[float, tuple[SourceEdit, ...], str]]:
    """A backslash that escapes the last quote, and quotes of the other kind."""
    for index in quotes:
        if index and line[index - 1] == "\\":
            why = "A backslash before the closing quote escapes it."
            yield 0.93, (SourceEdit("", index, index, "\\"),), why
    for index in reversed(quotes):
        edit = SourceEdit("", index, index + 1, _OTHER[line[index]])
        yield 0.93, (edit,), "The string starts and ends with different quotes."


def _inside_word(line: str, place: int) -> bool:
    before, after = line[place - 1 : place], line[place : place + 1]
    return bool(re.match(r"\w", before)) and bool(re.match(r"\w", after))


def _requoted(
    line: str, quotes: list[int], first: int, last: int
) -> Iterator[tuple[float, tuple[SourceEdit, ...], str]]:
    """Takes two quotes for the ends of one string, and those between them for its text."""
    kind = line[first]
    inner = [index for index in quotes if first < index < last]
    same = [index for index in inner if line[index] == kind]
    if line[last] != kind or not same or any(line[index - 1] == "\\" for index in same):
        return
    if kind == '"' and len(same) % 2:
        return
    if _SEPARATOR_INSIDE.search(line[first + 1 : last]):
        return
    why = f"The string holds the quote {kind} that ends it."
    if len(same) == len(inner):
        other = _OTHER[kind]
        ends = (SourceEdit("", first, first + 1, other), SourceEdit("", last, last + 1, other))
        yield 0.94, ends, why
    yield 0.9, tuple(SourceEdit("", index, index, "\\") for index in same), why


def _joined(sketch: Sketch, number: int) -> Iterator[Candidate]:
    """A line break inside of a string: what was ``\\n`` has become a real one."""
    opened = [t for t in sketch.code if t.line == number and t.kind is Kind.OPEN_STRING]
    if not opened:
        return
    kind = opened[0].text.lstrip("rRbBuUfF")[:1]
    for last in range(number + 1, number + _MAX_JOINED):
        if kind not in sketch.line_text(last):
            continue
        edits: list[SourceEdit] = []
        for line in range(number, last):
            start, end = sketch.line_span(line)
            edits.append(sketch.cut(start + len(sketch.line_text(line)), end, "\\n"))
        joined = "\\n".join(sketch.line_text(line) for line in range(number, last + 1))
        if line_parses(joined):
            yield Candidate(tuple(edits), 0.93, "A line break stands where `\\n` was meant.")
        return


def _weirdness(sketch: Sketch, before: str, after: str) -> float:
    """How odd the strings and names of a line look."""
    tokens = [t for t in loose_tokens(after) if t.kind not in {Kind.SPACE, Kind.COMMENT}]
    here = {t.text for t in loose_tokens(before) if t.kind is Kind.NAME}
    weird = 0.0
    unknown: set[str] = set()
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if token.kind is Kind.STRING:
            weird += _weird_string(sketch, after, token, following)
        elif token.kind is Kind.NAME and not _known(sketch, token.text, here):
            previous = tokens[index - 1].text if index else ""
            if previous != "." and (following is None or following.text != "="):
                unknown.add(token.text)
    return weird + 1.5 * len(unknown)


def _known(sketch: Sketch, name: str, here: set[str]) -> bool:
    """Whether a name is a keyword, a builtin, or stands elsewhere in the file."""
    if name in KEYWORDS or name in _BUILTINS:
        return True
    return sketch.names[name] > (1 if name in here else 0)


def _weird_string(
    sketch: Sketch, line: str, token: LooseToken, following: LooseToken | None
) -> float:
    prefix_length = len(token.text) - len(token.text.lstrip("rRbBuUfF"))
    content = token.text[prefix_length + 1 : -1]
    weird = 0.0
    if following is not None and following.kind is Kind.STRING:
        weird += 2
    if following is not None and following.text in COMPARISONS and _CONDITION_END.search(content):
        weird += 1
    stripped = content.strip()
    if not stripped:
        return weird + (1 if not content else 0.2)
    if re.fullmatch(r"[\W_]+", stripped):
        return weird + (0.5 if stripped in {",", ")", "]", ":", "+"} else 0)
    weird += _weird_content(content)
    weird += _hidden_argument(sketch, content, prefix="f" in token.text[:prefix_length].lower())
    weird += 0.2 * (content[:1] == " ") + 0.1 * (content[-1:] == " ")
    weird += 0.3 * (line[token.end : token.end + 1] in {"+", "=", "#", "*", "%"})
    weird += 0.4 * (line[token.end : token.end + 2] == "  " and "#" not in line[token.end :])
    return weird


def _weird_content(content: str) -> float:
    """How much a string's text looks like code around a string."""
    stripped = content.strip()
    calls_or_adds = re.search(r" \+ |\w\(|, $", content) and " + " in content
    brackets = (("(", ")"), ("[", "]"), ("{", "}"))
    signs = (
        (1.5, stripped[0] in ",)]}+:"),
        (1.0, stripped[-1] in "([{" or content.endswith((",", " +", " + "))),
        (1.5, calls_or_adds),
        (1.5, any(content.count(left) != content.count(right) for left, right in brackets)),
        (1.0, re.search(r"\s# ", content)),
        (1.5, re.search(r"^[\w.]+ =\s*$", content)),
        (1.2, _METHOD_CALL.search(content)),
        (1.5, _lone_quote(content) or " == " in content),
        (1.0, re.search(r"\w\s*[=:]\s*['\"]|['\"]\s*[,:]", content)),
    )
    return sum(weight for weight, sign in signs if sign)


def _lone_quote(content: str) -> bool:
    """Whether a quote without a partner stands in a text that is no apostrophe."""
    plain = content.replace("\\'", "").replace('\\"', "")
    apostrophes = len(re.findall(r"(?<=\w)'(?=\w)", plain))
    return plain.count('"') % 2 == 1 or (plain.count("'") - apostrophes) % 2 == 1


def _hidden_argument(sketch: Sketch, content: str, *, prefix: bool) -> float:
    """``"Total:, total"``: what follows the last comma is a variable of the file."""
    if re.search(r"\w, *-?\d+(?:\.\d+)?$", content):
        return 0.6
    match = _LAST_ARGUMENT.match(content)
    if match is None or (prefix and "{" in content):
        return 0.0
    rest = re.findall(r"(?<![.\w])[^\W\d]\w*", match["rest"])
    outside = [name for name in rest if sketch.names[name] > 0 or name in _BUILTINS]
    if len(outside) == len(rest) and " " not in match["rest"].strip():
        return 1.8
    return 0.0
