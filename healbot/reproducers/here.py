"""What a project runs on here, and how that differs from where its CI ran."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from healbot.core.runner_facts import RunnerFacts, normalised
from healbot.filesystem import read_regular

_SYSTEM_NAMES = {"linux": "Linux", "darwin": "macOS", "win32": "Windows"}
_MAX_CONFIG = 10_000
"""Bytes."""
_MAX_LISTED = 8
_MAX_DISTRIBUTIONS = 3000


@dataclass(frozen=True)
class Here:
    """What the project's code runs on here; ``""`` for what is not known."""

    python: str = ""
    """Such as ``3.12.1``."""
    system: str = sys.platform
    packages: Mapping[str, str] = field(default_factory=dict)
    """Installed versions by normalised name; empty when they are not known."""


def here_of(interpreter: Path) -> Here:
    """Returns what is known about an interpreter without running it.

    Its version is read from ``pyvenv.cfg``, or is healbot's own when it is the same program; the
    packages are those with metadata in its ``site-packages``.
    """
    prefix = interpreter.parent.parent
    return Here(_version(interpreter, prefix), sys.platform, dict(_distributions(prefix)))


def _version(interpreter: Path, prefix: Path) -> str:
    # The venv may be one that the repository brings, its pyvenv.cfg a link or a pipe.
    file = read_regular(prefix, "pyvenv.cfg", _MAX_CONFIG)
    for line in file.data.decode("utf-8", "replace").splitlines() if file else ():
        name, _, value = line.partition("=")
        if name.strip() in ("version", "version_info"):
            return ".".join(value.strip().split(".")[:3])
    if interpreter.resolve() == Path(sys.executable).resolve():
        return platform.python_version()
    name = interpreter.resolve().name.removeprefix("python")
    return name if name.replace(".", "").isdecimal() and "." in name else ""


def _distributions(prefix: Path) -> Iterator[tuple[str, str]]:
    for place in ("lib/python*/site-packages", "Lib/site-packages", "lib/python3/dist-packages"):
        for folder in sorted(prefix.glob(place))[:2]:
            for number, entry in enumerate(folder.glob("*.dist-info")):
                if number >= _MAX_DISTRIBUTIONS:
                    return
                name, _, version = entry.name.removesuffix(".dist-info").partition("-")
                if version:
                    yield normalised(name), version


def differences(there: RunnerFacts, here: Here, further: Sequence[str] = ()) -> tuple[str, ...]:
    """Returns what differs, one sentence each; what is not known on one side does not count."""
    found: list[str] = []
    if there.python and here.python and not _same_python(there.python, here.python):
        found.append(f"CI ran Python {there.python}; here it is {here.python}.")
    if there.implementation == "PyPy":
        found.append("CI ran PyPy.")
    if there.system and there.system != here.system:
        name = there.system_name or there.image or _SYSTEM_NAMES.get(there.system, there.system)
        found.append(f"CI ran on {name}; here it is {_SYSTEM_NAMES.get(here.system, here.system)}.")
    found += _of_packages(there.packages, here.packages)
    return (*found, *further)


def _same_python(there: str, here: str) -> bool:
    """Whether the two differ in nothing or in the last number only."""
    return there.split(".")[:2] == here.split(".")[:2]


def _of_packages(there: Mapping[str, str], here: Mapping[str, str]) -> list[str]:
    if not there or not here:
        return []
    other = [
        f"{name} {version} (here {here[name]})" for name, version in sorted(there.items())
        if name in here and here[name] != version
    ]  # fmt: skip
    missing = [f"{name} {version}" for name, version in sorted(there.items()) if name not in here]
    found = [f"CI had {_some(other)}."] if other else []
    return [*found, f"Not installed here: {_some(missing)}."] if missing else found


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MAX_LISTED} more" if len(names) > _MAX_LISTED else ""
    return ", ".join(names[:_MAX_LISTED]) + more
