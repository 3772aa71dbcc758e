"""A keyword that is missing or stands at the wrong place.

``for i range(5):``, ``with open(x) f:``, ``import numpy np``, ``import x from y``, ``main():``
above a body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, LooseToken
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.sketch import (
    LogicalLine,
    Sketch,
    ends_value,
    starts_value,
)
from healbot.generators.fix_patterns.syntax.structure.words import KEYWORDS

_FOR_WORDS = frozenset({"on", "into", "of", "through", "within", "from", "to", "at", "="})
"""Words that are typed for the ``in`` of a loop."""
_PARAMETERS = re.compile(r"[\w\s,=:*.\[\]\"'|]*")
_COUNTED = re.compile(
    r"for\s+(?P<name>[^\W\d]\w*)\s*=\s*(?P<first>[\w.()+*/ -]+?)\s+to\s+(?P<last>[\w.()+*/ -]+?)"
    r"(?:\s+step\s+(?P<step>[\w-]+))?\s*:?$"
)


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    for line in sketch.suspects:
        yield from _loops(sketch, line)
        yield from _counted_loop(sketch, line)
        yield from _aliases(sketch, line)
        yield from _imports(sketch, line)
        yield from _definitions(sketch, line)
        yield from _conditions(sketch, line)


def _loops(sketch: Sketch, line: LogicalLine) -> Iterator[Candidate]:
    """``for i range(5)`` and comprehensions without ``in``, or with another word for it."""
    for token in line.tokens:
        if token.text != "for":
            continue
        target = _target_end(sketch, token)
        following = sketch.after(target) if target is not None else None
        if target is None or following is None or following.line != token.line:
            continue
        if _has_in(sketch, line, token):
            continue
        why = "The loop lacks the `in` between its variable and what it runs over."
        if following.text in _FOR_WORDS:
            yield Candidate((sketch.replace(following, "in"),), 0.91, why)
        elif starts_value(following):
            yield Candidate((sketch.insert(target.end, " in"),), 0.92, why)


def _has_in(sketch: Sketch, line: LogicalLine, keyword: LooseToken) -> bool:
    """Whether a loop has its ``in`` before its condition or the next loop begins."""
    level = sketch.brackets.inside.get(keyword.start)
    for token in line.tokens:
        if token.start > keyword.start and sketch.brackets.inside.get(token.start) == level:
            if token.text in {"if", "for"}:
                return False
            if token.text == "in":
                return True
    return False


def _target_end(sketch: Sketch, keyword: LooseToken) -> LooseToken | None:
    """Returns the last token of a loop's target (names with commas, or one pair of brackets)."""
    end = sketch.after(keyword)
    if end is not None and end.text in {"(", "["}:
        return sketch.brackets.partner.get(end.start)
    while end is not None and end.kind is Kind.NAME and end.text not in KEYWORDS:
        comma = sketch.after(end)
        if comma is None or comma.text != ",":
            return end
        end = sketch.after(comma)
    return None


def _counted_loop(sketch: Sketch, line: LogicalLine) -> Iterator[Candidate]:
    """``for i = 1 to 10`` of BASIC and Pascal, whose end is included."""
    text = sketch.text[line.first.start : line.last.end]
    match = _COUNTED.fullmatch(text)
    if match is None:
        return
    last, step = match["last"], match["step"]
    stop = str(int(last) + 1) if last.isdigit() else f"{last} + 1"
    arguments = ", ".join([match["first"], stop, *([step] if step else [])])
    edit = sketch.cut(
        line.first.start, line.last.end, f"for {match['name']} in range({arguments}):"
    )
    yield Candidate((edit,), 0.85, "Python counts with `range`, whose end is not included.")


def _aliases(sketch: Sketch, line: LogicalLine) -> Iterator[Candidate]:
    """``with open(x) f:``, ``except ValueError e:``, ``import numpy np``."""
    why = "`as` is missing before the name."
    if line.keyword in {"with", "except"} and len(line.tokens) > 3:
        colon = line.last if line.last.text == ":" else None
        name = sketch.before(colon) if colon is not None else line.last
        value = sketch.before(name) if name is not None else None
        if name is not None and name.kind is Kind.NAME and name.text not in KEYWORDS:
            if value is not None and ends_value(value) and value is not line.first:
                yield Candidate((sketch.insert(value.end, " as"),), 0.93, why)
            elif value is not None and value.text in {"=", "->", ":", "=>", ","}:
                before = sketch.before(value)
                start = before.end if before is not None else value.start
                edit = sketch.cut(start, name.start, " as ")
                yield Candidate((edit,), 0.85, "The name is bound with `as`.")
    if line.first.text == "import" and len(line.tokens) >= 3 and "," not in line.texts:
        name, module = line.last, line.tokens[-2]
        if name.kind is Kind.NAME and module.kind is Kind.NAME and module.text not in KEYWORDS:
            short = len(name.text) <= 4
            yield Candidate((sketch.insert(module.end, " as"),), 0.92 if short else 0.85, why)


def _imports(sketch: Sketch, line: LogicalLine) -> Iterator[Candidate]:
    """``import x from y``, ``from x y``, ``math import sqrt``, ``from x include y``."""
    texts = line.texts
    text = sketch.text[line.first.start : line.last.end].rstrip("; ")
    if texts[0] == "import" and "from" in texts:
        match = re.fullmatch(r"import\s+(.+?)\s+from\s+[\"']?([\w.]+)[\"']?", text)
        if match:
            edit = sketch.cut(line.first.start, line.last.end, f"from {match[2]} import {match[1]}")
            why = "The module comes first: `from module import name`."
            yield Candidate((edit,), 0.94, why)
    if texts[0] == "from" and "import" not in texts:
        match = re.fullmatch(r"from\s+([\w.]+)\s+(?:use\s+|include\s+)?(\w+(?:,\s*\w+)*)", text)
        if match:
            edit = sketch.cut(line.first.start, line.last.end, f"from {match[1]} import {match[2]}")
            yield Candidate((edit,), 0.92, "`import` is missing behind the module.")
    if "import" in texts[1:] and texts[0] not in {"from", "import"} and texts[0] not in KEYWORDS:
        at = texts.index("import")
        module = sketch.text[line.first.start : line.tokens[at].start].strip()
        if re.fullmatch(r"[\w.]+", module):
            yield Candidate((sketch.insert(line.first.start, "from "),), 0.92, "`from` is missing.")


def _definitions(sketch: Sketch, line: LogicalLine) -> Iterator[Candidate]:
    """``main():`` or ``Shape:`` above a body: ``def`` or ``class`` is missing."""
    text = sketch.text[line.first.start : line.last.end]
    match = re.fullmatch(r"([^\W\d]\w*)\s*(\(.*\))?\s*(->[^:]*)?(:?)", text, re.DOTALL)
    if match is None or not sketch.has_body(line) or match[1] in KEYWORDS:
        return
    body = sketch.next_line(line)
    colon = () if match[4] else (sketch.insert(line.last.end, ":"),)
    is_class = match[1][:1].isupper() and body is not None and body.keyword in {"def", "@", "class"}
    if is_class:
        edits = (sketch.insert(line.first.start, "class "), *colon)
        yield Candidate(edits, 0.92, "`class` is missing before the name.")
    elif match[2] is not None and _PARAMETERS.fullmatch(match[2][1:-1]):
        edits = (sketch.insert(line.first.start, "def "), *colon)
        yield Candidate(edits, 0.91, "`def` is missing before the function's name.")


def _conditions(sketch: Sketch, line: LogicalLine) -> Iterator[Candidate]:
    """``i in range(5):`` and ``x > 3:`` above a body, ``x is in y``, ``not is``."""
    if line.last.text == ":" and sketch.has_body(line) and line.first.text not in KEYWORDS:
        following = line.tokens[1].text if len(line.tokens) > 1 else ""
        if following == "in":
            new = sketch.names[line.first.text] <= 1 or not _bound_before(sketch, line)
            word = "for" if new else "if"
            edit = sketch.insert(line.first.start, word + " ")
            yield Candidate((edit,), 0.88, f"`{word}` is missing at the start of the line.")
        elif any(item in {"==", "!=", "<", ">", "<=", ">="} for item in line.texts):
            edit = sketch.insert(line.first.start, "if ")
            yield Candidate((edit,), 0.82, "`if` is missing at the start of the line.")
    pairs = {("is", "in"): "in", ("not", "is"): "is not", ("in", "not"): "not in",
             ("is", "=="): "==", ("==", "is"): "==", ("is", "<"): "<", ("is", ">"): ">",
             ("is", "not", "in"): "not in"}  # fmt: skip
    for left, right in zip(line.tokens, line.tokens[1:], strict=False):
        third = sketch.after(right)
        if third is not None and (left.text, right.text, third.text) == ("is", "not", "in"):
            edit = sketch.cut(left.start, third.end, "not in")
            yield Candidate((edit,), 0.92, "The operator is written `not in`.")
        spelling = pairs.get((left.text, right.text))
        if spelling and ends_value(sketch.before(left)):
            edit = sketch.cut(left.start, right.end, spelling)
            yield Candidate((edit,), 0.9, f"The operator is written `{spelling}`.")


def _bound_before(sketch: Sketch, line: LogicalLine) -> bool:
    name = line.first.text
    return any(
        token.text == name and token.start < line.first.start
        for token in sketch.code
        if token.kind is Kind.NAME
    )
