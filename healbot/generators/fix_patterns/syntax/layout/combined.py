"""Several kinds of systematic leftovers in one file, repaired together.

Each kind alone only moves the error to the next kind; the whole chain is one patch, and the
surest one when the file compiles after it.
"""

from __future__ import annotations

from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Context, Fix
from healbot.generators.fix_patterns.syntax.layout import (
    backticks,
    chat_filler,
    except_comma,
    exec_statement,
    html_entities,
    line_numbers,
    markdown_fence,
    mixed_tabs,
    odd_operators,
    odd_spaces,
    old_octal,
    old_operators,
    print_statement,
    prompts,
    raise_comma,
    smart_quotes,
    tuple_parameter,
    zero_width,
)
from healbot.generators.fix_patterns.syntax.layout.rewriting import (
    Rewriting,
    fix_to,
    syntax_pattern,
)

GENERATED: tuple[tuple[str, Rewriting], ...] = (
    ("Markdown fences", markdown_fence.rewrite),
    ("line numbers", line_numbers.rewrite),
    ("prompts", prompts.rewrite),
)
CHARACTERS: tuple[tuple[str, Rewriting], ...] = (
    ("invisible characters", zero_width.rewrite),
    ("odd blanks", odd_spaces.rewrite),
    ("typographic quotes", smart_quotes.rewrite),
    ("odd operators", odd_operators.rewrite),
    ("HTML entities", html_entities.rewrite),
)
PROSE: tuple[tuple[str, Rewriting], ...] = (("text around the code", chat_filler.rewrite),)
PYTHON2: tuple[tuple[str, Rewriting], ...] = (
    ("backticks", backticks.rewrite),
    ("print statements", print_statement.rewrite),
    ("`except A, e`", except_comma.rewrite),
    ("`raise E, message`", raise_comma.rewrite),
    ("exec statements", exec_statement.rewrite),
    ("old operators and literals", old_operators.rewrite),
    ("numbers with leading zeros", old_octal.rewrite),
    ("tuple parameters", tuple_parameter.rewrite),
)
TABS: tuple[tuple[str, Rewriting], ...] = (("mixed indentation", mixed_tabs.rewrite),)
CHAINS = (
    CHARACTERS,
    PYTHON2,
    (*PYTHON2, *TABS),
    (*GENERATED, *CHARACTERS),
    (*CHARACTERS, *PYTHON2, *TABS),
    (*GENERATED, *CHARACTERS, *PROSE),
    (*GENERATED, *CHARACTERS, *PROSE, *PYTHON2, *TABS),
)
"""Tried in order: what takes fewer kinds of changes is likelier."""


def _propose(context: Context) -> Iterator[Fix]:
    seen: set[str] = set()
    for chain in CHAINS:
        text, changed = apply_all(context.source.text, chain)
        if len(changed) < 2 or text in seen:
            continue
        seen.add(text)
        reason = f"Several kinds of leftovers are repaired together: {', '.join(changed)}."
        found = list(fix_to(context, text, reason, sure=0.95, moved=0.75))
        yield from found
        if found and found[0].confidence > 0.9:
            return


def apply_all(text: str, kinds: tuple[tuple[str, Rewriting], ...]) -> tuple[str, list[str]]:
    """Returns `text` after all rewritings and the names of those that changed it."""
    changed: list[str] = []
    for name, rewrite in kinds:
        after = rewrite(text)
        if after != text:
            changed.append(name)
            text = after
    return text, changed


PATTERN = syntax_pattern("combined", _propose)
