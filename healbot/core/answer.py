"""What healbot answers to a command in a comment."""

from __future__ import annotations

from dataclasses import dataclass

from healbot.core.session import Session
from healbot.core.slash_command import SlashCommand


@dataclass(frozen=True)
class Result:
    """How a command ended."""

    is_done: bool
    sentence: str
    """Plain text; parts of it may be a stranger's words."""
    hint: str = ""
    """What a person can do about it; plain text too."""
    told: Session | None = None
    """The session whose story is to be told."""


@dataclass(frozen=True)
class Answer:
    """A result and what was asked."""

    command: SlashCommand
    asked_by: str
    """The login of a person with write access."""
    result: Result
