"""Reads the corpus of replies in tests/projects/replies.

A case is one text file. It begins with ``key: value`` lines: `about` says what is special and
whose habit it is, `project` names a folder below ``sources``, `default` the file that the failure
points to, `newline: crlf`, `final newline: no` and `encoding` change the sources, `expect` is one
of ``edits``, ``unusable: WORD``, ``inapplicable: WORD`` and ``cannot fix: WORD``. Sections follow,
each begun by a line ``=====> KIND ARGUMENT``:

``reply``
    Text of the model; `reply 500` repeats it. The texts of several follow each other. The line end
    before the next section is not part of it. With `escapes: yes` the character U+202E is written
    ``\\u{202e}``.
``change PATH``
    The lines that the fix takes out of the file and those it brings in, as in a diff without
    context. `change PATH 2` is that of the second fix.
``result PATH``
    The whole file afterwards.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from healbot.core.patch import Patch, apply, split_lines
from healbot.core.source import SourceFile
from healbot.generators.language_model.edit_matching import resolve
from healbot.generators.language_model.reply import ProposedFix, Reply
from healbot.generators.language_model.reply_parser import parse_reply

FOLDER = Path(__file__).parents[2] / "projects" / "replies"
_SECTION = re.compile(r"^=====> (\w+) ?(.*)\n", re.MULTILINE)
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")


class Files:
    """The `healbot.ports.ProjectFiles` of files in memory."""

    def __init__(self, sources: Mapping[str, SourceFile]) -> None:
        self.sources = dict(sources)

    def source(self, path: str) -> SourceFile | None:
        return self.sources.get(path)

    def names(self, folder: str) -> tuple[str, ...]:
        prefix = "" if folder == "." else folder + "/"
        below = [path.removeprefix(prefix) for path in self.sources if path.startswith(prefix)]
        return tuple(sorted({re.sub(r"/.*", "/", path) for path in below}))

    def knows(self, path: str) -> bool:
        return path in self.sources

    def after(self, fix: ProposedFix) -> dict[str, SourceFile]:
        """Returns the files that `fix` changes, as they are afterwards."""
        edits = resolve(fix, self)
        new = {e.path: SourceFile(e.path, b"") for e in edits if e.path not in self.sources}
        return apply({**self.sources, **new}, Patch(edits, fix.diagnosis, "test"))


@dataclass(frozen=True)
class Case:
    """One reply and what is to become of it."""

    name: str
    keys: Mapping[str, str]
    reply: str
    changes: Mapping[tuple[int, str], str]
    results: Mapping[tuple[int, str], str]

    @property
    def files(self) -> Files:
        return Files({path: SourceFile(path, self._data(text)) for path, text in self._texts()})

    @property
    def default(self) -> str | None:
        paths = [path for path, _ in self._texts()]
        return self.keys.get("default") or (paths[0] if len(paths) == 1 else None)

    def _texts(self) -> tuple[tuple[str, str], ...]:
        return _project(self.keys["project"])

    def _data(self, text: str) -> bytes:
        if self.keys.get("final newline") == "no":
            text = text.removesuffix("\n")
        if self.keys.get("newline") == "crlf":
            text = text.replace("\n", "\r\n")
        return text.encode(self.keys.get("encoding", "utf-8"))

    def parsed(self) -> Reply:
        return parse_reply(self.reply, self.files.knows, self.default)


@cache
def _project(name: str) -> tuple[tuple[str, str], ...]:
    root = FOLDER / "sources" / name
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return tuple((path.relative_to(root).as_posix(), path.read_text("utf-8")) for path in files)


def changed_lines(before: str, after: str) -> str:
    """Returns what a diff without context tells, without its headers."""
    old, new = (
        split_lines(text.replace("\r\n", "\n").removesuffix("\n") + "\n")
        for text in (before, after)
    )
    lines = list(difflib.unified_diff(old, new, n=0))[2:]
    return "".join(line for line in lines if not line.startswith("@@"))


def read_case(path: Path) -> Case:
    """Reads one file of the corpus."""
    head, *sections = _SECTION.split(path.read_bytes().decode("utf-8"))
    pairs = (line.partition(":") for line in head.splitlines() if line.strip())
    keys = {key.strip(): value.strip() for key, _, value in pairs}
    reply = ""
    tables: dict[str, dict[tuple[int, str], str]] = {"change": {}, "result": {}}
    for kind, argument, text in zip(sections[::3], sections[1::3], sections[2::3], strict=True):
        if kind == "reply":
            reply += text.removesuffix("\n") * int(argument or 1)
        else:
            place, _, number = argument.partition(" ")
            tables[kind][int(number or 1), place] = text
    if keys.get("escapes") == "yes":
        reply = _ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), reply)
    return Case(path.stem, keys, reply, tables["change"], tables["result"])


@cache
def corpus() -> tuple[Case, ...]:
    """Returns all cases, sorted by name."""
    return tuple(read_case(path) for path in sorted((FOLDER / "cases").glob("*.txt")))
