"""Finds the command in a comment: ``/healbot retry use the other branch``.

A command stands at the start of a line. What is quoted, in a code block or in an HTML comment is
no command: it was said by somebody else, or is an example. Blocks are those of CommonMark 0.31
(fenced code, block quotes).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

Verb = Literal["retry", "rollback", "explain", "stop"]
VERBS: tuple[Verb, ...] = get_args(Verb)
MAX_HINT = 2000
"""Characters of a hint that are kept."""
USAGE = (
    "`/healbot retry [hint]`",
    "`/healbot rollback N`",
    "`/healbot explain`",
    "`/healbot stop`",
)
_COMMAND = re.compile(r"/healbot(?:[ \t]+(.*))?\Z", re.IGNORECASE)
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*\Z)|~{3,})(.*)\Z")
_QUOTE = re.compile(r" {0,3}>")
_NUMBER = re.compile(r"(?:attempt[ \t]+)?#?([0-9]{1,6})(?![\w.-])", re.ASCII | re.IGNORECASE)
_FILLER = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Invisible characters that Unicode counts among letters and marks."""


@dataclass(frozen=True)
class SlashCommand:
    """What a person asks of healbot in a comment."""

    verb: Verb | None
    """``None`` for a verb that there is not."""
    hint: str = ""
    """What ``retry`` is told, over several lines perhaps; `MAX_HINT` characters at most."""
    number: int | None = None
    """The attempt to go back to, 0 for the base; ``None`` when none was named."""

    @property
    def problem(self) -> str:
        """Why it cannot be done, in one sentence; ``""`` when it can."""
        if self.verb is None:
            return "healbot knows no such command."
        if self.verb == "rollback" and self.number is None:
            return "Which attempt? Name its number; 0 is the state before all attempts."
        return ""


def slash_command(text: str) -> SlashCommand | None:
    """Returns the first command in a comment, ``None`` when it holds none."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in _spoken(lines):
        found = _COMMAND.match(line.replace("\xa0", " ").rstrip())  # as some keyboards write it
        if found:
            return _command((found[1] or "").strip(), lines[number + 1 :])
    return None


def _spoken(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yields the lines, with their index, that the author of a comment says."""
    fence, is_hidden = "", False
    for number, line in enumerate(lines):
        if is_hidden:
            is_hidden = "-->" not in line
            continue
        found = _FENCE.match(line)
        if fence:
            if found and found[1].startswith(fence) and not found[2].strip():
                fence = ""
        elif _QUOTE.match(line):
            continue
        elif found:
            fence = found[1]
        else:
            is_hidden = "<!--" in line and "-->" not in line.rpartition("<!--")[2]
            yield number, line


def _command(words: str, following: list[str]) -> SlashCommand:
    verb, _, rest = words.replace("\t", " ").partition(" ")
    match verb.lower():
        case "retry":
            return SlashCommand("retry", hint=clean_hint("\n".join((rest, *following))))
        case "rollback":
            found = _NUMBER.match(rest.strip())
            return SlashCommand("rollback", number=int(found[1]) if found else None)
        case "explain":
            return SlashCommand("explain")
        case "stop":
            return SlashCommand("stop")
    return SlashCommand(None)


def clean_hint(text: str) -> str:
    """Returns what a reader of `text` sees, cut to `MAX_HINT` characters.

    Control, invisible and direction characters could tell a model what no reviewer saw.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    seen = (char for char in _FILLER.sub("", text) if char == "\n" or _is_seen(char))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(map(str.rstrip, "".join(seen).split("\n")))).strip()
    if len(text) <= MAX_HINT:
        return text
    return text[: MAX_HINT - 1].rstrip() + "…"


def _is_seen(char: str) -> bool:
    return char.isprintable() or unicodedata.category(char) == "Zs"
