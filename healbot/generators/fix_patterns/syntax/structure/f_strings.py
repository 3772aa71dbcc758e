"""Names inside of f-strings, which the loose tokenizer takes for text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind
from healbot.generators.fix_patterns.syntax.structure.sketch import Sketch

_FIELD = re.compile(r"(?<!\{)(?:\{\{)*\{(?P<field>[^{}]+)")


def renamed_in_f_strings(sketch: Sketch, old: str, new: str) -> Iterator[SourceEdit]:
    """Yields the edits that rename `old` in the replacement fields of all f-strings."""
    word = re.compile(rf"(?<![\w\"']){re.escape(old)}(?![\w\"'])")
    for token in sketch.code:
        prefix = token.text[:2].lower()
        if token.kind is not Kind.STRING or "f" not in prefix.partition('"')[0].partition("'")[0]:
            continue
        for field in _FIELD.finditer(token.text):
            for match in word.finditer(field["field"]):
                start = token.start + field.start("field") + match.start()
                yield sketch.cut(start, start + len(old), new)
