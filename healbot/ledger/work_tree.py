"""Writes a patch to the user's files: the only code that touches them, and only when asked."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from healbot.core.errors import EnvironmentProblem, Refused
from healbot.core.new_file import PathKind
from healbot.core.patch import NEW_FILE_MODE
from healbot.core.source import MAX_SOURCE_BYTES, SourceFile
from healbot.filesystem import WorkTreeFiles, kind_of, read_regular

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
"""Fails where something is, even a link to nothing."""
_NO_HARD_LINKS = (errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.EMLINK, errno.EACCES)


def apply_to_work_tree(
    root: Path, base: Mapping[str, SourceFile], patched: Mapping[str, SourceFile]
) -> None:
    """Replaces the files of `base` by those of `patched` in the work tree at `root`.

    A file that is absent in `base` is created, with the folders that it needs.

    Raises `Refused`, before anything is written, when a file is not what it was in `base`: the
    user's own changes are in the way; or when a new one would lie where none may be created.
    """
    waiting: dict[str, SourceFile] = {}
    for path, file in patched.items():
        current = read_regular(root, path, MAX_SOURCE_BYTES)
        if current is not None and current.data == file.data:
            continue
        waiting[path] = file
        was = base.get(path)
        if was is not None and not was.exists:
            _check_may_be_created(root, path)
        elif current is None or was is None or current.data != was.data:
            raise Refused(
                f"{path} has changes that healbot did not see when it healed it.",
                hint="Put them away or commit them, then run healbot fix again; the fix is also "
                "on its branch.",
            )
    for path, file in waiting.items():
        if base[path].exists:
            _replace(root / path, file)
        else:
            _create(root, path, file.data)


def _check_may_be_created(root: Path, path: str) -> None:
    if kind_of(root, path) not in (PathKind.MISSING, PathKind.OTHER):
        raise Refused(
            f"{path} is new in the fix, and you have something there already.",
            hint="healbot overwrites nothing of yours: move it away, or take the file from the "
            "branch.",
        )
    WorkTreeFiles(root, {}).new_file(path)  # anyone who can push can write a branch


def _replace(path: Path, file: SourceFile) -> None:
    """Writes the file next to its place and moves it there: a reader sees the old or the new."""
    temporary: str | None = None
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        _write(descriptor, file.data)
        Path(temporary).chmod(path.stat().st_mode & 0o7777)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        raise _not_written(path, error) from error


def _create(root: Path, path: str, data: bytes) -> None:
    """Writes a new file and gives it its name when it is whole; never over another one."""
    full = root / path
    temporary = full.with_name(f".{full.name}.{secrets.token_hex(6)}")
    try:
        for folder in reversed(PurePosixPath(path).parents[:-1]):
            (root / folder).mkdir(exist_ok=True)
        _write(os.open(temporary, _NEW_FILE, NEW_FILE_MODE), data)
        try:
            os.link(temporary, full)
        except OSError as error:
            if error.errno not in _NO_HARD_LINKS:
                raise
            _write(os.open(full, _NEW_FILE, NEW_FILE_MODE), data)
    except OSError as error:
        raise _not_written(full, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _write(descriptor: int, data: bytes) -> None:
    """Writes to a descriptor and closes it when the data is on the disk."""
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _not_written(path: Path, error: OSError) -> EnvironmentProblem:
    return EnvironmentProblem(
        f"{path} could not be written: {error.strerror}.",
        hint="The fix is on its branch: healbot apply writes it later.",
    )
