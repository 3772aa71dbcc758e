"""The kinds of values: what each accepts from TOML and from an environment variable."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

_WORDS_FOR_TRUE = ("1", "true", "yes", "on")
_WORDS_FOR_FALSE = ("0", "false", "no", "off")
_MOST_WORDS = 200
_LONGEST_WORD = 400
_SHOWN = 60


class WrongValue(ValueError):
    """The value is not of the kind; the kind's `expected` says what is."""


class Kind(Protocol):
    """A type with its range. Both methods raise `WrongValue`."""

    @property
    def expected(self) -> str:
        """What fits, to follow "must be"."""

    def checked(self, value: object) -> object:
        """Returns the value of a TOML document or a flag as the settings hold it."""

    def read(self, text: str) -> object:
        """Returns the value that an environment variable holds."""


@dataclass(frozen=True)
class Whole:
    """A whole number; the limits are included."""

    low: int
    high: int

    @property
    def expected(self) -> str:
        """See `Kind`."""
        return f"a whole number from {self.low} to {self.high}"

    def checked(self, value: object) -> int:
        """See `Kind`."""
        if isinstance(value, bool) or not isinstance(value, int):
            raise WrongValue
        if not self.low <= value <= self.high:
            raise WrongValue
        return value

    def read(self, text: str) -> int:
        """See `Kind`."""
        if not re.fullmatch(r"[0-9]{1,9}", text):
            raise WrongValue
        return self.checked(int(text))


@dataclass(frozen=True)
class Seconds:
    """A length of time in seconds; the limits are included."""

    low: float
    high: float

    @property
    def expected(self) -> str:
        """See `Kind`."""
        return f"a number of seconds from {self.low:g} to {self.high:g}"

    def checked(self, value: object) -> float:
        """See `Kind`."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise WrongValue
        if not self.low <= value <= self.high:  # false for "not a number" too
            raise WrongValue
        return float(value)

    def read(self, text: str) -> float:
        """See `Kind`."""
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{0,9})?", text):
            raise WrongValue
        return self.checked(float(text))


@dataclass(frozen=True)
class Dollars(Seconds):
    """An amount of money in US dollars; the limits are included."""

    @property
    def expected(self) -> str:
        """See `Kind`."""
        return f"an amount of US dollars from {self.low:g} to {self.high:g}"


@dataclass(frozen=True)
class Switch:
    """On or off."""

    expected: str = "true or false"

    def checked(self, value: object) -> bool:
        """See `Kind`."""
        if not isinstance(value, bool):
            raise WrongValue
        return value

    def read(self, text: str) -> bool:
        """See `Kind`."""
        word = text.lower()
        if word not in _WORDS_FOR_TRUE + _WORDS_FOR_FALSE:
            raise WrongValue
        return word in _WORDS_FOR_TRUE


@dataclass(frozen=True)
class SwitchOrAuto:
    """On, off, or left to healbot."""

    expected: str = 'true, false or "auto"'

    def checked(self, value: object) -> object:
        """See `Kind`."""
        return value if value == "auto" else Switch().checked(value)

    def read(self, text: str) -> object:
        """See `Kind`."""
        return "auto" if text.lower() == "auto" else Switch().read(text)


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    @property
    def expected(self) -> str:
        """See `Kind`."""
        *first, last = (f'"{word}"' for word in self.words)
        return f"{', '.join(first)} or {last}"

    def checked(self, value: object) -> str:
        """See `Kind`."""
        if not isinstance(value, str) or value not in self.words:
            raise WrongValue
        return value

    def read(self, text: str) -> str:
        """See `Kind`."""
        return self.checked(text.lower())


@dataclass(frozen=True)
class Text:
    """One line of text that satisfies `fits`."""

    expected: str
    fits: Callable[[str], bool]

    def checked(self, value: object) -> str:
        """See `Kind`."""
        if not isinstance(value, str) or not _is_one_line(value) or not self.fits(value):
            raise WrongValue
        return value

    def read(self, text: str) -> str:
        """See `Kind`."""
        return self.checked(text)


@dataclass(frozen=True)
class Words:
    """A list of texts that each satisfy `fits`; a comma separates them in a variable."""

    expected: str
    fits: Callable[[str], bool]

    def checked(self, value: object) -> tuple[str, ...]:
        """See `Kind`."""
        if not isinstance(value, list | tuple) or len(value) > _MOST_WORDS:
            raise WrongValue
        words = tuple(Text(self.expected, self.fits).checked(word) for word in value)
        return tuple(dict.fromkeys(words))

    def read(self, text: str) -> tuple[str, ...]:
        """See `Kind`."""
        return self.checked([word.strip() for word in text.split(",") if word.strip()])


def _is_one_line(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_WORD and text.isprintable() and text.strip() == text


def described(value: object) -> str:
    """Returns a few words for a wrong value, however large or odd it is."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{shown(value)}"' if value else "an empty text"
    if isinstance(value, int):
        return str(value) if value.bit_length() < 64 else "a number of so many digits"
    if isinstance(value, float):
        return f"{value:g}" if math.isfinite(value) else "an infinite or undefined number"
    if isinstance(value, list | tuple):
        return _described_list(value)
    return "a table" if isinstance(value, dict) else "a date or time"


def _described_list(items: list[object] | tuple[object, ...]) -> str:
    if len(items) > _MOST_WORDS:
        return f"an array of {len(items)}"
    simple = [item for item in items if isinstance(item, bool | int | float | str)]
    if not simple or len(simple) < len(items):
        return "an array of something else" if items else "an empty array"
    return f"an array with {shown(', '.join(map(described, simple)))}"


def shown(text: str) -> str:
    """Returns `text` on one short line, without what could steer a terminal."""
    line = "".join(char if char.isprintable() else "\ufffd" for char in text[: _SHOWN + 1])
    return line if len(line) <= _SHOWN else line[:_SHOWN] + "…"
