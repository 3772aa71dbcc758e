"""Copies a project into a private folder, without Git data and without ways out."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from pathlib import Path

from healbot.core.errors import EnvironmentProblem

MAX_BYTES = 2 * 1024**3
"""Larger projects are refused: each candidate needs a copy."""


def copy_project(source: Path, target: Path, max_bytes: int = MAX_BYTES) -> None:
    """Copies regular files, folders and links that stay inside; `target` must not exist.

    Left out are ``.git`` (at every level), virtual and conda environments (see `relocated_venv`),
    links that lead out, pipes, sockets and devices. Never hard links: code could write through
    them. Raises `EnvironmentProblem` above `max_bytes`.
    """
    copied = 0
    target.mkdir(mode=0o700)
    queue = [""]
    for folder in queue:
        with os.scandir(source / folder) as entries:
            for entry in entries:
                path = f"{folder}/{entry.name}" if folder else entry.name
                status = entry.stat(follow_symlinks=False)
                if stat.S_ISLNK(status.st_mode):
                    _copy_link(source, target, path)
                elif stat.S_ISDIR(status.st_mode):
                    if _is_left_out(Path(entry.path)):
                        continue
                    (target / path).mkdir()
                    queue.append(path)
                elif stat.S_ISREG(status.st_mode) and entry.name.lower() != ".git":
                    copied += status.st_size
                    if copied > max_bytes:
                        raise EnvironmentProblem(
                            f"The project has more than {max_bytes // 1024**2} MiB to copy.",
                            hint="Use the overlay sandbox, which copies nothing.",
                        )
                    _copy_file(source / path, target / path)
    # From the inside out and at the end: a folder may be read-only.
    for folder in reversed(queue):
        with contextlib.suppress(OSError):
            shutil.copystat(source / folder, target / folder)
            (target / folder).chmod(stat.S_IMODE((target / folder).stat().st_mode) | stat.S_IRWXU)


def _is_left_out(folder: Path) -> bool:
    return (
        folder.name.lower() == ".git"
        or (folder / "pyvenv.cfg").is_file()
        or (folder / "conda-meta").is_dir()
    )


def _copy_link(source: Path, target: Path, path: str) -> None:
    link = (source / path).readlink()
    base = source / Path(path).parent
    end = Path(os.path.normpath(base / link))
    # By text and by what it really leads to: a link to a link must not lead out either.
    if not end.is_relative_to(source) or not _resolves_inside(source / path, source):
        return
    with contextlib.suppress(OSError):
        (target / path).symlink_to(os.path.relpath(end, base))


def _resolves_inside(path: Path, root: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root)
    except (OSError, RuntimeError):
        # A loop leads nowhere, so not out either.
        return True


def _copy_file(source: Path, target: Path) -> None:
    """Unreadable files are left out, as they would be for the code that runs."""
    try:
        with source.open("rb") as reader, target.open("xb") as writer:
            if not _share_blocks(reader.fileno(), writer.fileno()):
                shutil.copyfileobj(reader, writer, 1024 * 1024)
        shutil.copystat(source, target, follow_symlinks=False)
    except PermissionError:
        target.unlink(missing_ok=True)


def _share_blocks(source: int, target: int) -> bool:
    """Copies inside the kernel, which on btrfs and XFS costs no space and hardly any time."""
    copy = getattr(os, "copy_file_range", None)
    if copy is None:
        return False
    moved = 0
    try:
        while chunk := copy(source, target, 1 << 30):
            moved += chunk
    except OSError:
        # Not between these file systems; nothing was written in that case.
        if moved:
            raise
        return False
    # Files in /proc and the like have no size and are copied by reading.
    return moved > 0 or os.fstat(source).st_size == 0
