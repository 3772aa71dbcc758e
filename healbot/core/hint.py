"""What a reviewer said about the fixes so far: it guides the next attempts."""

from __future__ import annotations

from dataclasses import dataclass

MAX_HINT = 4000
"""Characters of a hint that are kept."""
MAX_AUTHOR = 100
"""Characters of a name that are kept."""


@dataclass(frozen=True)
class Hint:
    """A reviewer's words."""

    text: str
    author: str = ""
    """Who said it, as they call themselves; ``""`` when that is not known."""
    after: int = 0
    """How many attempts had been made when it was said."""

    @property
    def said_by(self) -> str:
        """Returns the author, or a word for an unknown one."""
        return self.author or "a reviewer"
