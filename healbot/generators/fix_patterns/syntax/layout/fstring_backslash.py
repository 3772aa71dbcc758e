r"""``f"{'\n'.join(x)}"``: a backslash in a field, which Python before 3.12 does not read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Context, Fix
from healbot.generators.fix_patterns.syntax.layout.fstrings import fstrings
from healbot.generators.fix_patterns.syntax.layout.indentation import layout_of
from healbot.generators.fix_patterns.syntax.layout.rewriting import (
    Span,
    before,
    edits_between,
    fix_to,
    line_end,
    substitute,
    syntax_pattern,
)
from healbot.generators.fix_patterns.syntax.reparse import syntax_state

_STRING = re.compile(r"\"(?:[^\"\\\r\n]|\\.)*\"|'(?:[^'\\\r\n]|\\.)*'")
_NAMES = {"\\n": "newline", "\\t": "tab", "\\\\": "backslash", "\\n\\n": "blank_line"}


def rewrite(text: str) -> str:
    """Returns `text` with such strings given a name in front of their statement."""
    layout = layout_of(text)
    spans: list[Span] = []
    inserted: dict[tuple[int, str], str] = {}
    for found in fstrings(text):
        for start, end in found.fields:
            for match in _STRING.finditer(text, start, end):
                if "\\" not in match[0] or not found.closed:
                    continue
                row = layout.row_at(text.count("\n", 0, match.start()) + 1)
                if row is None or layout.rows[row].word in ("elif", "else", "except", "lambda"):
                    return text
                name = _NAMES.get(match[0][1:-1], "separator")
                while re.search(rf"\b{name}\b", text):
                    name += "_"
                inserted[row, match[0]] = name
                spans.append((*match.span(), name))
    for (index, literal), name in inserted.items():
        row_ = layout.rows[index]
        at = sum(len(line) for line in layout.lines[: row_.first])
        newline = line_end(layout.lines[row_.first]) or "\n"
        spans.append((at, at, f"{row_.indent}{name} = {literal}{newline}"))
    return substitute(text, spans)


def _propose(context: Context) -> Iterator[Fix]:
    text = context.source.text
    after = rewrite(text)
    reason = "Before Python 3.12 a field of an f-string cannot hold a backslash; it gets a name."
    if before(context).parses:
        if after != text and syntax_state(after).parses:
            yield Fix(edits_between(context.source.path, text, after), reason, 0.85)
        return
    yield from fix_to(context, after, reason, sure=0.9, moved=0.55)


PATTERN = syntax_pattern("fstring_backslash", _propose)
