"""What a model may ask about the project: to read a file, or to search for a text.

Answers show what a prompt would show: no secrets, no files that hold keys, nothing outside of the
project. They are capped, each and in all. Whatever is asked, there is an answer.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from healbot.core.model_call import Tool, ToolCall, ToolResult
from healbot.core.source import SourceFile
from healbot.generators.language_model.project_walk import walk
from healbot.generators.language_model.shown_files import may_be_shown
from healbot.generators.language_model.shown_source import numbered, shown_lines
from healbot.generators.language_model.untrusted_text import one_line, sanitiser
from healbot.ports import ProjectFiles

MAX_LINES = 200
"""Lines of a file in one answer."""
MAX_CHARACTERS = 8000
"""Characters of one answer."""
MAX_MATCHES = 40
MAX_MATCH = 200
"""Characters of a line that was found."""
MAX_SEARCHED_FILES = 2000
MAX_SEARCHED_BYTES = 20 * 1024 * 1024
MAX_ARGUMENT = 200
"""Characters of a text to search for, and of a pattern for paths."""

TOOLS = (
    Tool(
        "read_file",
        "Shows lines of a project file, or the names in a folder. Use it only when what you were "
        "shown is not enough.",
        {
            "type": "object",
            "properties": {
                "path": {"type": "string"},
                "first_line": {"type": "integer"},
                "last_line": {"type": "integer"},
            },
            "required": ["path"],
            "additionalProperties": False,
        },
    ),
    Tool(
        "search",
        "Finds lines of project files that contain a text; case is ignored.",
        {
            "type": "object",
            "properties": {
                "text": {"type": "string"},
                "paths": {"type": "string", "description": "such as *.py"},
            },
            "required": ["text"],
            "additionalProperties": False,
        },
    ),
)


@dataclass
class Allowance:
    """What may still be looked at; one for a whole session."""

    calls: int = 20
    characters: int = 60_000


class _Declined(Exception):
    """The answer is that there is none, and why."""


class ProjectTools:
    """Answers what a model asks about one state of the project."""

    tools = TOOLS

    def __init__(
        self,
        files: ProjectFiles,
        redact: Callable[[str], str] = str,
        allowance: Allowance | None = None,
    ) -> None:
        """`redact` takes secrets out of a text; `allowance` is used up by the answers."""
        self._files = files
        self._sanitise = sanitiser(redact)
        self._allowance = Allowance() if allowance is None else allowance
        self._shown: dict[str, tuple[str, ...]] = {}

    def answer(self, call: ToolCall) -> ToolResult:
        """Returns the answer to `call`; an error is an answer, too."""
        if self._allowance.calls <= 0 or self._allowance.characters <= 0:
            return ToolResult(call.id, "Nothing more can be looked at. Answer now.", is_error=True)
        self._allowance.calls -= 1
        try:
            text, is_error = self._answer(call), False
        except _Declined as reason:
            text, is_error = str(reason), True
        text = _cut(text, min(MAX_CHARACTERS, self._allowance.characters))
        self._allowance.characters -= len(text)
        return ToolResult(call.id, text, is_error)

    def _answer(self, call: ToolCall) -> str:
        if call.name == "read_file":
            return self._read(call.arguments)
        if call.name == "search":
            return self._search(call.arguments)
        names = " and ".join(tool.name for tool in TOOLS)
        raise _Declined(f"There is no such tool; there are {names}.")

    # ---- reading ---------------------------------------------------------------------------

    def _read(self, arguments: Mapping[str, Any]) -> str:
        path = _text(arguments, "path").removeprefix("./").rstrip("/")
        source = self._source(path)
        if source is None:
            return self._listing(path)
        lines = self._lines(path, source)
        first = min(max(_number(arguments, "first_line", 1), 1), len(lines))
        last = min(_number(arguments, "last_line", len(lines)), len(lines), first + MAX_LINES - 1)
        shown = numbered(lines[first - 1 : max(last, first)], first)
        last = first + len(shown) - 1
        return "\n".join([f"{path}, lines {first}-{last} of {len(lines)}", *shown])

    def _source(self, path: str) -> SourceFile | None:
        return self._files.source(path) if may_be_shown(path) else None

    def _lines(self, path: str, source: SourceFile) -> tuple[str, ...]:
        if path not in self._shown:
            self._shown[path] = shown_lines(source, self._sanitise)
        return self._shown[path]

    def _listing(self, path: str) -> str:
        """Returns the names in a folder; declines when it is none."""
        name = one_line(self._sanitise(path), MAX_ARGUMENT) or "."
        is_root = path in ("", ".")
        names = self._names(path) if is_root or may_be_shown(path) else ()
        if names:
            return "\n".join([f"{name} is a folder with", *names])
        folder = posixpath.dirname(path)
        beside = self._names(folder) if not folder or may_be_shown(folder) else ()
        known = f" There are {', '.join(beside[:30])}." if beside else ""
        raise _Declined(f"{name} is no text file of the project that can be shown.{known}")

    def _names(self, folder: str) -> tuple[str, ...]:
        prefix = "" if folder in ("", ".") else folder + "/"
        return tuple(
            one_line(self._sanitise(name), MAX_ARGUMENT)
            for name in self._files.names(folder or ".")[:MAX_LINES]
            if may_be_shown(prefix + name.rstrip("/"))
        )

    # ---- searching -------------------------------------------------------------------------

    def _search(self, arguments: Mapping[str, Any]) -> str:
        text = _text(arguments, "text").strip("\r\n")
        pattern = arguments.get("paths")
        pattern = pattern if isinstance(pattern, str) and pattern else "*"
        if not text.strip() or len(text) > MAX_ARGUMENT or len(pattern) > MAX_ARGUMENT:
            raise _Declined(f"Give a text of 1 to {MAX_ARGUMENT} characters.")
        found: list[str] = []
        for path, source in self._searched(pattern):
            if text.casefold() in source.text.casefold():
                found += self._matches(path, source, text.casefold())
            if len(found) > MAX_MATCHES:
                return "\n".join([*found[:MAX_MATCHES], "… and more; search for a longer text"])
        if not found:
            raise _Declined("Nothing was found.")
        return "\n".join(found)

    def _searched(self, pattern: str) -> Iterator[tuple[str, SourceFile]]:
        count = size = 0
        for path in walk(self._files):
            if not (fnmatchcase(path, pattern) or fnmatchcase(posixpath.basename(path), pattern)):
                continue
            source = self._files.source(path)
            if source is None:
                continue
            count, size = count + 1, size + len(source.data)
            if count > MAX_SEARCHED_FILES or size > MAX_SEARCHED_BYTES:
                return
            yield path, source

    def _matches(self, path: str, source: SourceFile, text: str) -> Iterator[str]:
        """Yields the lines that show `text`: a search must not tell what is masked."""
        for number, line in enumerate(self._lines(path, source), 1):
            if text in line.casefold():
                yield f"{path}:{number}|{_cut(line, MAX_MATCH)}"


def _text(arguments: Mapping[str, Any], name: str) -> str:
    value = arguments.get(name)
    if not isinstance(value, str):
        raise _Declined(f"Give {name} as a string.")
    return value


def _number(arguments: Mapping[str, Any], name: str, default: int) -> int:
    """Returns a number however the model wrote it, `default` when it is none."""
    value = arguments.get(name)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    if isinstance(value, int | float) and abs(value) < 10**9:
        return int(value)
    return default


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[:limit] + "\n… (cut)"
