"""Finds the JSON object that was asked for, wherever it stands in a reply."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from healbot.generators.language_model.json_fields import (
    CANNOT_FIX,
    CONTENT,
    DIAGNOSIS,
    DIFF,
    EDITS,
    FIXES,
    PATH,
    REPLACE,
    SEARCH,
    WRAPPERS,
    Fields,
)
from healbot.generators.language_model.lenient_json import JsonProblem, read_value
from healbot.generators.language_model.reply import (
    ANSWER_AGAIN,
    ProposedEdit,
    ProposedFix,
    Reply,
    UnusableReply,
)

DiffReader = Callable[[str], tuple[ProposedEdit, ...]]
"""Reads a unified diff that stands in a field."""

# One `[` before the object: a list of edits must be complete as a list.
_OBJECT = re.compile(
    r"""(?:\[\s*)?\{\s*(?:(?://|\#)[^\n]{0,200}\n\s*)?["'“`]?([A-Za-z_-]{1,40})["'”`]?\s*:"""
)
_LINE_START = re.compile(r"(?:^|\n|>)[ \t>]*\Z")
_UNMISTAKABLE = frozenset({*FIXES[:2], "edits", "diagnosis", "root_cause", *CANNOT_FIX})
_MAX_NESTING = 4
_MAX_TRIES = 20
"""So many objects are read to see whether they are replies: each may be as long as the text."""


def read_json(
    text: str, default_path: str | None, read_diff: DiffReader, end: int | None = None
) -> Reply | None:
    """Returns the reply that the JSON objects in `text` hold; ``None`` when none is a reply.

    Only objects that begin before `end` are looked at, and only those that are replies without
    doubt. Raises `UnusableReply` when such an object is malformed, incomplete, or holds an edit
    that is.
    """
    answer = _Answer(default_path, read_diff)
    for value in _replies(text, len(text) if end is None else end):
        answer.add(value)
    return answer.reply()


def read_other_json(text: str, default_path: str | None, read_diff: DiffReader) -> Reply | None:
    """Does the same for all objects that begin a line: bare edits, and calls of tools."""
    answer = _Answer(default_path, read_diff)
    for value in _objects(text):
        answer.add(value)
    return answer.reply()


def _replies(text: str, end: int) -> Iterator[object]:
    """Yields the values that begin with a key of replies, or hold one beside other keys."""
    position, tries = 0, _MAX_TRIES
    while (found := _OBJECT.search(text, position)) is not None and found.start() < end:
        position = found.end()
        if found.group(1).lower() in _UNMISTAKABLE:
            value, position = _read(text, found.start())
            yield value
        elif tries and _begins_line(text, found.start()):
            tries -= 1
            try:
                value, after = read_value(text, found.start())
            except JsonProblem:
                continue
            if isinstance(value, dict) and not _UNMISTAKABLE.isdisjoint(value):
                position = after
                yield value


def _objects(text: str) -> Iterator[object]:
    """Yields the values that begin a line; ends at the first that is a program's dictionary."""
    position = 0
    while (found := _OBJECT.search(text, position)) is not None:
        position = found.end()
        is_reply = found.group(1).lower() in _UNMISTAKABLE
        if not is_reply and not _begins_line(text, found.start()):
            continue
        try:
            value, position = read_value(text, found.start())
        except JsonProblem as problem:
            if not is_reply and not problem.is_cut:
                return
            raise _unreadable(problem) from None
        yield value


def _read(text: str, start: int) -> tuple[object, int]:
    try:
        return read_value(text, start)
    except JsonProblem as problem:
        raise _unreadable(problem) from None


def _begins_line(text: str, offset: int) -> bool:
    return bool(_LINE_START.search(text[max(0, offset - 80) : offset]))


def _unreadable(problem: JsonProblem) -> UnusableReply:
    return UnusableReply(
        f"The JSON of the reply {problem.reason}.",
        f"The JSON of your reply {problem.reason}. {ANSWER_AGAIN}",
    )


class _Answer:
    """Collects what the objects say."""

    def __init__(self, default_path: str | None, read_diff: DiffReader) -> None:
        self._default_path = default_path
        self._read_diff = read_diff
        self._fixes: list[ProposedFix] = []
        self._loose_edits: list[ProposedEdit] = []
        self._cannot_fix = ""
        self._is_reply = False
        self._diagnosis = ""

    def reply(self) -> Reply | None:
        """Returns all that was collected; ``None`` when nothing was a reply."""
        if self._loose_edits:
            self._fixes.append(ProposedFix(self._diagnosis, tuple(self._loose_edits)))
        if not self._fixes and not self._cannot_fix and self._is_reply:
            raise UnusableReply(
                "The reply holds no edit and does not say why.",
                f"Give at least one edit, or say in cannot_fix why there is none. {ANSWER_AGAIN}",
            )
        fixes = tuple(dict.fromkeys(self._fixes))
        return Reply(fixes, self._cannot_fix) if self._is_reply else None

    def add(self, value: object, depth: int = 0) -> None:
        """Reads one value: an answer, a fix, an edit, or something around them."""
        if isinstance(value, list) and depth < _MAX_NESTING:
            for item in value:
                self.add(item, depth + 1)
        if not isinstance(value, dict):
            return
        fields = Fields(value)
        self._read_cannot_fix(fields)
        if fields.has(FIXES):
            self._read_fixes(fields)
        elif fields.has(EDITS) or (fields.has(DIAGNOSIS) and _is_edit(fields)):
            self._read_fix(fields, "")
        elif _is_edit(fields):
            self._is_reply = True
            self._loose_edits += self._edits(fields)
        elif fields.has(WRAPPERS) and depth < _MAX_NESTING:
            self.add(fields.structure(WRAPPERS), depth + 1)
        elif fields.has((*DIAGNOSIS[:2], *CANNOT_FIX)):
            self._is_reply = True
            self._diagnosis = self._diagnosis or fields.words(DIAGNOSIS)

    def _read_cannot_fix(self, fields: Fields) -> None:
        value = fields.get(CANNOT_FIX)
        if value is True:
            value = fields.words(DIAGNOSIS) or "the model gives no reason"
        if isinstance(value, str) and value.strip().lower() not in ("", "none", "null", "n/a"):
            self._cannot_fix = self._cannot_fix or value.strip()

    def _read_fixes(self, fields: Fields) -> None:
        self._is_reply = True
        fixes = fields.structure(FIXES)
        diagnosis = fields.words(DIAGNOSIS)
        for fix in fixes if isinstance(fixes, list) else [fixes]:
            if isinstance(fix, dict):
                self._read_fix(Fields(fix), diagnosis)
            elif fix is not None:
                raise _malformed("a fix is not an object")

    def _read_fix(self, fields: Fields, diagnosis: str) -> None:
        self._is_reply = True
        edits: list[ProposedEdit] = []
        if fields.has(EDITS):
            edits = self._edit_list(fields)
        elif _is_edit(fields):
            edits = self._edits(fields)
        if edits:
            said = fields.words(DIAGNOSIS) or diagnosis
            self._fixes.append(ProposedFix(said, tuple(edits)))

    def _edit_list(self, fields: Fields) -> list[ProposedEdit]:
        items = fields.structure(EDITS)
        path = fields.text(PATH) if fields.has(PATH) else None
        if isinstance(items, dict) and not _is_edit(Fields(items)):
            return [edit for name in items for edit in self._named(name, items[name])]
        edits: list[ProposedEdit] = []
        for item in items if isinstance(items, list) else [items]:
            if isinstance(item, dict):
                edits += self._edits(Fields(item), path)
            elif item is not None:
                raise _malformed("an edit is not an object")
        return edits

    def _named(self, path: str, value: object) -> list[ProposedEdit]:
        """Reads an entry of an object that maps paths to contents or edits."""
        if isinstance(value, str):
            return [ProposedEdit(path, "", value)]
        edits: list[ProposedEdit] = []
        for item in value if isinstance(value, list) else [value]:
            if not isinstance(item, dict):
                raise _malformed("an edit is not an object")
            edits += self._edits(Fields(item), path)
        return edits

    def _edits(self, fields: Fields, outer_path: str | None = None) -> list[ProposedEdit]:
        """Reads one object that is an edit, or holds the edits of one file."""
        path = fields.text(PATH) or outer_path or self._default_path
        if fields.has(EDITS):
            nested = fields.structure(EDITS)
            return self._named(path or "", nested)
        search, replace = fields.text(SEARCH), fields.text(REPLACE)
        if fields.has(DIFF) and search is None and replace is None:
            return list(self._read_diff(fields.text(DIFF) or ""))
        if not path or not path.strip():
            raise _malformed("an edit names no file")
        if fields.has(SEARCH) and replace is not None:
            return [ProposedEdit(path, search or "", replace)]
        content = fields.text(CONTENT)
        if content is not None and not search and not replace:
            return [ProposedEdit(path, "", content)]
        missing = "search" if search is None else "replace"
        raise _malformed(f"an edit of {path[:80]} has no {missing}")


def _is_edit(fields: Fields) -> bool:
    """Whether an object holds an edit, alone or with the file it is for."""
    if fields.has(SEARCH) and fields.has(REPLACE):
        return True
    return fields.has(DIFF) or (fields.has(PATH) and fields.has((*SEARCH, *REPLACE, *CONTENT)))


def _malformed(what: str) -> UnusableReply:
    return UnusableReply(
        f"In the JSON of the reply {what}.", f"In your JSON {what}. {ANSWER_AGAIN}"
    )
