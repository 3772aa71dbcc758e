r"""``"C:\Users\new"`` and ``"C:\dir\"``: backslashes of paths that Python takes for escapes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Context, Fix
from healbot.generators.fix_patterns.syntax.layout.rewriting import (
    Span,
    before,
    fix_to,
    split_lines,
    substitute,
    syntax_pattern,
)
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, LooseToken, loose_tokens

_SPLIT = re.compile(r"(?P<prefix>\w*)(?P<quote>\"\"\"|'''|\"|')(?P<body>[\s\S]*)(?P=quote)")
_BAD = re.compile(
    r"\\(?:U(?![0-9a-fA-F]{8})|u(?![0-9a-fA-F]{4})|x(?![0-9a-fA-F]{2})|N(?!\{[\w -]+\}))"
)
_DRIVE = re.compile(r"^(?:[A-Za-z]:\\(?!\\)|\\\\\w+\\(?!\\)|%\w+%\\)")
_ENDING = re.compile(
    r"""
    (?P<prefix>\b[rR])?(?P<quote>["'])
    (?P<body>(?:\w:|[.\w-]*)\\[^"'\r\n]*?)
    \\(?P=quote)(?=\s*(?:[,)\]}:+;\#%]|$|(?:for|if|in|and|or)\b))
    """,
    re.MULTILINE | re.VERBOSE,
)
"""A text with backslashes that ends in one, and what may stand behind it."""


def rewrite(text: str) -> str:
    """Returns `text` with raw strings for paths whose backslashes are no escapes."""
    if "\\" not in text:
        return text
    spans = [span for token in loose_tokens(text) for span in _raw(token)]
    bad = any(_needs(token) for token in loose_tokens(text))
    return substitute(text, spans) if bad else text


def _needs(token: LooseToken) -> bool:
    match = _SPLIT.fullmatch(token.text) if token.kind is Kind.STRING else None
    if match is None or set(match["prefix"].lower()) & set("rb"):
        return False
    return _BAD.search(match["body"].replace("\\\\", "..")) is not None


def _raw(token: LooseToken) -> Iterator[Span]:
    """Yields the raw form of a path; doubled backslashes where a raw string would change it."""
    match = _SPLIT.fullmatch(token.text) if token.kind is Kind.STRING else None
    if match is None or "\\" not in match["body"]:
        return
    prefix, body = match["prefix"], match["body"]
    if set(prefix.lower()) & set("rb") or not (_needs(token) or _DRIVE.match(body)):
        return
    mixed = "\\\\" in body or re.search(r"\\[\"']", body) or body.endswith("\\")
    if mixed or (len(match["quote"]) == 3 and not _DRIVE.match(body)):
        doubled = _BAD.sub(lambda m: "\\" + m[0], body)
        yield token.start, token.end, f"{prefix}{match['quote']}{doubled}{match['quote']}"
    else:
        yield token.start, token.end, "r" + token.text.removeprefix("u").removeprefix("U")


def double_last(text: str) -> str:
    """Returns `text` with the backslashes of paths that end in one doubled."""

    def doubled(match: re.Match[str]) -> str:
        body = re.sub(r"(?<!\\)\\(?!\\)", r"\\\\", match["body"])
        return f"{match['quote']}{body}\\\\{match['quote']}"

    return _ENDING.sub(doubled, text)


def _propose(context: Context) -> Iterator[Fix]:
    text = context.source.text
    if "\\" not in text:
        return
    reason = "The backslashes of the path are taken for escapes; "
    yield from fix_to(context, rewrite(text), reason + "a raw string keeps them.", sure=0.93)
    lines = split_lines(text)
    at = (before(context).error_line or 1) - 1
    near = list(lines)
    near[at : at + 1] = [double_last(line) for line in lines[at : at + 1]]
    for after, sure in (("".join(near), 0.93), (double_last(text), 0.92)):
        yield from fix_to(context, after, reason + "doubled they are text.", sure=sure, moved=0.6)
    both = rewrite(double_last(text))
    if both not in (rewrite(text), double_last(text)):
        yield from fix_to(context, both, reason + "they are made text.", sure=0.92)


PATTERN = syntax_pattern("windows_path", _propose)
