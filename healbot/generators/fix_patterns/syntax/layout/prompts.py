"""A session of the interactive interpreter or of IPython that was pasted into a script."""

from __future__ import annotations

import re

from healbot.generators.fix_patterns.syntax.layout.indentation import layout_of
from healbot.generators.fix_patterns.syntax.layout.prose import is_code
from healbot.generators.fix_patterns.syntax.layout.rewriting import line_end, rewriting_pattern

_PROMPT = re.compile(r"^[ \t]*(?:>>>|\.\.\.)(?: |$)")
_FIRST = re.compile(r"^[ \t]*>>>(?: |$)")
_IN = re.compile(r"^[ \t]*In ?\[\d+\]: ?")
_MORE = re.compile(r"^[ \t]*\.{3,}: ?")
_OUT = re.compile(r"^[ \t]*Out ?\[\d+\]:")


def rewrite(text: str) -> str:
    """Returns `text` without prompts, and without output when a whole session was pasted."""
    if ">>>" not in text and "In" not in text:
        return text
    layout = layout_of(text)
    lines = layout.lines
    usable = [line for at, line in enumerate(lines) if at not in layout.inside_strings]
    if any(_IN.match(line) for line in usable):
        return _session(lines, (_IN, _MORE), keep_others=False)
    if any(_FIRST.match(line) for line in usable):
        others = [line for line in lines if line.strip() and not _PROMPT.match(line.rstrip("\r\n"))]
        return _session(lines, (_PROMPT,), keep_others=any(is_code(line) for line in others))
    return text


def _session(lines: list[str], prompts: tuple[re.Pattern[str], ...], *, keep_others: bool) -> str:
    """Strips the prompts; lines without one are output, or code when `keep_others`."""
    kept: list[str] = []
    for line in lines:
        body = line.rstrip("\r\n")
        match = next((m for prompt in prompts if (m := prompt.match(body))), None)
        if match is not None:
            kept.append(body[match.end() :] + line_end(line))
        elif not body.strip() or (keep_others and not _OUT.match(body)):
            kept.append(line)
    return "".join(kept)


PATTERN = rewriting_pattern(
    "prompts",
    rewrite,
    "Prompts of an interactive session and what it printed are no part of the program.",
    sure=0.9,
    moved=0.6,
)
