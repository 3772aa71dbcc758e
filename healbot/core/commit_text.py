"""Makes foreign text inert in commit messages.

A code host reads them: ``fixes #1`` closes an issue once the commit is merged, and ``[skip ci]``
in the newest commit keeps CI from running. Failures and explanations may hold either.
"""

from __future__ import annotations

import re

ZERO_WIDTH_SPACE = "\u200b"
_ISSUE = r"(?:(?:[\w.-]+/[\w.-]+)?\#\d|GH-\d|https?://\S+/\d)"
CLOSES = rf"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?={_ISSUE})"
"""Matches a closing keyword, up to the issue that stands behind it."""
SKIPS = r"\[(?=(?:skip (?:ci|actions)|(?:ci|actions) skip|no ci)\])"
"""Matches the bracket of a word that keeps CI from running."""
_CALLS = re.compile(r"(?<![\w&/])(#|@|GH-)(?=\w)|(https?):(?=//)", re.IGNORECASE)
_TRAILER = re.compile(r"^(?=Healbot-|[A-Z][A-Za-z-]*-by:)", re.MULTILINE)
_ACTS = re.compile(f"{CLOSES}|{SKIPS}", re.IGNORECASE)
_ACTS_IN_JSON = re.compile(rf"(?P<before>{CLOSES})(?P<sign>.)|(?P<bracket>{SKIPS})", re.IGNORECASE)


def inert_in_commit(text: str) -> str:
    """Returns `text` with what acts in a commit message broken by a zero-width space."""
    return _ACTS.sub(lambda found: found[0] + ZERO_WIDTH_SPACE, text)


def inert_paragraph(text: str) -> str:
    """Returns free text for a commit that is merged: it calls nobody, links nothing, signs nothing.

    The ledger's own commits keep such text, since code and tracebacks are full of it.
    """
    text = _TRAILER.sub(" ", inert_in_commit(text))
    return _CALLS.sub(lambda found: found[0] + ZERO_WIDTH_SPACE, text)


def inert_json_in_commit(text: str) -> str:
    """Returns JSON that says the same as `text`, which is ASCII, and does not act in a message."""
    return _ACTS_IN_JSON.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    sign = found["sign"] or found["bracket"]
    return f"{found['before'] or ''}\\u{ord(sign):04x}"
