"""Processes below a process, as /proc shows them; empty answers where there is no /proc."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_KIBIBYTE = 1024


@dataclass(frozen=True)
class Usage:
    """What the processes of a run use at one instant."""

    tasks: int = 0
    """Processes and threads."""
    memory: int = 0
    """Bytes of private and shared memory; shared memory is counted once for each user of it."""


def children(pid: int) -> list[int]:
    """Returns the children of a process; those of each of its threads."""
    found: list[int] = []
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return found
    for thread in threads:
        try:
            text = (thread / "children").read_text("ascii")
        except OSError:
            continue
        found += [int(word) for word in text.split()]
    return found


def descendants(roots: Iterable[int], at_most: int) -> list[int]:
    """Returns `roots` and all processes below them, breadth first, about `at_most` of them.

    The cap keeps a fork bomb from keeping its watcher busy.
    """
    found = list(dict.fromkeys(roots))
    for pid in found:
        if len(found) > at_most:
            break
        found += [child for child in children(pid) if child not in found]
    return found


def usage(pids: Iterable[int]) -> Usage:
    """Returns the sum over processes; those that are gone count nothing."""
    tasks = memory = 0
    for pid in pids:
        status = _status(pid)
        tasks += status.get("Threads", 0)
        memory += (status.get("RssAnon", 0) + status.get("RssShmem", 0)) * _KIBIBYTE
    return Usage(tasks, memory)


def proportional_memory(pids: Iterable[int]) -> int:
    """Returns bytes in use with shared pages divided among their users: exact, but slow."""
    total = 0
    for pid in pids:
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
        except OSError:
            continue
        for line in text.splitlines():
            if line.startswith(("Pss_Anon:", "Pss_Shmem:")):
                total += int(line.split()[1]) * _KIBIBYTE
    return total


def _status(pid: int) -> dict[str, int]:
    try:
        text = Path(f"/proc/{pid}/status").read_text("utf-8", "replace")
    except OSError:
        return {}
    values: dict[str, int] = {}
    for line in text.splitlines():
        name, _, rest = line.partition(":")
        if name in ("Threads", "RssAnon", "RssShmem"):
            values[name] = int(rest.split()[0])
    return values
