"""Remembers until the next start of the machine what was found to work on it.

Only ever that something works: where it has stopped working, it fails by itself, and closed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from pathlib import Path

_FILE = "works-here"
_KEPT = 200
"""Lines; the newest are kept."""


class Memory:
    """One fact."""

    def __init__(self, *fact: str | Path) -> None:
        """`fact` is what works; of a file in it, its size and time belong to the fact."""
        self._line = hashlib.sha256(
            "\0".join([*_machine(), *map(_told, fact)]).encode()
        ).hexdigest()

    def holds(self) -> bool:
        """Whether it was found to be so before."""
        return self._line in _lines()

    def keep(self) -> None:
        """Writes it down; does nothing where nothing can be kept."""
        lines = _lines()
        if self._line not in lines:
            _write([*lines, self._line][-_KEPT:])

    def drop(self) -> None:
        """Forgets it."""
        lines = _lines()
        if self._line in lines:
            _write([line for line in lines if line != self._line])


def _machine() -> list[str]:
    """What tells this start of this machine, or container, and this user from others."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii")
        spaces = [str(Path(f"/proc/self/ns/{name}").stat().st_ino) for name in ("mnt", "user")]
    except OSError:
        return [secrets.token_hex(16)]  # nothing is remembered
    return [boot, *spaces, str(os.getuid())]


def _told(part: str | Path) -> str:
    if isinstance(part, Path) and part.is_file():
        status = part.stat()
        return f"{part} {status.st_size} {status.st_mtime_ns}"
    return str(part)


def _folder() -> Path | None:
    """The user's own folder of this start of the machine, or else the cache folder."""
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    if runtime.is_absolute() and _is_private(runtime):
        return runtime / "healbot"
    cache = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if cache.is_absolute():
        return cache / "healbot"
    try:
        return Path.home() / ".cache" / "healbot"
    except RuntimeError:
        return None


def _is_private(folder: Path) -> bool:
    try:
        status = folder.stat()
    except OSError:
        return False
    return status.st_uid == os.getuid() and not status.st_mode & 0o077


def _lines() -> list[str]:
    folder = _folder()
    try:
        return (folder / _FILE).read_text("ascii").split() if folder else []
    except (OSError, ValueError):
        return []


def _write(lines: list[str]) -> None:
    """At one stroke; of two that write at once the later one wins, which costs a trial run."""
    folder = _folder()
    if folder is None:
        return
    new = folder / f"{_FILE}.{secrets.token_hex(8)}"
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        new.write_text("\n".join(lines) + "\n", "ascii")
        new.replace(folder / _FILE)
