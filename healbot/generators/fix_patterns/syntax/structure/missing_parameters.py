"""A ``def`` without brackets around its parameters, ``if`` or ``for`` with odd ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.sketch import LogicalLine, Sketch

_NO_BRACKETS = re.compile(
    r"(?P<head>(?:async\s+)?def\s+[^\W\d]\w*)(?P<gap>\s*)(?P<list>(?:\s[\w\s,=.\"'*]+)?)"
    r"(?P<returns>\s*->.*?)?(?P<colon>:?)"
)
_WRONG_BRACKETS = re.compile(r"(?P<head>(?:async\s+)?def\s+[^\W\d]\w*)\s*[\[{](?P<list>.*)[\]}]:")
_CLASS = re.compile(r"class\s+[^\W\d]\w*(?P<gap>\s+)(?P<base>[^\W\d][\w.]*):?")
_BRACKETED_LOOP = re.compile(r"for\s*\((?P<inner>.+\bin\b.+)\)\s*:?", re.DOTALL)
_NAME_IS_STRING = re.compile(r"(?:def|class)\s+(?P<quote>[\"'])(?P<name>[^\W\d]\w*)(?P=quote)")


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    for line in sketch.suspects:
        yield from _definition(sketch, line)
        yield from _loop(sketch, line)


def _definition(sketch: Sketch, line: LogicalLine) -> Iterator[Candidate]:
    start = line.first.start
    text = sketch.text[start : line.last.end]
    why = "A function's parameters stand in brackets, also when there are none."
    match = _NO_BRACKETS.fullmatch(text)
    if match:
        parameters = match["list"].strip()
        tail = (match["returns"] or "") + ":"
        edit = sketch.cut(start + match.end("head"), line.last.end, f"({parameters}){tail}")
        yield Candidate((edit,), 0.94, why)
    match = _WRONG_BRACKETS.fullmatch(text)
    if match:
        edit = sketch.cut(start + match.end("head"), line.last.end, f"({match['list']}):")
        yield Candidate((edit,), 0.92, why)
    match = _CLASS.fullmatch(text)
    if match:
        edit = sketch.cut(start + match.start("gap"), line.last.end, f"({match['base']}):")
        base = match["base"]
        known = sketch.names[base] > 1 or base in {"Exception", "object", "dict", "list"}
        why = "The base class stands in brackets."
        yield Candidate((edit,), 0.92 if known else 0.6, why)
    match = _NAME_IS_STRING.match(text)
    if match:
        edit = sketch.cut(start + match.start("quote"), start + match.end(), match["name"])
        yield Candidate((edit,), 0.9, "The name of a definition stands without quotes.")


def _loop(sketch: Sketch, line: LogicalLine) -> Iterator[Candidate]:
    """``for (x in xs):``."""
    text = sketch.text[line.first.start : line.last.end]
    match = _BRACKETED_LOOP.fullmatch(text)
    if match:
        edit = sketch.cut(line.first.start, line.last.end, f"for {match['inner'].strip()}:")
        yield Candidate((edit,), 0.93, "A loop's header stands without brackets.")
