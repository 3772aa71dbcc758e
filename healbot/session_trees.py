"""The changed files of each attempt of a session, and of the base."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from healbot.core.patch import unified_diff
from healbot.core.session import Attempt
from healbot.core.source import SourceFile
from healbot.ports import EditableFiles, SessionBranch

Files = Mapping[str, SourceFile]


class SessionTrees:
    """Keeps what was read or recorded; the rest is read from the branch when it is asked for."""

    def __init__(self, files_with: Callable[[Files], EditableFiles]) -> None:
        """`files_with` returns the project's files with some replaced."""
        self._files_with = files_with
        self._files: dict[int, Files] = {0: {}}
        self._base: dict[str, SourceFile] = {}
        self._diffs: dict[int, str] = {}
        self.branch: SessionBranch | None = None
        """What holds the attempts that earlier runs made."""

    def recorded(self, number: int, files: Files, diff: str) -> None:
        """Remembers attempt `number` as it was recorded last; the diff is that of its first time:
        from the tree that it started from."""
        self._files[number] = dict(files)
        self._diffs.setdefault(number, diff)

    def at(self, number: int) -> Files:
        """Returns the files that differ between the base (0) and attempt `number`."""
        if number not in self._files:
            assert self.branch is not None  # noqa: S101 - attempts come from a branch
            self._files[number] = self.branch.files_at(number)
        return self._files[number]

    def base_of(self, files: Files) -> dict[str, SourceFile]:
        """Returns the base's version of `files`, as it was when it was first asked for.

        Raises `Refused` when the user has no such file and none may be created there: it cannot be
        read any more, or a branch that somebody else wrote adds it.
        """
        at_base = self._files_with({})
        for path in files:
            if path not in self._base:
                self._base[path] = at_base.source(path) or at_base.new_file(path)
        return {path: self._base[path] for path in files}

    def diff_of(self, attempt: Attempt) -> str:
        """Returns what an attempt changed from the tree that it started from."""
        if attempt.number not in self._diffs:
            before, after = self.at(attempt.start), self.at(attempt.number)
            base = self.base_of({**before, **after})
            self._diffs[attempt.number] = unified_diff({**base, **before}, {**base, **after})
        return self._diffs[attempt.number]
