"""Puts a project's virtual environment beside a copy of the project, so that it imports the copy.

An editable install leaves absolute paths in ``site-packages``: in ``.pth`` files, in import hooks
(setuptools), in links (``flit install --symlink``). ``PYTHONPATH`` alone cannot stand in for them:
it comes before the standard library, and ``python -I`` and child processes with an environment of
their own do not see it. So the copy gets a venv whose packages are links to the real ones, and in
which the few files that name the project name the copy instead.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_MAX_TEXT = 1024 * 1024
"""Larger files in ``bin`` and ``site-packages`` are programs, not text that names a folder."""
_TEXT_SUFFIXES = (".py", ".pth", ".egg-link")
_Each = Callable[[str, "os.DirEntry[str]"], None]


@dataclass(frozen=True)
class RelocatedVenv:
    """What a venv consists of; made once, laid out for each copy."""

    venv: Path
    folders: tuple[str, ...]
    """Folders of its own, relative to the venv, parents first."""
    links: tuple[tuple[str, str], ...]
    """(path relative to the venv, what it links to)."""
    texts: tuple[tuple[str, bytes, int], ...]
    """(path, content, mode) of the files that name the project or the venv."""
    project_links: tuple[tuple[str, str], ...]
    """(path, path in the project that it links to)."""

    @property
    def building(self) -> tuple[str, ...]:
        """Import hooks that build the project when it is imported (meson-python), by file name.

        A build folder is full of absolute paths, and a copy of it builds from the original.
        """
        return tuple(
            path.rpartition("/")[2]
            for path, data, _ in self.texts
            if path.endswith("_loader.py") and b"MesonpyMetaFinder" in data
        )

    def lay_out(self, target: Path, roots: Sequence[Path], copy: Path) -> None:
        """Makes the venv at `target`, which must not exist, for `copy` instead of the project.

        `roots` are all paths that lead to the project.
        """
        moves = [(self.venv, target), (self.venv.resolve(), target)]
        moves += [(root, copy) for root in roots]
        target.mkdir(parents=True)
        for folder in self.folders:
            (target / folder).mkdir()
        for path, end in self.links:
            (target / path).symlink_to(end)
        for path, inside in self.project_links:
            (target / path).symlink_to(copy / inside)
        for path, data, mode in self.texts:
            for old, new in moves:
                data = _named(old, new, data)
            (target / path).write_bytes(data)
            (target / path).chmod(mode | stat.S_IRUSR)


def relocated_venv(interpreter: Path, roots: Sequence[Path]) -> RelocatedVenv | None:
    """Reads the venv of `interpreter`; ``None`` when it is in none or links are not to be had.

    `roots` are all paths that lead to the project, the one without links first.

    Nothing is run, and nothing but regular files is read: the venv may be one that the repository
    brings.
    """
    venv = interpreter.parent.parent
    if os.name == "nt" or not (venv / "pyvenv.cfg").is_file():
        return None
    reader = _Reader(venv, roots)
    try:
        reader.read()
    except OSError:
        return None
    return RelocatedVenv(
        venv,
        tuple(reader.folders),
        tuple(reader.links),
        tuple(reader.texts),
        tuple(reader.project_links),
    )


class _Reader:
    def __init__(self, venv: Path, roots: Sequence[Path]) -> None:
        self._venv = venv.resolve()
        self._root = roots[0]
        self._named = (venv, self._venv, *roots)
        self.folders: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.texts: list[tuple[str, bytes, int]] = []
        self.project_links: list[tuple[str, str]] = []

    def read(self) -> None:
        for entry in self._entries(""):
            if entry.name == "bin" and entry.is_dir(follow_symlinks=False):
                self._fold("bin", self._program)
            elif entry.name in ("lib", "lib64") and entry.is_dir(follow_symlinks=False):
                self._fold(entry.name, self._version)
            else:
                self._link(entry.name, entry)

    def _fold(self, folder: str, each: _Each) -> None:
        self.folders.append(folder)
        for entry in self._entries(folder):
            each(f"{folder}/{entry.name}", entry)

    def _version(self, path: str, entry: os.DirEntry[str]) -> None:
        """``lib/python3.11``."""
        if entry.is_dir(follow_symlinks=False):
            self._fold(path, self._packages)
        else:
            self._link(path, entry)

    def _packages(self, path: str, entry: os.DirEntry[str]) -> None:
        if entry.name == "site-packages" and entry.is_dir(follow_symlinks=False):
            self._fold(path, self._package)
        else:
            self._link(path, entry)

    def _package(self, path: str, entry: os.DirEntry[str]) -> None:
        if entry.name == "__pycache__" and entry.is_dir(follow_symlinks=False):
            # A folder of its own: the bytecode of an import hook that names the copy must not be
            # written beside that of the real one.
            self._fold(path, self._link)
        elif not (entry.name.endswith(_TEXT_SUFFIXES) and self._text(path, entry)):
            self._link(path, entry)

    def _program(self, path: str, entry: os.DirEntry[str]) -> None:
        if not self._text(path, entry):
            self._link(path, entry)

    def _text(self, path: str, entry: os.DirEntry[str]) -> bool:
        """Takes the file in when it names the venv or the project."""
        status = entry.stat(follow_symlinks=False)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MAX_TEXT:
            return False
        with contextlib.suppress(OSError):
            data = Path(entry.path).read_bytes()
            if b"\0" not in data and any(_names(folder, data) for folder in self._named):
                self.texts.append((path, data, stat.S_IMODE(status.st_mode)))
                return True
        return False

    def _link(self, path: str, entry: os.DirEntry[str]) -> None:
        if not entry.is_symlink():
            self.links.append((path, entry.path))
            return
        end = Path(entry.path).readlink()
        real = Path(os.path.realpath(entry.path))
        if real.is_relative_to(self._venv) and not end.is_absolute():
            self.links.append((path, str(end)))
        elif real.is_relative_to(self._root) and not real.is_relative_to(self._venv):
            self.project_links.append((path, real.relative_to(self._root).as_posix()))
        else:
            # One step, not the whole way: Python looks for pyvenv.cfg beside the first link.
            self.links.append((path, os.path.normpath(Path(entry.path).parent / end)))

    def _entries(self, folder: str) -> Iterator[os.DirEntry[str]]:
        with os.scandir(self._venv / folder) as entries:
            yield from sorted(entries, key=lambda entry: entry.name)


def _names(folder: Path, data: bytes) -> bool:
    """Whether `data` holds the path of `folder`, and not as part of another path's name."""
    # The plain search comes first: it is much faster, and most files have nothing.
    return os.fsencode(folder) in data and _pattern(folder).search(data) is not None


def _named(old: Path, new: Path, data: bytes) -> bytes:
    if os.fsencode(old) not in data:
        return data
    return _pattern(old).sub(lambda _: os.fsencode(new), data)


@lru_cache(maxsize=64)
def _pattern(folder: Path) -> re.Pattern[bytes]:
    return re.compile(rb"(?<![\w./-])" + re.escape(os.fsencode(folder)) + rb"(?![\w.-])")
