"""Numbers with leading zeros: octal for Python 2 and file modes, padded decimals elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from healbot.generators.fix_patterns.pattern import Context, Fix
from healbot.generators.fix_patterns.syntax.layout.python2 import Age, age_of
from healbot.generators.fix_patterns.syntax.layout.rewriting import (
    Span,
    fix_to,
    substitute,
    syntax_pattern,
)
from healbot.generators.fix_patterns.syntax.layout.statements import OPENERS, closing_index
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, LooseToken, loose_tokens

_PADDED = re.compile(r"0[\d_]*[1-9][\d_]*")
_LIKELY = re.compile(r"(?<![\w.])0[\d_]")
_MODES = frozenset(
    [
        "chmod",
        "fchmod",
        "lchmod",
        "umask",
        "mkdir",
        "makedirs",
        "mkfifo",
        "mknod",
        "open",
        "mode",
        "perm",
        "perms",
        "permissions",
    ]
)
_TIMES = frozenset(["date", "datetime", "time", "timedelta", "strptime", "replace", "Timestamp"])


def rewrite(text: str) -> str:
    """Returns `text` with padded numbers read in the most plausible way."""
    return _rewritten(text, None)


def _rewritten(text: str, octal: bool | None) -> str:
    if not _LIKELY.search(text):
        return text
    tokens = [t for t in loose_tokens(text) if t.kind not in (Kind.SPACE, Kind.COMMENT)]
    padded = [
        i for i, t in enumerate(tokens) if t.kind is Kind.NUMBER and _PADDED.fullmatch(t.text)
    ]
    if not padded:
        return text
    spans: list[Span] = []
    old = age_of(text) is Age.TWO
    for index in padded:
        token = tokens[index]
        base8 = _is_octal(tokens, index, old, padded) if octal is None else octal
        digits = token.text.lstrip("0_") if not base8 or int(token.text, 10) < 8 else None
        if digits is None and set(token.text) & set("89"):
            digits = token.text.lstrip("0_")
        mode = base8 and len(token.text) > 2
        spans.append(
            (token.start, token.end, digits if digits and not mode else "0o" + token.text[1:])
        )
    return substitute(text, spans)


def _is_octal(tokens: Sequence[LooseToken], index: int, old: bool, padded: list[int]) -> bool:
    if set(tokens[index].text) & set("89"):
        return False
    words = set(_words_before(tokens, index))
    if words & _TIMES:
        return False
    if words & _MODES:
        return True
    neighbours = [i for i in padded if abs(tokens[i].line - tokens[index].line) <= 3]
    if any(set(tokens[i].text) & set("89") for i in neighbours):
        return False
    widths = {len(tokens[i].text) for i in neighbours}
    if len(neighbours) > 2 and len(widths) == 1 and not old:
        return False
    return old or len(tokens[index].text) > 3


def _words_before(tokens: Sequence[LooseToken], index: int) -> Iterator[str]:
    """Yields the names of the calls around a token, of its keyword and of its target."""
    depth = 0
    for position in range(index - 1, -1, -1):
        token = tokens[position]
        if token.kind is Kind.NEWLINE and depth == 0:
            return
        if token.kind is Kind.BRACKET:
            depth = max(0, depth - 1) if token.text in OPENERS else depth + 1
            if depth == 0 and token.text == "(" and closing_index(tokens, position) != index - 1:
                yield tokens[position - 1].text if position else ""
        elif token.text == "=" and depth == 0 and position:
            yield tokens[position - 1].text.lower()


def _propose(context: Context) -> Iterator[Fix]:
    text = context.source.text
    best = rewrite(text)
    reason = "A leading zero is not allowed: octal numbers start with `0o`, others have no zeros."
    yield from fix_to(context, best, reason, sure=0.92, moved=0.65)
    for other in (_rewritten(text, True), _rewritten(text, False)):
        if other != best:
            yield from fix_to(context, other, reason, sure=0.45, moved=0.3)


PATTERN = syntax_pattern("old_octal", _propose)
