"""Where a patch may create a file: decided by its path and by what lies there, by nothing else.

Paths come from models and from branches that anyone can push. What a new file may *hold*, and
whether it may be a test, is for `healbot.core.tampering`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Protocol

from healbot.core.tampering.context import is_configuration

MAX_PART = 120
"""Bytes of one name; file systems allow 255, and names of temporary files are longer."""
MAX_PATH = 400
_SUFFIX = ".py"
_FORBIDDEN = frozenset('\\:*?"<>|~')
"""Separators, streams, wildcards and short names (``GIT~1``) of Windows."""
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_NOT_SOURCES = frozenset({"__pycache__", "site-packages", "dist-packages", "node_modules"})


class PathKind(StrEnum):
    """What lies at a path of the project."""

    MISSING = "missing"
    FOLDER = "folder"
    FILE = "file"
    LINK = "symbolic link"
    REPOSITORY = "repository of its own"
    ENVIRONMENT = "virtual environment"
    OTHER = "special file"


class Places(Protocol):
    """What lies where in the project."""

    def kind(self, path: str) -> PathKind:
        """Returns what lies at `path`; links are not followed."""

    def names(self, folder: str) -> tuple[str, ...]:
        """Returns the names in a folder (``"."`` is the root); folders end in a slash."""


def why_not_created(path: str, places: Places) -> str:
    """Returns, in one sentence, why no patch may create a file at `path`; ``""`` when it may.

    `path` is relative to the project root with POSIX separators. Allowed are plain names of Python
    files, in folders that exist or whose names are as plain.
    """
    shown = path if path.isprintable() else ascii(path)
    reason = _bad_name(path) or _bad_place(path, places)
    return f"No patch may create {shown}: {reason}." if reason else ""


def clash_among(paths: Iterable[str]) -> str:
    """Returns, in one sentence, which two paths some file systems hold for one; else ``""``."""
    known: dict[str, str] = {}
    for path in paths:
        for prefix in (*folders_of(path), path):
            other = known.setdefault(_folded(prefix), prefix)
            if other != prefix:
                return f"No patch may create both {other} and {prefix}: some file systems mix them."
    return ""


def _bad_name(path: str) -> str:
    parts = path.split("/")
    if "" in parts or len(path.encode("utf-8", "replace")) > MAX_PATH:
        return "that is no plain path below the project root"
    if not path.isprintable() or unicodedata.normalize("NFC", path) != path:
        return "its name holds characters that do not show as what they are"
    if not _FORBIDDEN.isdisjoint(path):
        return "its name holds a character with a meaning of its own"
    for part in parts:
        if part.startswith((".", "-", " ")) or part.endswith((".", " ")):
            return "no name in it may begin with a dot or a dash, or end in a dot"
        if _DEVICES.fullmatch(part) or len(part.encode()) > MAX_PART:
            return "not every file system can hold that name"
        if part.lower() in _NOT_SOURCES:
            return f"{part} is no place for sources"
    if not path.endswith(_SUFFIX) or parts[-1] == _SUFFIX:
        return "only Python files (.py) are created"
    if is_configuration(path):
        return "it would configure the tests or Python's start"
    return ""


def _bad_place(path: str, places: Places) -> str:
    above = "."
    for prefix in (*folders_of(path), path):
        kind = places.kind(prefix)
        if kind is PathKind.MISSING:
            return _bad_beginning(path, prefix, above, places)
        if prefix == path:
            return f"a {kind} is there already"
        if kind is not PathKind.FOLDER:
            return f"{prefix} is a {kind}"
        above = prefix
    raise AssertionError(path)


def _bad_beginning(path: str, missing: str, above: str, places: Places) -> str:
    """Judges the first part of `path` that is not there; `above` is the folder that holds it."""
    name = missing.rpartition("/")[2]
    for other in places.names(above):
        if _folded(other.rstrip("/")) == _folded(name):
            return f"some file systems cannot tell {name} from {other.rstrip('/')}"
    for folder in folders_of(path):
        if len(folder) >= len(missing) and folder.endswith(_SUFFIX):
            return f"{folder} is the name of a file, not of a folder"
    return ""


def folders_of(path: str) -> Iterator[str]:
    """Yields the folders of a path, outermost first."""
    for at, char in enumerate(path):
        if char == "/":
            yield path[:at]


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
