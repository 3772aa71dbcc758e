"""Comparisons and assignments spelt as in other languages or with a blank inside."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.syntax.loose_tokens import LooseToken
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.sketch import Sketch, ends_value

_FUSED = {"=>": ">=", "===": "==", "!==": "!="}
"""One token each."""
_PAIRS = {
    ("=", "<"): "<=", ("=", "!"): "!=", ("!", "="): "!=", (">", "="): ">=", ("<", "="): "<=",
    ("==", "="): "==", ("=", "=="): "==", ("+", "="): "+=", ("-", "="): "-=", ("*", "="): "*=",
    ("/", "="): "/=", ("%", "="): "%=", ("//", "="): "//=", ("**", "="): "**=", ("=", ">"): ">=",
    ("!", "=="): "!=", ("!=", "="): "!=", (":", "="): ":=",
}  # fmt: skip
_CONDITIONS = frozenset({"if", "elif", "while", "assert", "return", "and", "or", "not"})


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    everywhere = comparison_operators(sketch)
    if everywhere:
        yield Candidate(everywhere, 0.94, "The operator is spelt differently in Python.")
    for line in sketch.suspects:
        near = [edit for edit in everywhere if line.first.start <= edit.start < line.last.end]
        if near and len(near) < len(everywhere):
            yield Candidate(tuple(near), 0.9, "The operator is spelt differently in Python.")


def comparison_operators(sketch: Sketch) -> tuple[SourceEdit, ...]:
    """Returns the edits that correct all such operators in the code."""
    edits: list[SourceEdit] = []
    skip = -1
    for index, token in enumerate(sketch.code):
        if index <= skip:
            continue
        following = sketch.code[index + 1] if index + 1 < len(sketch.code) else None
        if token.text in _FUSED and not _arrow_elsewhere(sketch, token):
            edits.append(sketch.replace(token, _FUSED[token.text]))
        elif following is not None and following.line == token.line:
            spelling = _spelling(sketch, token, following)
            if spelling:
                edits.append(sketch.cut(token.start, following.end, spelling))
                skip = index + 1
    return tuple(edits)


def _spelling(sketch: Sketch, token: LooseToken, following: LooseToken) -> str:
    """Returns how two operators side by side are written as one; empty when they are fine."""
    if (token.text, following.text) == ("=", "="):
        return "==" if _in_condition(sketch, token) else "="
    if token.text == ":" and token.start in sketch.brackets.inside:
        around = sketch.brackets.inside[token.start]
        return ":=" if around.text == "(" and sketch.touching(token, following) else ""
    if (token.text, following.text) == (":", "="):
        return ""
    if token.text == "=" and following.text == "!" and not sketch.touching(token, following):
        return ""  # `x = !y`
    spelling = _PAIRS.get((token.text, following.text), "")
    return spelling if ends_value(sketch.before(token)) else ""


def _in_condition(sketch: Sketch, token: LooseToken) -> bool:
    at = sketch.logical_at(token.line)
    line = sketch.logical_lines[at] if at is not None else None
    if line is None:
        return False
    return (
        any(item.text in _CONDITIONS for item in line.tokens if item.start < token.start)
        or token.start in sketch.brackets.inside
    )


def _arrow_elsewhere(sketch: Sketch, token: LooseToken) -> bool:
    """Whether ``=>`` is the arrow of a function or of a Ruby or PHP dict."""
    if token.text != "=>":
        return False
    around = sketch.brackets.inside.get(token.start)
    if around is not None and around.text == "{":
        return True
    before = sketch.before(token)
    start = sketch.brackets.partner.get(before.start, before) if before is not None else None
    ahead = sketch.before(start) if start is not None else None
    if ahead is None:
        return False
    if ahead.text == "=" or ahead.text == ",":
        return True
    opener = sketch.before(ahead) if ahead.text == "(" else None
    return opener is not None and ends_value(opener) and opener.text != "print"
