"""The lines of a hunk of a diff, as models write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_COUNTS = re.compile(r"^@@+ +-(\d{1,9})(?:,(\d{1,9}))? +\+(\d{1,9})(?:,(\d{1,9}))? *@@")


@dataclass
class Hunk:
    """One hunk; what stood before and after."""

    header: str = ""
    """The line that begins with ``@@``; ``""`` when there was none."""
    old: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    last_sign: str = ""
    """The first character of its last line."""
    _changed: bool = False
    _blanks: int = 0
    """Empty lines at the end: context, or only the space before what follows."""

    def add(self, line: str) -> bool:
        """Takes one line; returns whether it belongs to a hunk."""
        sign, rest = line[:1], line[1:]
        if line.startswith("\\ "):
            return True  # "No newline at end of file"
        if not line.strip() and sign not in ("+", "-"):
            self._blanks += 1
            return True
        if sign not in (" ", "\t", "+", "-"):
            return False
        self._flush_blanks()
        if sign == "\t":  # the space before it was left out
            rest = line
        if sign != "+":
            self.old.append(rest)
        if sign != "-":
            self.new.append(rest)
        self._changed = self._changed or sign in "+-"
        self.last_sign = sign
        return True

    def add_context(self, line: str) -> None:
        """Takes a line of context that lacks the space before it."""
        self._flush_blanks()
        self.old.append(line)
        self.new.append(line)
        self.last_sign = " "

    def _flush_blanks(self) -> None:
        self.old += [""] * self._blanks
        self.new += [""] * self._blanks
        self._blanks = 0

    @property
    def is_change(self) -> bool:
        """Whether a line is added or removed."""
        return self._changed

    @property
    def begins_file(self) -> bool:
        """Whether the header says that there was nothing before."""
        counts = _COUNTS.match(self.header)
        return bool(counts and counts.group(1) == "0" and counts.group(2) == "0")

    @property
    def is_complete(self) -> bool:
        """Whether it holds as many lines as its header says, or more."""
        counts = _COUNTS.match(self.header)
        if counts is None:
            return False
        old, new = (int(count) if count else 1 for count in (counts.group(2), counts.group(4)))
        return len(self.old) + self._blanks >= old and len(self.new) + self._blanks >= new


def joined(lines: Sequence[str]) -> str:
    """Returns `lines` as a text."""
    return "".join(line + "\n" for line in lines)
