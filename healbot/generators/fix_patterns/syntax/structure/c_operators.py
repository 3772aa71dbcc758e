"""``&&``, ``||`` and ``!`` of the C family."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, LooseToken
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.sketch import Sketch, ends_value
from healbot.generators.fix_patterns.syntax.structure.words import COMPARISONS

_WORDS = {"&&": "and", "||": "or"}


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    edits = c_operators(sketch)
    if edits:
        why = "Python writes `and`, `or` and `not` where C writes `&&`, `||` and `!`."
        yield Candidate(edits, 0.95, why)


def c_operators(sketch: Sketch) -> tuple[SourceEdit, ...]:
    """Returns the edits that replace all logical operators of C in the code."""
    edits: list[SourceEdit] = []
    for token in sketch.code:
        if token.kind is not Kind.OPERATOR:
            continue
        if token.text in _WORDS:
            edits.append(sketch.replace(token, _spaced(sketch, token, _WORDS[token.text])))
        elif token.text == "!":
            edits += _negation(sketch, token)
    return tuple(edits)


def _spaced(sketch: Sketch, token: LooseToken, word: str) -> str:
    text = sketch.text
    before = "" if text[token.start - 1 : token.start] in {" ", "\t", "", "\n"} else " "
    after = "" if text[token.end : token.end + 1] in {" ", "\t", "", "\n", "\r"} else " "
    return before + word + after


def _negation(sketch: Sketch, token: LooseToken) -> Iterator[SourceEdit]:
    before, after = sketch.before(token), sketch.after(token)
    if after is None or after.text in {"=", "=="} or after.line != token.line:
        return
    if before is None or before.line != token.line or ends_value(before):
        return  # a shell command of a notebook, or `x ! y`
    end = _after_blanks(sketch, token.end)
    if before.text in COMPARISONS or before.text in {"+", "-", "*", "/"}:
        # `a == not b` is no syntax; the operand needs its own brackets.
        yield sketch.cut(token.start, end, "(not ")
        yield sketch.insert(_operand_end(sketch, after), ")")
    else:
        yield sketch.cut(token.start, end, "not ")


def _after_blanks(sketch: Sketch, offset: int) -> int:
    while sketch.text[offset : offset + 1] in {" ", "\t"}:
        offset += 1
    return offset


def _operand_end(sketch: Sketch, token: LooseToken) -> int:
    """Returns the offset behind a name with its attributes, calls and subscripts."""
    end = sketch.brackets.partner.get(token.start, token)
    following = sketch.after(end)
    while following is not None:
        if following.text in {"(", "["} and following.start in sketch.brackets.partner:
            end = sketch.brackets.partner[following.start]
        elif following.text == ".":
            end = sketch.after(following) or following
        else:
            break
        following = sketch.after(end)
    return end.end
