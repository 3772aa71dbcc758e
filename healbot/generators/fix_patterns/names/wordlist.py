"""Word lists in data tables, written as running text."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """Returns the words of `text`."""
    return tuple(text.split())
