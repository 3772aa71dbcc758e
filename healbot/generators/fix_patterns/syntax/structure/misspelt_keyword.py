"""A keyword with a slip: ``retrun``, ``whlie``, ``Def``, ``esle``, ``inrange``."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit, apply_to_text
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, LooseToken
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.line_check import line_parses
from healbot.generators.fix_patterns.syntax.structure.sketch import LogicalLine, Sketch
from healbot.generators.fix_patterns.syntax.structure.words import KEYWORDS

_FIRST = (
    "def", "class", "if", "elif", "else", "for", "while", "try", "except", "finally", "with",
    "return", "import", "from", "raise", "assert", "global", "nonlocal", "yield", "del", "async",
    "await", "match", "case",
)  # fmt: skip
_INNER = ("in", "and", "or", "not", "is", "if", "else", "for", "import", "as", "lambda", "from",
          "await", "yield", "def", "None", "True", "False")  # fmt: skip
_KNOWN = {
    "define": "def", "func": "def", "function": "def", "defn": "def", "fn": "def", "deff": "def",
    "fun": "def", "defun": "def", "sub": "def", "classs": "class",
    "ifelse": "elif", "foreach": "for", "loop": "while", "whilst": "while", "form": "from",
    "impor": "import", "include": "import", "rase": "raise",
    "otherwise": "else", "els": "else", "retrn": "return",
    "using": "import", "require": "import", "switch": "match",
}  # fmt: skip
"""Words that are no near miss but have one meaning."""
_BUILTINS = frozenset(dir(builtins))
_FUSED = re.compile(r"^(def|class|for|while|if|elif|return|import|from|not|in|is|and|or)(\w+)$")


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    together = tuple(_every_slip(sketch))
    if together:
        yield Candidate(together, 0.945, "Keywords are misspelt.")
    seen: set[tuple[int, str]] = set()
    for line in _suspects(sketch):
        for token, spelling, prior in _misspelt(sketch, line):
            if (token.start, spelling) in seen:
                continue
            seen.add((token.start, spelling))
            why = f"`{token.text}` stands where the keyword `{spelling.strip()}` belongs."
            everywhere = _same_slip(sketch, token, line)
            if len(everywhere) > 1:
                edits = tuple(sketch.replace(item, spelling) for item in everywhere)
                yield Candidate(edits, min(prior + 0.01, 0.95), why)
            yield Candidate((sketch.replace(token, spelling),), prior, why)


def _every_slip(sketch: Sketch) -> Iterator[SourceEdit]:
    """The slips at the starts of all statements that are not valid with them but without."""
    for line in sketch.logical_lines:
        text = sketch.text[line.first.start : line.last.end]
        cased = _wrong_case(sketch, line, text)
        if cased:
            yield from cased
            continue
        if line.first.kind is not Kind.NAME or line.first.text in KEYWORDS:
            continue
        if len(line.tokens) > 1 and line.tokens[1].text in {"=", ".", ",", "["}:
            continue
        for token, spelling, _ in _spellings(sketch, line.first, _FIRST, at_start=True):
            rest = text[len(token.text) :]
            if not line_parses(text) and line_parses(spelling + rest):
                yield sketch.replace(token, spelling)
                break


def _wrong_case(sketch: Sketch, line: LogicalLine, text: str) -> list[SourceEdit]:
    """``From sys Import path``: all capitalised keywords of a line."""
    edits = [
        sketch.replace(token, token.text.lower())
        for token in line.tokens
        if token.kind is Kind.NAME and token.text not in KEYWORDS and token.text.lower() in KEYWORDS
    ]
    if not edits or line_parses(text):
        return []
    shift = line.first.start
    local = [SourceEdit("", e.start - shift, e.end - shift, e.replacement) for e in edits]
    return edits if line_parses(apply_to_text(text, local)) else []


def _suspects(sketch: Sketch) -> list[LogicalLine]:
    """The error's lines and the header of the block: a bad header shows at its body."""
    found = list(sketch.suspects)
    for line in sketch.suspects[:2]:
        above = sketch.previous_line(line)
        while above is not None and above.indent >= line.indent:
            above = sketch.previous_line(above)
        if above is not None:
            found.append(above)
    return list(dict.fromkeys(found))


def _misspelt(sketch: Sketch, line: LogicalLine) -> Iterator[tuple[LooseToken, str, float]]:
    for index, token in enumerate(line.tokens):
        if token.kind is not Kind.NAME or token.text in KEYWORDS:
            continue
        before, after = sketch.before(token), sketch.after(token)
        if (before and before.text == ".") or (index and after and after.text in {".", "="}):
            continue
        at_start = index == 0 or line.tokens[index - 1].text in {"async", ";"}
        words = _FIRST if at_start else _INNER
        yield from _spellings(sketch, token, words, at_start=at_start)


def _spellings(
    sketch: Sketch, token: LooseToken, words: tuple[str, ...], *, at_start: bool
) -> Iterator[tuple[LooseToken, str, float]]:
    text = token.text
    if at_start and _KNOWN.get(text.lower()):
        yield token, _KNOWN[text.lower()], 0.93
    for word in words:
        if text.lower() == word.lower():
            yield token, word, 0.95
        elif text != word and is_slip(text.lower(), word.lower()):
            rare = sketch.names[text] <= 2 or at_start
            yield token, word, 0.93 if rare and len(word) > 2 else 0.85
    fused = _FUSED.match(text)
    alone = sketch.names[text] == 1 if at_start else False
    inner = fused is not None and fused[1] in {"in", "not", "is", "and", "or"}
    if fused and (alone if at_start else inner):
        known = sketch.names[fused[2]] > 0 or fused[2] in _BUILTINS
        yield token, f"{fused[1]} {fused[2]}", 0.93 if known else 0.88


def is_slip(text: str, word: str) -> bool:
    """Whether two words differ by one typing slip (two in words of six letters and more)."""
    allowed = 2 if len(word) >= 6 else 1
    if abs(len(text) - len(word)) > allowed or (len(word) <= 2 and sorted(text) != sorted(word)):
        return False
    if len(word) <= 3 and len(text) < len(word):
        return sorted(text) == sorted(word) or (len(text) == 2 and text[0] == word[0])
    return _distance(text, word) <= allowed


def _distance(left: str, right: str) -> int:
    """Edits between two words; exchanging neighbours is one (Damerau, optimal alignment)."""
    rows = [list(range(len(right) + 1))]
    for i, char in enumerate(left, 1):
        row = [i]
        for j, other in enumerate(right, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (char != other))
            if i > 1 and j > 1 and char == right[j - 2] and left[i - 2] == other:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


def _same_slip(sketch: Sketch, token: LooseToken, line: LogicalLine) -> list[LooseToken]:
    """The same word at the start of other statements, when this one starts a statement."""
    if token is not line.first:
        around = (sketch.before(token), sketch.after(token))
        kinds = [item.kind if item else None for item in around]
        return [
            item
            for item in sketch.code
            if item.kind is Kind.NAME
            and item.text == token.text
            and [n.kind if n else None for n in (sketch.before(item), sketch.after(item))] == kinds
        ]
    return [
        other.first
        for other in sketch.logical_lines
        if other.first.text == token.text
        and (len(other.tokens) > 1 and other.tokens[1].text not in {"=", ".", ",", "["})
        and (other.tokens[1].text != "(" or other.last.text == ":")
    ]
