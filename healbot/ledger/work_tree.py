"""Writes a patch to the user's files: the only code that touches them, and only when asked."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from healbot.core.errors import EnvironmentProblem, Refused
from healbot.core.source import MAX_SOURCE_BYTES, SourceFile
from healbot.filesystem import read_regular


def apply_to_work_tree(
    root: Path, base: Mapping[str, SourceFile], patched: Mapping[str, SourceFile]
) -> None:
    """Replaces the files of `base` by those of `patched` in the work tree at `root`.

    Raises `Refused`, before anything is written, when a file is not what it was in `base`: the
    user's own changes are in the way.
    """
    for path in patched:
        current = read_regular(root, path, MAX_SOURCE_BYTES)
        if current is not None and current.data == patched[path].data:
            continue
        if current is None or path not in base or current.data != base[path].data:
            raise Refused(
                f"{path} has changes that healbot did not see when it healed it.",
                hint="Put them away or commit them, then run healbot fix again; the fix is also "
                "on its branch.",
            )
    for path, file in patched.items():
        _replace(root / path, file)


def _replace(path: Path, file: SourceFile) -> None:
    """Writes the file next to its place and moves it there: a reader sees the old or the new."""
    temporary: str | None = None
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(file.data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(path.stat().st_mode & 0o7777)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        raise EnvironmentProblem(
            f"{path} could not be written: {error.strerror}.",
            hint="The fix is on its branch: healbot apply writes it later.",
        ) from error
