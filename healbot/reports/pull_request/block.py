"""A part of the body that is shown whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Rank(IntEnum):
    """How soon a part is dropped when there is no room; the highest first."""

    ALWAYS = 0
    FLAGS = 1
    CAUSE = 2
    EVIDENCE = 3
    ATTEMPTS = 4
    COST = 5
    CHANGE = 6
    DETAILS = 7


@dataclass(frozen=True)
class Block:
    """Markdown in which all foreign text is inert already."""

    text: str
    rank: Rank
    what: str = ""
    """What is missing when it is dropped, such as ``the evidence``; of details the number."""
    whole: str = ""
    """The same at full length, when `text` is shortened."""
