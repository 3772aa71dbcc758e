"""What a model is asked to answer, and what is understood of its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MAX_REPLY_CHARACTERS = 1024 * 1024
"""Longer replies are refused unread."""
MAX_EDITS = 20
"""A fix with more edits is refused: it is no smallest edit."""
MAX_FIXES = 5
"""Three hypotheses are asked for; of many more, only the first are looked at."""


@dataclass(frozen=True)
class ProposedEdit:
    """One replacement, as the model wrote it; `edit_matching.resolve` finds its place."""

    path: str
    """Anything that the model wrote: not to be opened before it was resolved."""
    search: str
    """Present text, whole lines; ``""`` when `replace` is the whole content of the file."""
    replace: str


@dataclass(frozen=True)
class ProposedFix:
    """One explanation of the failure with the edits that belong to it."""

    diagnosis: str
    """The root cause in the model's words; ``""`` when it gave none."""
    edits: tuple[ProposedEdit, ...]
    """At least one; they are made together or not at all."""


@dataclass(frozen=True)
class Reply:
    """What a model answered: alternative fixes, or why there can be none."""

    fixes: tuple[ProposedFix, ...]
    """To be tried in turn; empty only when `cannot_fix` says why."""
    cannot_fix: str = ""


def _one_line(reason: str) -> str:
    """Returns a sentence for people, whatever of the reply it quotes."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in
                   " ".join(reason.split()))[:400]  # fmt: skip


class UnusableReply(Exception):
    """The reply holds no edit that could be understood in one way only."""

    def __init__(self, reason: str, feedback: str) -> None:
        """`reason` is one sentence for people, `feedback` what the model should do better."""
        self.reason = _one_line(reason)
        super().__init__(self.reason)
        self.feedback = feedback


class InapplicableReply(Exception):
    """The edits of a fix do not fit the project's files, or may not be made at all."""

    def __init__(self, reason: str, feedback: str) -> None:
        """`reason` is one sentence for people, `feedback` what the model should do better."""
        self.reason = _one_line(reason)
        super().__init__(self.reason)
        self.feedback = feedback


ANSWER_AGAIN = (
    "Answer with one complete JSON object and nothing else: "
    '{"fixes": [{"diagnosis": "...", "edits": [{"path": "...", "search": "...", '
    '"replace": "..."}]}], "cannot_fix": ""}.'
)
"""The end of most feedback: the format once more."""


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    # Strict structured output wants every property required and no others.
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


_TEXT = {"type": "string"}
_EDIT = _object({"path": _TEXT, "search": _TEXT, "replace": _TEXT})
_FIX = _object({"diagnosis": _TEXT, "edits": {"type": "array", "items": _EDIT}})
REPLY_SCHEMA: Mapping[str, Any] = _object(
    {"fixes": {"type": "array", "items": _FIX}, "cannot_fix": _TEXT}
)
"""JSON Schema of a reply, within what strict structured output allows at all providers.

What the fields mean stands in the prompt, once for all providers.
"""
