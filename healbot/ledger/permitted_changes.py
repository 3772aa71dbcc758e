"""What the trees of a session may change: text of regular files, and nothing else.

All is read from Git's objects. A tree may be made to look endless (one folder listed ten times, ten
levels deep), so that every walk here counts its steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from healbot.core.errors import HealbotError, Refused
from healbot.core.new_file import clash_among, why_not_created
from healbot.core.source import SourceFile, check_is_source
from healbot.core.tampering.context import is_configuration
from healbot.ledger.object_reader import ObjectReader
from healbot.ledger.tree_files import EXECUTABLE, FILE, FOLDER, LINK, SUBMODULE, TreeFiles

MAX_CHANGED_FILES = 100
"""Files that one session may change."""
_MAX_STEPS = 1000
_LFS = b"version https://git-lfs.github.com/spec/"
_GIT = re.compile(r"\.git(?:attributes|modules|config)?|git~\d+", re.IGNORECASE)
_WHAT = {LINK: "a symbolic link", SUBMODULE: "a submodule", FOLDER: "a folder"}

Tree = Mapping[bytes, tuple[str, str]]


class ForbiddenChange(Refused):
    """A commit changes what no fix may change."""

    def __init__(self, path: str, what: str) -> None:
        shown = path if path.isprintable() else ascii(path)
        super().__init__(
            f"{shown[:200]} {what}; healbot publishes no such commit.",
            hint="Nothing was pushed. Look who wrote that commit.",
        )


@dataclass(frozen=True)
class Change:
    """A file that a session changes."""

    before: SourceFile
    """`SourceFile.absent` when the file is new."""
    after: SourceFile


def changes_between(objects: ObjectReader, base: str, tree: str) -> dict[str, Change]:
    """Returns the files that differ between two trees (ids), by their paths.

    Raises `ForbiddenChange` unless all are regular files of at most 1 MiB whose mode is unchanged,
    or new files where healbot may make one.
    """
    at_base, at_tree = TreeFiles(objects, base), TreeFiles(objects, tree)
    found: dict[str, Change] = {}
    for path, old_mode, new_mode in _Walk(objects).differences(base, tree):
        _check_entry(path, old_mode, new_mode)
        before, after = at_base.file(path) or SourceFile.absent(path), at_tree.file(path)
        if after is None:
            raise ForbiddenChange(path, "cannot be read")
        try:
            check_is_source(path, after.data)
        except HealbotError as error:
            raise ForbiddenChange(path, f"is no source text ({error.message})") from error
        if _LFS in (before.data[: len(_LFS)], after.data[: len(_LFS)]):
            raise ForbiddenChange(path, "is kept by Git LFS")
        if not before.exists and (reason := why_not_created(path, at_base)):
            raise Refused(reason, hint="Nothing was pushed. Look who wrote that commit.")
        found[path] = Change(before, after)
    clash = clash_among(path for path, change in found.items() if not change.before.exists)
    if clash:
        raise Refused(clash, hint="Nothing was pushed. Look who wrote that commit.")
    return found


def is_never_pushed(path: str) -> bool:
    """Whether a path configures CI or the test run: no commit that does is pushed."""
    return is_configuration(path)


def _check_entry(path: str, old_mode: str, new_mode: str) -> None:
    if not path.isprintable():  # control and bidi characters, bytes that are not UTF-8
        raise ForbiddenChange(path, "has a name that does not show as what it is")
    if any(_GIT.fullmatch(part.rstrip(". ")) for part in path.split("/")) or "\\" in path:
        raise ForbiddenChange(path, "belongs to Git")
    if new_mode not in (FILE, EXECUTABLE):
        raise ForbiddenChange(path, f"becomes {_WHAT.get(new_mode, 'nothing: it is deleted')}")
    if old_mode and old_mode not in (FILE, EXECUTABLE):
        raise ForbiddenChange(path, f"was {_WHAT.get(old_mode, 'something else')}")
    if old_mode and old_mode != new_mode:
        raise ForbiddenChange(path, "gets another mode")
    if new_mode != FILE and not old_mode:
        raise ForbiddenChange(path, "is new and executable")


class _Walk:
    """Compares trees, descending only where they differ."""

    def __init__(self, objects: ObjectReader) -> None:
        self._objects = objects
        self._steps = 0
        self._found = 0

    def differences(self, old: str, new: str, folder: str = "") -> Iterator[tuple[str, str, str]]:
        """Yields path, old mode and new mode of what differs; modes are ``""`` where nothing is."""
        if old == new:
            return
        self._steps += 1
        if self._steps > _MAX_STEPS or folder.count("/") > 50:
            raise ForbiddenChange(folder, "holds more folders than a fix changes")
        before, after = self._read(old), self._read(new)
        for name in sorted({*before, *after}):
            (old_mode, old_id), (new_mode, new_id) = before.get(name, _NONE), after.get(name, _NONE)
            if (old_mode, old_id) == (new_mode, new_id):
                continue
            path = folder + name.decode("utf-8", "surrogateescape")
            if FOLDER in (old_mode, new_mode) and {old_mode, new_mode} <= {FOLDER, ""}:
                yield from self.differences(old_id, new_id, path + "/")
                continue
            self._found += 1
            if self._found > MAX_CHANGED_FILES:
                raise ForbiddenChange(path, f"is one of more than {MAX_CHANGED_FILES} files")
            yield path, old_mode, new_mode

    def _read(self, tree: str) -> Tree:
        return self._objects.tree(tree) if tree else {}


_NONE = ("", "")
