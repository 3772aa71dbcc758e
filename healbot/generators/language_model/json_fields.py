"""The fields of a JSON reply under the names that models give them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from healbot.generators.language_model.reply import ANSWER_AGAIN, UnusableReply

FIXES = ("fixes", "hypotheses", "proposed_fixes", "candidate_fixes", "solutions", "proposals")
EDITS = ("edits", "edit", "changes", "files", "file_edits", "modifications", "replacements")
DIAGNOSIS = (
    "diagnosis", "root_cause", "explanation", "analysis", "rationale", "reasoning", "description",
    "summary", "cause", "hypothesis", "thought",
)  # fmt: skip
CANNOT_FIX = ("cannot_fix", "can_not_fix", "cant_fix", "cannotfix", "unfixable")
PATH = ("path", "file", "file_path", "filename", "file_name", "filepath", "target_file")
SEARCH = (
    "search", "old_str", "old_string", "old", "old_text", "old_code", "original",
    "original_code", "original_text", "search_text", "find", "before",
)  # fmt: skip
REPLACE = (
    "replace", "new_str", "new_string", "new", "new_text", "new_code", "updated", "updated_code",
    "updated_text", "replacement", "replace_text", "replace_with", "after", "fixed_code",
)  # fmt: skip
CONTENT = ("content", "contents", "file_content", "full_content", "new_content", "file_text")
DIFF = ("diff", "patch", "unified_diff")
WRAPPERS = ("arguments", "parameters", "input", "args", "response", "result", "answer", "output")
"""What stands around the answer of a model that believes it calls a tool."""

_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Fields:
    """One JSON object; keys are compared in ``snake_case``."""

    def __init__(self, item: Mapping[str, object]) -> None:
        self._items: dict[str, object] = {}
        for key, value in item.items():
            name = _CAPITAL.sub("_", key.strip()).lower().replace("-", "_").replace(" ", "_")
            if name in self._items and self._items[name] != value:
                raise self._contradiction(name)
            self._items[name] = value

    def has(self, names: tuple[str, ...]) -> bool:
        """Whether one of `names` is there, whatever its value."""
        return any(name in self._items for name in names)

    def get(self, names: tuple[str, ...]) -> object:
        """Returns the value under the one of `names` that is there, else ``None``.

        Raises `UnusableReply` when two are there and differ.
        """
        found = [self._items[name] for name in names if name in self._items]
        if any(value != found[0] for value in found[1:]):
            raise self._contradiction(names[0])
        return found[0] if found else None

    def words(self, names: tuple[str, ...]) -> str:
        """Returns the first text under one of `names`, ``""`` when there is none."""
        values = (self._items.get(name) for name in names)
        return next((v.strip() for v in values if isinstance(v, str) and v.strip()), "")

    def text(self, names: tuple[str, ...]) -> str | None:
        """Returns the text under one of `names`; a list of lines is joined.

        Returns ``None`` when it is missing or null; raises `UnusableReply` when it is no text.
        """
        value = self.get(names)
        if isinstance(value, list) and all(isinstance(line, str) for line in value):
            return "\n".join(line.removesuffix("\n") for line in value)
        if value is None or isinstance(value, str):
            return value
        raise UnusableReply(
            f"The reply's {names[0]!r} is not text.", f"{names[0]} must be a string. {ANSWER_AGAIN}"
        )

    def structure(self, names: tuple[str, ...]) -> object:
        """Returns the list or object under one of `names`, also when it is JSON within a string."""
        value = self.get(names)
        if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
            try:
                return json.loads(value, strict=False)
            except (ValueError, RecursionError):
                return value
        return value

    @staticmethod
    def _contradiction(name: str) -> UnusableReply:
        return UnusableReply(
            f"The reply gives two different values for {name!r}.",
            f"Give {name} once. {ANSWER_AGAIN}",
        )
