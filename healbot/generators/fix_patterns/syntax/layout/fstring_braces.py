"""A brace of an f-string without its partner."""

from __future__ import annotations

import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Context, Fix
from healbot.generators.fix_patterns.syntax.layout.fstrings import FString, fstrings
from healbot.generators.fix_patterns.syntax.layout.rewriting import (
    fix_to,
    substitute,
    syntax_pattern,
)

_VALUE = re.compile(
    r"[^\W\d]\w*(?:\.\w+|\[[^\[\]{}\"']*\]|\[(?:\"\w*\"|'\w*')\]|\([^(){}\"']*\))*"
    r"(?:\s*[-+*/]\s*[\w.]+(?:\([^(){}\"']*\))?)*(?:![rsa])?(?::[^\s{}\"']*[\w%])?"
)
_BEFORE = re.compile(r"[^\W\d]\w*(?:\.\w+|\[\w+\]|\([^(){}\"']*\))*(?::[\d.,<>^+]*[a-zA-Z%]?)?$")
_MOST = 12


def _propose(context: Context) -> Iterator[Fix]:
    text = context.source.text
    names = set(re.findall(r"[^\W\d]\w*(?=\s*(?:=|,|\bin\b|\)))|(?<=\bfor )\w+", text))
    made = 0
    for found in fstrings(text):
        for after, sure, reason in _candidates(text, found, names):
            made += 1
            if made > _MOST:
                return
            yield from fix_to(context, after, reason, sure=sure, moved=sure - 0.35)


def _candidates(text: str, found: FString, names: set[str]) -> Iterator[tuple[str, float, str]]:
    if not found.closed:
        start = found.fields[-1][0] if found.fields else found.body
        match = _VALUE.match(text, start)
        reason = "A field of the f-string is not closed."
        if match is not None:
            end = match.end()
            yield text[:end] + "}" + text[end:], 0.92, reason
        quote = text.find(found.quote, start)
        if quote >= 0:
            yield text[:quote] + "}" + text[quote:], 0.85, reason
    for at in found.stray:
        match = _BEFORE.search(text[found.body : at])
        word = match[0] if match else ""
        if match is not None and re.split(r"[.\[(:]", word)[0] in names:
            begin = found.body + match.start()
            reason = f"`{word}` is a name of the program; its opening brace is missing."
            yield text[:begin] + "{" + text[begin:], 0.9, reason
        doubled = [(stray, stray, "}") for stray in found.stray]
        yield substitute(text, doubled), 0.72, "Literal braces are doubled in an f-string."


PATTERN = syntax_pattern("fstring_braces", _propose)
