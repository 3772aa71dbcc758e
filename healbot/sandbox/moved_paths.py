"""What paths of the project mean where a copy stands in for it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path


class MovedPaths:
    """Translates words of a command and its environment."""

    def __init__(self, moves: Sequence[tuple[Path, Path]]) -> None:
        """`moves` are (old folder, new folder); the first that holds a path decides."""
        self._moves = tuple(moves)

    def word(self, word: str) -> str:
        """Returns a path of the project in the copy, any other word as it is.

        What was not copied, such as another venv, stays where it is. What exists nowhere yet, a
        file to be written, belongs into the copy.
        """
        path = Path(os.path.normpath(word)) if word else Path()
        if not path.is_absolute():
            return word
        for old, new in self._moves:
            if path.is_relative_to(old):
                moved = new / path.relative_to(old)
                if os.path.lexists(moved) or not os.path.lexists(path):
                    return str(moved)
        return word

    def words(self, value: str) -> str:
        """Translates the paths in a value such as that of ``PATH``."""
        return os.pathsep.join(self.word(entry) for entry in value.split(os.pathsep))
