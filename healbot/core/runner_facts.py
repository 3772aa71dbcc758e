"""What a log tells about the machine a job ran on: system, Python, packages, workspace."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MAX_PACKAGES = 500

_VERSION = r"\d{1,3}\.\d{1,3}(?:\.\d{1,3})?(?:(?:a|b|rc)\d{1,3}|t)?"
_PYTHON = (
    re.compile(rf"platform \w{{1,20}} -- (?P<kind>Python|PyPy) (?P<version>{_VERSION})"),
    re.compile(rf"Successfully set up (?P<kind>CPython|PyPy) \((?P<version>{_VERSION})"),
    re.compile(rf"Using (?P<kind>CPython|Python|PyPy) (?P<version>{_VERSION})"),
    re.compile(
        rf"  pythonLocation: .{{0,200}}?[/\\](?P<kind>Python|PyPy)[/\\](?P<version>{_VERSION})"
    ),
)
"""Best first: what pytest says of itself is what the tests ran on."""
_PLATFORM = re.compile(r"platform (?P<name>linux|darwin|win32) -- ")
_IMAGE = re.compile(r"(?:Image|Environment): (?P<image>[a-z]{2,20}-[\w.-]{1,40})$")
_PIP = re.compile(r"\s{0,8}Successfully installed (?P<names>.+)")
_UV = re.compile(
    r" {0,4}\+ (?P<name>[A-Za-z0-9][\w.-]{0,100})==(?P<version>\d[\w.!+-]{0,60})(?: |$)"
)
_WORKSPACE = (
    re.compile(r"Working directory is '(?P<path>[^']{1,300})'"),
    re.compile(r"\s{0,4}GITHUB_WORKSPACE: (?P<path>\S{1,300})$"),
)
_ROOTDIR = re.compile(r"rootdir: (?P<path>[^,]{1,300}?)(?:, (?:configfile|inifile|testpaths):|$)")
_RUNNER_FOLDER = re.compile(
    # Runners of GitHub's, runners of one's own (which call it _work), containers, Windows.
    r"(?:/(?:home|Users)/runner/_?work|/opt/[\w.-]{1,40}/_work|/__w)/[^/\s]{1,100}/[^/\s:'\",]{1,100}"
    r"|[A-Z]:\\a\\[^\\\s]{1,100}\\[^\\\s:'\",]{1,100}"
)
_SYSTEMS = {"ubuntu": "linux", "macos": "darwin", "windows": "win32"}


@dataclass(frozen=True)
class RunnerFacts:
    """What a log tells about the machine; ``""`` for what it does not tell."""

    python: str = ""
    """Such as ``3.12.1``."""
    implementation: str = ""
    """``CPython`` or ``PyPy``."""
    system: str = ""
    """As `sys.platform` names it: ``linux``, ``darwin``, ``win32``."""
    system_name: str = ""
    """For people: ``Ubuntu 24.04.3 LTS``."""
    image: str = ""
    """Such as ``ubuntu-24.04``."""
    workspace: str = ""
    """Where the repository was checked out, POSIX separators."""
    test_root: str = ""
    """pytest's root folder relative to the workspace, ``"."`` for the workspace itself."""
    packages: Mapping[str, str] = field(default_factory=dict)
    """Versions of what was installed, by normalised name (PEP 503)."""


def normalised(name: str) -> str:
    """Returns a package's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


class FactsReader:
    """Takes a log's lines one by one."""

    def __init__(self) -> None:
        self._python: dict[int, tuple[str, str]] = {}
        self._system = self._image = self._workspace = self._rootdir = ""
        self._system_lines: list[str] = []
        self._in_system = False
        self._packages: dict[str, str] = {}

    def feed(self, text: str, mark: str) -> None:
        """Takes a line."""
        if mark:
            self._in_system = mark == "group" and text == "Operating System"
            return
        if self._in_system and len(self._system_lines) < 4:
            self._system_lines.append(text.strip()[:40])
        for rank, pattern in enumerate(_PYTHON):
            if rank not in self._python and (found := pattern.match(text)):
                self._python[rank] = (found["kind"], found["version"])
        if found := _PLATFORM.match(text):
            self._system = found["name"]
        if not self._image and (found := _IMAGE.match(text)):
            self._image = found["image"]
        if found := _ROOTDIR.match(text):
            self._rootdir = found["path"].replace("\\", "/")
        self._find_workspace(text)
        if len(self._packages) < MAX_PACKAGES:
            self._packages |= dict(_installed(text))

    def _find_workspace(self, text: str) -> None:
        if self._workspace:
            return
        for pattern in _WORKSPACE:
            if found := pattern.match(text):
                self._workspace = found["path"].replace("\\", "/")
                return
        if "work/" in text or "/__w/" in text or ":\\a\\" in text:
            folder = _RUNNER_FOLDER.search(text[:1000])
            path = folder[0].replace("\\", "/") if folder else ""
            if not any(part.startswith("_") for part in path.split("/")[-2:]):  # _temp, _actions
                self._workspace = path

    def facts(self) -> RunnerFacts:
        """Returns what the lines told."""
        kind, version = self._python[min(self._python)] if self._python else ("", "")
        named = self._image.partition("-")[0] or " ".join(self._system_lines[:1]).lower()
        return RunnerFacts(
            python=version,
            implementation={"Python": "CPython"}.get(kind, kind),
            system=self._system or next((s for n, s in _SYSTEMS.items() if n in named), ""),
            system_name=" ".join(line for line in self._system_lines if line),
            image=self._image,
            workspace=self._workspace,
            test_root=_relative(self._rootdir, self._workspace),
            packages=dict(list(self._packages.items())[:MAX_PACKAGES]),
        )


def _relative(path: str, root: str) -> str:
    if not path or not root:
        return ""
    if path.rstrip("/") == root.rstrip("/"):
        return "."
    inside = path.removeprefix(root.rstrip("/") + "/")
    return inside if inside != path and ".." not in inside.split("/") else ""


def _installed(text: str) -> Iterable[tuple[str, str]]:
    if found := _PIP.match(text):
        for word in found["names"].split()[:MAX_PACKAGES]:
            name, dash, version = word.rpartition("-")
            if dash and name and version[:1].isdigit():
                yield normalised(name), version
    elif found := _UV.match(text):
        yield normalised(found["name"]), found["version"]
