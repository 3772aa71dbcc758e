"""Which pattern answers which failure, without importing the patterns: a heal needs few of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module

from healbot.generators.fix_patterns.pattern import FixPattern


@dataclass(frozen=True)
class Answers:
    """What a pattern answers to."""

    exceptions: tuple[str, ...]
    """Class names without modules."""
    words: tuple[str, ...] = ("",)
    """One of them is part of every message that the pattern understands."""

    def includes(self, exception: str, message: str) -> bool:
        """Whether the pattern may understand a failure."""
        return exception in self.exceptions and any(word in message for word in self.words)


class PatternTable:
    """The patterns of one package; each is a module of its name that is imported on first use."""

    def __init__(self, package: str, answers: Mapping[str, Answers]) -> None:
        """`answers` by the pattern's name; the order decides between equally sure fixes."""
        self._package = package
        self.answers = answers

    def __iter__(self) -> Iterator[FixPattern]:
        """All patterns."""
        return (self._load(name) for name in self.answers)

    def matching(self, exception: str, message: str) -> Iterator[FixPattern]:
        """Yields the patterns that may understand a failure."""
        for name, answers in self.answers.items():
            if answers.includes(exception, message):
                yield self._load(name)

    def _load(self, name: str) -> FixPattern:
        pattern = import_module(f"{self._package}.{name}").PATTERN
        assert isinstance(pattern, FixPattern)  # noqa: S101 - a module of our own
        return pattern
