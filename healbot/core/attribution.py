"""Whose name stands on healbot's commits."""

from __future__ import annotations

import re
from dataclasses import dataclass

BOT = ("healbot", "healbot@localhost")
"""Who commits unless the settings say otherwise; healbot never takes the user's name by itself."""
_IDENTITY = re.compile(r"([^<>\x00-\x1f]{1,100}?) <([^<>@\s]{1,100}@[^<>@\s]{1,150})>\Z")


@dataclass(frozen=True)
class Signature:
    """The author of a commit, who is its committer too, and who else is named in it."""

    author: tuple[str, str] = BOT
    """Name and e-mail address."""
    co_author: str = ""
    """``Name <address>``, or ``""``."""

    @classmethod
    def of(cls, author: str | None, co_author: str | None = None) -> Signature:
        """Returns the signature that two settings ``Name <address>`` stand for."""
        return cls((author and identity_in(author)) or BOT, co_author or "")

    def under(self, message: str) -> str:
        """Returns a commit message whose last paragraph are trailers with the co-author added."""
        if not self.co_author:
            return message
        return f"{message.rstrip()}\nCo-authored-by: {self.co_author}\n"


BY_HEALBOT = Signature()
"""What stands on commits unless the settings say otherwise."""


def identity_in(text: str) -> tuple[str, str] | None:
    """Returns the name and the address of ``Name <address>``, ``None`` for anything else."""
    found = _IDENTITY.match(text)
    if found is None or not text.isprintable() or found[1] != found[1].strip():
        return None
    return found[1], found[2]
