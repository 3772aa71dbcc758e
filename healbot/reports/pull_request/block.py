"""A part of the body that is shown whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


def fitting(
    blocks: Sequence[Block], room: int, size: Callable[[str], int]
) -> tuple[list[Block], list[Block]]:
    """Returns the blocks whose `size` together fits into `room`, and those that do not fit.

    Those of the highest rank are dropped first, of one rank the first ones: of details that is the
    oldest attempt. Blocks of `Rank.ALWAYS` stay, whatever their size.
    """
    sizes = [size(block.text) + 2 for block in blocks]
    total = sum(sizes)
    order = sorted(range(len(blocks)), key=lambda i: (-blocks[i].rank, i))
    dropped: set[int] = set()
    for i in order:
        if total <= room or blocks[i].rank is Rank.ALWAYS:
            break
        dropped.add(i)
        total -= sizes[i]
    kept = [block for i, block in enumerate(blocks) if i not in dropped]
    return kept, [blocks[i] for i in sorted(dropped)]
