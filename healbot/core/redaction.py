"""Takes secrets out of text before it is shown, stored, committed or sent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from healbot.core.encoded_forms import base64_forms, encoded_forms
from healbot.core.key_shapes import Span, key_spans

MASK = "***"
MIN_SECRET_LENGTH = 6
"""Shorter values are too common in ordinary text to be masked."""
_REST_OF_BASE64 = re.compile("[A-Za-z0-9+/_-]?={0,2}")


class Redactor:
    """Masks exact secret values, also when they are encoded, and what has the shape of a key."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """`secrets` are values, such as `healbot.core.secret_values.secret_values` finds."""
        values = {secret for secret in secrets if len(secret) >= MIN_SECRET_LENGTH}
        forms = {form for value in values for form in encoded_forms(value)}
        self._forms = sorted(form for form in forms if len(form) >= MIN_SECRET_LENGTH)
        self._base64 = sorted({form for value in values for form in base64_forms(value)})

    def redact(self, text: str) -> str:
        """Returns `text` with each secret replaced by ``***``; it keeps its number of lines."""
        spans = [*self._values(text), *key_spans(text)]
        return _masked(text, spans) if spans else text

    def _values(self, text: str) -> Iterator[Span]:
        for form in self._forms:
            yield from _occurrences(form, text)
        for form in self._base64:
            for start, end in _occurrences(form, text):
                rest = _REST_OF_BASE64.match(text, end)
                yield start, rest.end() if rest else end


def _occurrences(form: str, text: str) -> Iterator[Span]:
    start = text.find(form)
    while start >= 0:
        yield start, start + len(form)
        start = text.find(form, start + 1)


def _masked(text: str, spans: list[Span]) -> str:
    """Returns `text` with what lies in `spans` masked, line by line."""
    pieces: list[str] = []
    position = 0
    for start, end in _merged(spans):
        pieces += (text[position:start], "\n".join([MASK] * (text.count("\n", start, end) + 1)))
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def _merged(spans: list[Span]) -> Iterator[Span]:
    """Yields spans in order; those that overlap or touch as one."""
    spans.sort()
    start, end = spans[0]
    for next_start, next_end in spans[1:]:
        if next_start <= end:
            end = max(end, next_end)
        else:
            yield start, end
            start, end = next_start, next_end
    yield start, end
