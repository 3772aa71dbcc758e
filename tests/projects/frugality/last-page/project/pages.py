"""Splits a list of results into numbered pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


class PageNotFound(LookupError):
    """There is no page of that number."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page with its place among the others."""

    number: int
    pages: int
    items: tuple[T, ...]

    @property
    def has_next(self) -> bool:
        return self.number < self.pages

    @property
    def has_previous(self) -> bool:
        return self.number > 1


class Paginator(Generic[T]):
    """Gives out pages of at most `size` items."""

    def __init__(self, items: Sequence[T], size: int = 10) -> None:
        if size < 1:
            raise ValueError(f"a page cannot hold {size} items")
        self._items = items
        self._size = size

    @property
    def count(self) -> int:
        """The number of pages; an empty list has one, which is empty."""
        return max(1, len(self._items) // self._size)

    def page(self, number: int) -> Page[T]:
        """Returns a page, counted from 1."""
        if not 1 <= number <= self.count:
            raise PageNotFound(f"page {number} of {self.count}")
        start = (number - 1) * self._size
        items = tuple(self._items[start : start + self._size])
        return Page(number, self.count, items)

    def __iter__(self):
        for number in range(1, self.count + 1):
            yield self.page(number)


def navigation(page: Page[object], around: int = 2) -> list[int]:
    """Returns the numbers of the pages to link from `page`."""
    first = max(1, page.number - around)
    last = min(page.pages, page.number + around)
    return list(range(first, last + 1))
