"""Reads Git objects through one ``git cat-file --batch`` that stays open."""

from __future__ import annotations

import contextlib
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from healbot.core.source import SourceFile
from healbot.ledger.commands import GitCommands, GitFailed

_COMMAND = "cat-file"
_DATE = re.compile(r" ([0-9]{1,18}) [+-][0-9]{4}$")
_HEX = frozenset("0123456789abcdef")
_FILE_MODES = {b"100644": 0o644, b"100755": 0o755}
_FOLDER_MODE = b"40000"


@dataclass(frozen=True)
class CommitObject:
    """What a commit says."""

    tree: str
    parents: tuple[str, ...]
    message: str
    seconds: int
    """When it was committed, since 1970."""


class ObjectReader:
    """The objects of one repository; safe to use from several threads."""

    def __init__(self, commands: GitCommands) -> None:
        self._commands = commands
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stderr: IO[bytes] | None = None

    def close(self) -> None:
        """Ends the git process."""
        with self._lock:
            self._end()

    def commit(self, commit: str) -> CommitObject:
        """Returns what `commit` (a full id) says. Raises `GitFailed` when it is no commit."""
        raw = self._read(commit, b"commit").decode("utf-8", "replace")
        head, _, message = raw.partition("\n\n")
        tree, parents, seconds = "", [], 0
        for line in head.split("\n"):
            key, _, value = line.partition(" ")
            if key == "tree":
                tree = value
            elif key == "parent":
                parents.append(value)
            elif key == "committer" and (found := _DATE.search(value)):
                seconds = int(found[1])
        return CommitObject(tree, tuple(parents), message, seconds)

    def raw(self, name: str, kind: str) -> bytes:
        """Returns the bytes of an object that must be of `kind`, such as ``commit``.

        Raises `GitFailed` when there is no such object.
        """
        return self._read(name, kind.encode())

    def exists(self, name: str) -> bool:
        """Whether there is an object with the full id `name`."""
        try:
            self._ask(name)
        except GitFailed:
            return False
        return True

    def tree(self, tree: str) -> dict[bytes, tuple[str, str]]:
        """Returns the entries of one folder: name -> mode (octal, as Git writes it) and id."""
        data = self._read(tree, b"tree")
        return {
            name: (mode.decode("ascii", "replace"), identity)
            for mode, name, identity in _entries(data, len(tree) // 2)
        }

    def file(self, tree: str, path: str) -> SourceFile | None:
        """Returns the file at `path` in a tree or commit; ``None`` when it is no regular file."""
        *folders, name = path.encode("utf-8", "surrogateescape").split(b"/")
        kind, data = self._ask(tree)
        if kind == b"commit":
            data = self._read(self.commit(tree).tree, b"tree")
        width = len(tree) // 2
        for folder in folders:
            mode, child = _entry(data, folder, width)
            if mode != _FOLDER_MODE:
                return None
            data = self._read(child, b"tree")
        mode, child = _entry(data, name, width)
        if mode not in _FILE_MODES:
            return None
        return SourceFile(path, self._read(child, b"blob"), _FILE_MODES[mode])

    def modes(self, commit: str, path: str) -> tuple[str, ...]:
        """Returns the modes (octal) of the folders on the way to `path` and of what is there.

        The way ends early where there is nothing, or something that is no folder.
        """
        found: list[str] = []
        data = self._read(self.commit(commit).tree, b"tree")
        width = len(commit) // 2
        for name in path.encode("utf-8", "surrogateescape").split(b"/"):
            mode, child = _entry(data, name, width)
            if mode:
                found.append(mode.decode())
            if mode != _FOLDER_MODE:
                break
            data = self._read(child, b"tree")
        return tuple(found)

    def _read(self, name: str, kind: bytes) -> bytes:
        found, data = self._ask(name)
        if found != kind:
            raise GitFailed(_COMMAND, None, f"bad object {name}: no {kind.decode()}")
        return data

    def _ask(self, name: str) -> tuple[bytes, bytes]:
        """Returns the kind and the content of the object with the full id `name`."""
        if not name or not _HEX.issuperset(name):  # anything else could be two questions
            raise GitFailed(_COMMAND, None, f"bad object name {name!r}")
        with self._lock:
            process = self._process or self._start()
            assert process.stdin and process.stdout  # noqa: S101 - both are pipes
            try:
                process.stdin.write(name.encode() + b"\n")
                process.stdin.flush()
                words = process.stdout.readline().split()
                if len(words) == 3:
                    data = process.stdout.read(int(words[2]))
                    if process.stdout.read(1) == b"\n":
                        return words[1], data
            except BrokenPipeError:
                words = []
            if words:
                raise GitFailed(_COMMAND, None, f"bad object {name}")
            raise self._failure(name)

    def _start(self) -> subprocess.Popen[bytes]:
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed by _end
        self._process = self._commands.start(_COMMAND, "--batch", stderr=self._stderr)
        return self._process

    def _failure(self, name: str) -> GitFailed:
        """Ends the process, which stopped in the middle, and returns what it said."""
        assert self._process and self._stderr  # noqa: S101 - it was asked
        status = self._process.wait()
        self._stderr.seek(0)
        said = self._stderr.read().decode("utf-8", "replace")
        self._end()
        return GitFailed(_COMMAND, status, said or f"unable to read {name}")

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    pipe and pipe.close()
            process.wait()
        if self._stderr is not None:
            self._stderr.close()
            self._stderr = None


def _entry(tree: bytes, name: bytes, width: int) -> tuple[bytes, str]:
    """Returns the mode and the id of an entry of a tree; empty when there is none."""
    for mode, found, identity in _entries(tree, width):
        if found == name:
            return mode, identity
    return b"", ""


def _entries(tree: bytes, width: int) -> Iterator[tuple[bytes, bytes, str]]:
    """Yields mode, name and id; an id has `width` bytes (20, or 32 with SHA-256)."""
    position = 0
    while (space := tree.find(b" ", position)) >= 0:
        end = tree.index(b"\0", space)
        mode, position = tree[position:space], end + 1 + width
        yield mode, tree[space + 1 : end], tree[end + 1 : position].hex()
