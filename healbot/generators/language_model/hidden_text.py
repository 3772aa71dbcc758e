"""Refuses edits that would write the mask into a file, in the place of the text that it hides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from healbot.core.redaction import MASK
from healbot.generators.language_model.reply import InapplicableReply


def check_nothing_hidden(path: str, new: Iterable[str], present: Iterable[str]) -> None:
    """Raises `InapplicableReply` when one of the `new` lines is a line of the file with a mask.

    `present` are the lines of the file, in which the text behind the mask stands.
    """
    masked = [line.strip() for line in new if MASK in line]
    if not masked:
        return
    known = {line.strip() for line in present}
    for line in masked:
        if line not in known and any(_is_filled(line.split(MASK), item) for item in known):
            raise InapplicableReply(
                f"The reply would write {MASK} into {path}, over text that was not shown.",
                f"{MASK} hides text of {path} that you cannot see. Leave this line out of your "
                f"edits: {line[:160]}",
            )


def _is_filled(pieces: Sequence[str], line: str) -> bool:
    """Whether a line is `pieces` with other text between each two of them."""
    first, *inner, last = pieces
    if not line.startswith(first) or not line.endswith(last):
        return False
    position, end = len(first), len(line) - len(last)
    for piece in inner:
        found = line.find(piece, position + 1, end)
        if found < 0:
            return False
        position = found + len(piece)
    return position < end
