"""A keyword used as a name: ``class = 3``, ``def f(from, to)``, ``item.lambda``.

The keyword gets the trailing underscore of PEP 8 wherever the code uses it as a name; where it is
a keyword it stays, and so do texts. An attribute is renamed only when the file itself defines it.
"""

from __future__ import annotations

from collections.abc import Iterator

from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, LooseToken
from healbot.generators.fix_patterns.syntax.structure.f_strings import renamed_in_f_strings
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.sketch import Sketch
from healbot.generators.fix_patterns.syntax.structure.words import KEYWORDS, VALUE_KEYWORDS

_ASSIGNS = frozenset({"=", "+=", "-=", "*=", "/=", "//=", "%=", "|=", "&="})
_BEHIND_NAME = _ASSIGNS | frozenset(
    {",", ")", "]", "}", ":", ".", "+", "*", "/", "//", "%", "==", "!=", "<", ">", "<=", ">=",
     "in", "is", "and", "or", "if", "else", "for", "[", "|", "&", "not", "->"}
)  # fmt: skip
_BEFORE_NAME = frozenset(
    {"(", ",", "[", "{", "=", "+", "-", "*", "/", "//", "%", "==", "!=", "<", ">", "<=", ">=",
     "return", "in", "and", "or", "not", "if", "elif", "while", "for", "as", "import", "**", ":",
     "else", "is", "lambda", "+=", "-=", "del", "global", "nonlocal", "yield"}
)  # fmt: skip
_NEVER = VALUE_KEYWORDS | {"and", "or", "not", "else", "if", "elif", "in", "is", "for"}
"""Keywords that nobody takes for a name, or that are too often real to tell."""


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    for word in _words(sketch):
        new = f"{word}_"
        while sketch.names[new]:
            new += "_"
        uses = [token for token in sketch.code if token.text == word and _is_name(sketch, token)]
        owned = any(_defines(sketch, token) for token in uses)
        if not owned:
            continue
        why = f"`{word}` is a keyword and cannot be a name; PEP 8 adds an underscore."
        edits = [sketch.replace(token, new) for token in uses]
        edits += renamed_in_f_strings(sketch, word, new)
        yield Candidate(tuple(edits), 0.92, why)


def _words(sketch: Sketch) -> list[str]:
    """Keywords used as names on the error's lines."""
    found = [
        token.text
        for line in sketch.suspects
        for token in line.tokens
        if token.text in KEYWORDS - _NEVER and _is_name(sketch, token)
    ]
    return list(dict.fromkeys(found))


def _defines(sketch: Sketch, token: LooseToken) -> bool:
    """Whether a use gives the name its value: an assignment, a parameter, a loop, an alias."""
    before, after = sketch.before(token), sketch.after(token)
    if before is not None and before.text in {"def", "class", "as", "for"}:
        return True
    around = sketch.brackets.inside.get(token.start)
    if after is not None and after.text in _ASSIGNS:
        return around is None or _in_definition(sketch, token)
    at = sketch.logical_at(token.line)
    line = sketch.logical_lines[at] if at is not None else None
    if line is not None and line.first.text == "for" and around is None:
        return any(t.text == "in" and t.start > token.start for t in line.tokens)
    if after is not None and after.text == "," and around is None and line is not None:
        return "=" in line.texts
    return _in_definition(sketch, token)


def _in_definition(sketch: Sketch, token: LooseToken) -> bool:
    """Whether a token is a parameter of a ``def`` or ``lambda``."""
    at = sketch.logical_at(token.line)
    line = sketch.logical_lines[at] if at is not None else None
    if line is None:
        return False
    before = sketch.before(token)
    if before is not None and before.text == "lambda":
        return True
    inside = sketch.brackets.inside.get(token.start)
    return (
        line.keyword == "def"
        and inside is not None
        and before is not None
        and (before.text in {"(", ",", "*", "**"})
    )


def _is_name(sketch: Sketch, token: LooseToken) -> bool:
    """Whether the tokens around a keyword leave it only as a name."""
    before, after = sketch.before(token), sketch.after(token)
    at = sketch.logical_at(token.line)
    line = sketch.logical_lines[at] if at is not None else None
    if token.kind is not Kind.NAME or line is None:
        return False
    if before is not None and before.text == "." and line.first.text != "from":
        return True
    if before is not None and before.text in {"def", "class"}:
        return True
    ends_line = after is None or after.start > line.last.start
    if token is line.first:
        return (
            not ends_line
            and after is not None
            and after.text in _ASSIGNS | {".", ",", "["} - {"*="}
            and (token.text, after.text)
            not in {
                ("return", "["),
                ("del", "["),
                ("assert", "["),
                ("from", "."),
                ("yield", "["),
                ("await", "["),
                ("yield", ","),
                ("return", ","),
            }
        )
    if before is None or before.text not in _BEFORE_NAME:
        return False
    if token.text == "yield" and before.text in {"=", "("}:
        return False
    if token.text == "lambda" and after is not None and after.text in {":", "*", "**"}:
        behind = sketch.after(after)
        product = after.text != ":" and behind is not None and behind.kind is Kind.NUMBER
        return line.keyword == "def" or product
    if token.text == "import" and line.first.text == "from":
        return False
    return ends_line or (after is not None and (after.text in _BEHIND_NAME or after.text == "-"))
