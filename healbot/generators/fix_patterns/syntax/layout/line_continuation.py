"""An expression that goes on in the next line without brackets or a backslash."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Context, Fix
from healbot.generators.fix_patterns.syntax.layout.indentation import Row, layout_of
from healbot.generators.fix_patterns.syntax.layout.rewriting import (
    before,
    fix_to,
    line_end,
    syntax_pattern,
)

_BINARY = frozenset(
    [
        "+",
        "-",
        "*",
        "/",
        "//",
        "%",
        "**",
        "@",
        "&",
        "|",
        "^",
        "<<",
        ">>",
        "<",
        ">",
        "<=",
        ">=",
        "==",
        "!=",
        "and",
        "or",
        "in",
        "is",
        "=",
        "+=",
        "-=",
        "*=",
        "/=",
        ".",
        "not",
    ]
)
_LEADING = frozenset(
    [
        "+",
        "-",
        "*",
        "/",
        "//",
        "%",
        "**",
        "&",
        "|",
        "^",
        "<",
        ">",
        "<=",
        ">=",
        "==",
        "!=",
        "and",
        "or",
        ".",
        "if",
        "else",
    ]
)


def _continues(head: Row, above: Row, below: Row) -> bool:
    """Whether `below` goes on with the expression that began in `head`."""
    if above.tokens[-1].text in _BINARY:
        return True
    return below.tokens[0].text in _LEADING and below.width > head.width and not above.opens


def _propose(context: Context) -> Iterator[Fix]:
    layout = layout_of(context.source.text)
    at = (before(context).error_line or 1) - 1
    lines = list(layout.lines)
    head: Row | None = None
    for above, below in zip(layout.rows, layout.rows[1:], strict=False):
        near = above.last <= at <= below.last or head is not None
        if not near or not _continues(head or above, above, below) or "#" in lines[above.last]:
            if head is not None:
                break
            continue
        if below.first != above.last + 1:
            break
        line = lines[above.last]
        lines[above.last] = line.rstrip() + " \\" + line_end(line)
        head = head or above
    reason = "The expression goes on in the next line; a backslash joins the two."
    yield from fix_to(context, "".join(lines), reason, sure=0.86, moved=0.45)


PATTERN = syntax_pattern("line_continuation", _propose)
