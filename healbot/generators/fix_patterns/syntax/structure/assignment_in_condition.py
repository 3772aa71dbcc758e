"""``=`` where values are compared: ``if x = 5:``, ``print(a + b = c)``."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, LooseToken
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.sketch import LogicalLine, Sketch

_HEADERS = frozenset({"if", "elif", "while", "assert"})
_JOINING = frozenset({"and", "or", "not", "if"})
_WHY = "`=` assigns; values are compared with `==`."


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    for line in sketch.suspects:
        signs = [token for token in line.tokens if token.text == "="]
        wrong = [sign for sign in signs if _compares(sketch, line, sign)]
        if wrong:
            yield from _walrus(sketch, line, wrong)
            prior = 0.93 if line.keyword in _HEADERS or _joined(line) else 0.87
            yield Candidate(tuple(sketch.replace(sign, "==") for sign in wrong), prior, _WHY)
        for sign in wrong if len(wrong) > 1 else []:
            yield Candidate((sketch.replace(sign, "=="),), 0.8, _WHY)


def _joined(line: LogicalLine) -> bool:
    return any(token.text in _JOINING for token in line.tokens)


def _compares(sketch: Sketch, line: LogicalLine, sign: LooseToken) -> bool:
    """Whether an equals sign stands where no assignment can."""
    if _is_keyword_argument(sketch, sign):
        return False
    around = sketch.brackets.inside.get(sign.start)
    if around is not None and around.text == "(" and line.keyword in {"def", "class"}:
        return False
    if line.keyword in _HEADERS or line.first.text == "return" or around is not None:
        return True
    # `x = 1 if y = 2 else 3`: what follows a condition's first word is compared.
    start = next((token for token in line.tokens if token.text in _JOINING), None)
    return start is not None and start.start < sign.start


def _is_keyword_argument(sketch: Sketch, sign: LooseToken) -> bool:
    """``f(a=1)``, also ``lambda a=1: a``."""
    name, ahead = sketch.before(sign), sketch.before(sign, 2)
    if name is None or ahead is None or name.kind is not Kind.NAME:
        return False
    if ahead.text == "lambda":
        return True
    around = sketch.brackets.inside.get(sign.start)
    if around is None or around.text != "(" or ahead.text not in {"(", ","}:
        return False
    callee = sketch.before(around)
    return callee is not None and (
        (callee.kind is Kind.NAME and callee.text not in _HEADERS | _JOINING | {"return"})
        or callee.text in {")", "]"}
    )


def _walrus(sketch: Sketch, line: LogicalLine, wrong: list[LooseToken]) -> Iterator[Candidate]:
    """``while line = f.readline():`` means to assign: the name is new and used in the body."""
    sign = wrong[0]
    name, value = sketch.before(sign), sketch.after(sign)
    if line.keyword not in {"if", "elif", "while"} or len(wrong) > 1 or value is None:
        return
    if name is None or name.kind is not Kind.NAME or value.kind is not Kind.NAME:
        return
    ahead = sketch.before(name)
    if ahead is None or ahead.text not in {"if", "elif", "while", "("} | _JOINING:
        return
    called = any(token.text == "(" for token in line.tokens if token.start > value.start)
    earlier = any(
        token.text == name.text for token in sketch.code if token.start < line.first.start
    )
    later = any(token.text == name.text for token in sketch.code if token.start > line.last.end)
    if called and later and not earlier:
        why = "The condition assigns the name that its body uses; that is written `:=`."
        yield Candidate((sketch.replace(sign, ":="),), 0.94, why)
        end = sketch.before(line.last)
        if ahead.text != "(" and end is not None and line.last.text == ":":
            edits = (
                sketch.insert(name.start, "("), sketch.replace(sign, ":="),
                sketch.insert(end.end, ")"),
            )  # fmt: skip
            yield Candidate(edits, 0.8, why)
