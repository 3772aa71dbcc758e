"""Several mistakes of indentation in one file, repaired one after the other in one patch."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Context, Fix
from healbot.generators.fix_patterns.syntax.layout.indent_judge import ranked
from healbot.generators.fix_patterns.syntax.layout.rewriting import before, fix_to, syntax_pattern

_MOST_ROUNDS = 25
_MOST_CHARACTERS = 60_000


def _propose(context: Context) -> Iterator[Fix]:
    text, state = context.source.text, before(context)
    if len(text) > _MOST_CHARACTERS or state.parses:
        return
    total = 0.0
    for rounds in range(1, _MOST_ROUNDS + 1):
        found = ranked(text)
        if not found:
            return
        text, state, total = (
            found[0].candidate.text,
            found[0].state,
            total + found[0].candidate.cost,
        )
        if state.parses:
            sure = max(0.7, 0.86 - 0.02 * rounds - 0.03 * total)
            reason = f"{rounds} places of the file are indented wrongly; each joins its block."
            if rounds > 1:
                yield from fix_to(context, text, reason, sure=sure)
            return


PATTERN = syntax_pattern("reindentation", _propose)
