"""The wrong sign between the parts of an argument or an element.

``{"a" = 1}``, ``{"a" => 1}``, ``foo(a: 1)``, ``dict("a": 1)``, ``["a": 1]``, ``f(1; 2)``.
"""

from __future__ import annotations

from collections.abc import Iterator

from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, LooseToken
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.sketch import LogicalLine, Sketch
from healbot.generators.fix_patterns.syntax.structure.words import KEYWORDS

_IN_DICT = frozenset({"=", "=>", "->", ":=", ";"})


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    for line in sketch.suspects:
        for opener in line.tokens:
            if opener.text in {"(", "[", "{"} and opener.start in sketch.brackets.partner:
                yield from _in_brackets(sketch, line, opener)


def _in_brackets(sketch: Sketch, line: LogicalLine, opener: LooseToken) -> Iterator[Candidate]:
    level = [t for t in line.tokens if sketch.brackets.inside.get(t.start) == opener]
    if opener.text == "{":
        yield from _dict(sketch, level)
    elif opener.text == "(":
        yield from _call(sketch, line, opener, level)
    else:
        yield from _list(sketch, opener, level)
    semicolons = [token for token in level if token.text == ";"]
    if semicolons:
        edits = tuple(sketch.replace(token, ",") for token in semicolons)
        yield Candidate(edits, 0.9, "Elements are separated with commas.")


def _keys(sketch: Sketch, level: list[LooseToken], sign: LooseToken) -> LooseToken | None:
    """Returns the token before a sign when it is the whole first part of an element."""
    before, ahead = sketch.before(sign), sketch.before(sign, 2)
    if before is None or ahead is None or ahead.text not in {"(", "[", "{", ","}:
        return None
    return before


def _dict(sketch: Sketch, level: list[LooseToken]) -> Iterator[Candidate]:
    wrong = [t for t in level if t.text in _IN_DICT and _keys(sketch, level, t) is not None]
    if wrong:
        edits = []
        for sign in wrong:
            before = sketch.before(sign)
            start = before.end if before is not None else sign.start
            after = sketch.text[sign.end : sign.end + 1]
            edits.append(sketch.cut(start, sign.end, ":" if after in {" ", "\t"} else ": "))
        yield Candidate(tuple(edits), 0.92, "A dict's key and value are separated with a colon.")
    commas = [
        t for t in level
        if t.text == "," and (key := _keys(sketch, level, t)) is not None
        and key.kind is Kind.STRING and any(o.text == ":" for o in level)
    ]  # fmt: skip
    for comma in commas:
        edit = sketch.replace(comma, ":")
        yield Candidate((edit,), 0.88, "A dict's key and value are separated with a colon.")


def _call(
    sketch: Sketch, line: LogicalLine, opener: LooseToken, level: list[LooseToken]
) -> Iterator[Candidate]:
    """Keyword arguments are given with ``=``."""
    colons = [t for t in level if t.text in {":", "=>", ":="}]
    colons = [t for t in colons if _keys(sketch, level, t) is not None]
    keys = [_keys(sketch, level, t) for t in colons]
    callee = sketch.before(opener)
    if not colons or callee is None or line.keyword == "def":
        return
    why = "Keyword arguments are given with `=`."
    if all(key is not None and key.kind is Kind.NAME for key in keys):
        edits = []
        for key, sign in zip(keys, colons, strict=True):
            after = sketch.after(sign)
            if key is not None and after is not None:
                edits.append(sketch.cut(key.end, after.start, "="))
        yield Candidate(tuple(edits), 0.91, why)
    elif all(key is not None and key.kind is Kind.STRING for key in keys):
        closer = sketch.brackets.partner[opener.start]
        why = "Keys and values with colons between them make a dict, in braces."
        named = callee.kind is Kind.NAME and callee.text not in KEYWORDS
        if named or callee.text in {")", "]"}:
            edits = [sketch.replace(opener, "({"), sketch.replace(closer, "})")]
        else:
            edits = [sketch.replace(opener, "{"), sketch.replace(closer, "}")]
        yield Candidate(tuple(edits), 0.88, why)


def _list(sketch: Sketch, opener: LooseToken, level: list[LooseToken]) -> Iterator[Candidate]:
    """``["a": 1]`` is a dict."""
    colons = [t for t in level if t.text == ":" and _keys(sketch, level, t) is not None]
    if (colons and any(t.text == "," for t in level)) or len(colons) == 1:
        before = sketch.before(opener)
        if before is not None and before.kind is Kind.NAME and sketch.touching(before, opener):
            return
        closer = sketch.brackets.partner[opener.start]
        edits = (sketch.replace(opener, "{"), sketch.replace(closer, "}"))
        yield Candidate(edits, 0.88, "Keys and values with colons between them make a dict.")
