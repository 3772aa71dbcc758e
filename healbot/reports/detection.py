"""What ``healbot detect`` shows: how the project is tested, and what fails, grouped."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from healbot.core.failure_groups import FailureGroup
from healbot.reports.console import print_table
from healbot.reports.errors import one_line

if TYPE_CHECKING:
    from rich.console import Console

    from healbot.reports.console import PlainConsole

SCHEMA_VERSION = 1
MAX_MATRIX = 256
"""GitHub Actions starts no more jobs from one matrix."""
_SHOWN_TESTS = 3
_MAX_NAME = 80


@dataclass(frozen=True)
class Detection:
    """What was found."""

    kind: str
    """``pytest``, ``unittest``, ``doctest``, ``script`` or ``command``."""
    command: str
    """As a person would type it."""
    cwd: str
    """Where it was run, relative to the project root."""
    reason: str
    """Why it was chosen; empty when the user named it."""
    groups: tuple[FailureGroup, ...]
    """What fails; empty when all is well."""
    others: tuple[str, ...] = ()
    """Other ways to test the project, such as ``tox (configured in tox.ini)``."""
    other_projects: tuple[str, ...] = ()


def print_detection(out: Console | PlainConsole, found: Detection) -> None:
    """Prints what was run and a table of what fails."""
    where = "" if found.cwd == "." else f" in {found.cwd}"
    why = f": {found.reason}" if found.reason else ""
    out.print(one_line(f"{found.command}{where}{why}"), style="bold")
    if found.others:
        out.print(one_line(f"also seen: {', '.join(found.others)}"), style="dim")
    if found.other_projects:
        out.print(one_line(f"other projects: {', '.join(found.other_projects)}"), style="dim")
    if not found.groups:
        out.print("nothing fails", style="green")
        return
    out.print()
    rows = [(g.headline, _named(g.tests), g.fingerprint[:8]) for g in found.groups]
    print_table(out, ("failure", "tests", "id"), rows)
    count, tests = len(found.groups), sum(len(group.tests) for group in found.groups)
    where = f" in {_counted(tests, 'test')}" if tests else ""  # a command reports no tests
    out.print(f"{_counted(count, 'different failure')}{where}.", style="bold red")


def _named(tests: Sequence[str]) -> str:
    more = len(tests) - _SHOWN_TESTS
    return ", ".join(tests[:_SHOWN_TESTS]) + (f" and {more} more" if more > 0 else "")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def detection_as_json(found: Detection) -> dict[str, Any]:
    """Returns the detection as plain data for `json.dumps`."""
    return {
        "version": SCHEMA_VERSION,
        "kind": "detection",
        "runner": found.kind,
        "command": found.command,
        "cwd": found.cwd,
        "reason": found.reason,
        "others": list(found.others),
        "other_projects": list(found.other_projects),
        "failures": [
            {"fingerprint": g.fingerprint, "headline": g.headline, "tests": list(g.tests)}
            for g in found.groups
        ],
    }


def detection_as_matrix(found: Detection) -> tuple[str, int]:
    """Returns a matrix for GitHub Actions in one line, and how many failures it leaves out.

    Each entry heals one failure: ``name`` for people, ``target`` and ``kind`` for ``healbot fix
    TARGET --as KIND`` at the project root. The target is the first test of the group. A command
    has one entry at most, the command itself: ``healbot fix --command TARGET``.
    """
    if found.kind == "command":
        names = [found.groups[0].headline] if found.groups else []
        entries = [_entry(name, found.command, "command") for name in names]
        return _one_line(entries), 0
    entries = [
        _entry(group.headline, _from_root(group.tests[0], found), found.kind)
        for group in found.groups
        if group.tests
    ]
    return _one_line(entries[:MAX_MATRIX]), max(len(entries) - MAX_MATRIX, 0)


def _from_root(test: str, found: Detection) -> str:
    if found.cwd == ".":
        return test
    dotted = found.kind == "unittest" and "/" not in test
    return f"{found.cwd.replace('/', '.')}.{test}" if dotted else f"{found.cwd}/{test}"


def _entry(name: str, target: str, kind: str) -> dict[str, str]:
    """Returns an entry; its name is one line without characters that steer a terminal."""
    shown = " ".join(one_line(name).split())
    if len(shown) > _MAX_NAME:
        shown = shown[: _MAX_NAME - 1] + "…"
    return {"name": shown, "target": target, "kind": kind}


def _one_line(entries: list[dict[str, str]]) -> str:
    # ASCII: a line separator in a test's name would end the line of the output file.
    return json.dumps({"include": entries}, separators=(",", ":"), ensure_ascii=True)
