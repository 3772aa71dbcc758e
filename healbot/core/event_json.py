"""Reads a JSON object of a stranger's making field by field; every surprise is a `UsageError`."""

from __future__ import annotations

import json
from collections.abc import Mapping

from healbot.core.errors import UsageError

MAX_BYTES = 32 * 1024 * 1024
"""GitHub's own limit for an event is 25 MB."""
HINT = "healbot reads the event that GitHub Actions puts at GITHUB_EVENT_PATH, unchanged."
_LARGEST_ID = 2**63 - 1


class EventObject:
    """A JSON object and the place it has in the event, for messages."""

    def __init__(self, fields: Mapping[str, object], place: str = "") -> None:
        self._fields = fields
        self._place = place

    def _name(self, key: str) -> str:
        return f"{self._place}.{key}" if self._place else key

    def _wrong(self, key: str, kind: str) -> UsageError:
        problem = f"is not {kind}" if self.has(key) else "is missing"
        return UsageError(f"This is not such an event: {self._name(key)} {problem}.", hint=HINT)

    def has(self, key: str) -> bool:
        """Whether there is a field of this name that is not null."""
        return self._fields.get(key) is not None

    def child(self, key: str) -> EventObject:
        """Returns the object in a field; raises `UsageError` when there is none."""
        value = self._fields.get(key)
        if not isinstance(value, dict):
            raise self._wrong(key, "an object")
        return EventObject(value, self._name(key))

    def child_or_none(self, key: str) -> EventObject | None:
        """Returns the object in a field, ``None`` where it is missing or null."""
        return self.child(key) if self.has(key) else None

    def children(self, key: str) -> tuple[EventObject, ...]:
        """Returns the objects in a list, none where the list is missing."""
        values = self._fields.get(key) or []
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self._wrong(key, "a list of objects")
        return tuple(EventObject(value, f"{self._name(key)}[]") for value in values)

    def text(self, key: str, otherwise: str | None = None) -> str:
        """Returns a text that can be encoded; `otherwise` where it is missing or null.

        Raises `UsageError` for another type, and for a missing text without `otherwise`.
        """
        if otherwise is not None and not self.has(key):
            return otherwise
        value = self._fields.get(key)
        if not isinstance(value, str):
            raise self._wrong(key, "a text")
        return value.encode("utf-8", "replace").decode("utf-8")  # "\ud800" is valid JSON

    def number(self, key: str, otherwise: int | None = None) -> int:
        """Returns a positive whole number below 2**63; `otherwise` where it is missing or null."""
        if otherwise is not None and not self.has(key):
            return otherwise
        value = self._fields.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= _LARGEST_ID:
            raise self._wrong(key, "a positive whole number")
        return value

    def flag(self, key: str) -> bool:
        """Returns a boolean; false where it is missing or null."""
        value = self._fields.get(key)
        if value is not None and not isinstance(value, bool):
            raise self._wrong(key, "true or false")
        return value is True


def parse_event(text: str | bytes) -> EventObject:
    """Returns the object that `text` holds.

    Raises `UsageError` when it is too large, no JSON, or JSON of another shape.
    """
    if len(text) > MAX_BYTES:
        size = f"{len(text) // 1024**2} MiB"
        raise UsageError(f"The event is larger than any of GitHub's: {size}.", hint=HINT)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:  # also not UTF-8, and numbers without end
        raise UsageError("The event is not JSON.", hint=HINT) from error
    if not isinstance(value, dict):
        raise UsageError("The event is JSON, but no object.", hint=HINT)
    return EventObject(value)
