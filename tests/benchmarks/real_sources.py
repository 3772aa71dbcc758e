"""Real packages for `tests.benchmarks.real_projects`: fetched, unpacked, installed, found green."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import time
import tomllib
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIST = Path(__file__).with_name("real_projects.toml")
SUITE_TIMEOUT = 300.0
_GENERATED = "__pycache__/\n*.egg-info/\n.pytest_cache/\n.hypothesis/\n"


class NotPrepared(Exception):
    """A project could not be fetched or installed, or its suite is not green here."""


@dataclass(frozen=True)
class Break:
    """One way in which somebody broke a project."""

    name: str
    file: str
    old: str
    new: str
    target: str
    """The failing test case or test file, as `healbot fix` takes it."""
    shows: str
    """The exception that the target fails with."""

    def apply(self, root: Path) -> None:
        """Breaks the project at `root`; raises `NotPrepared` unless `old` occurs exactly once."""
        path = root / self.file
        text = path.read_bytes().decode("utf-8")
        if text.count(self.old) != 1:
            raise NotPrepared(f"{self.file}: {self.old!r} occurs {text.count(self.old)} times")
        path.write_bytes(text.replace(self.old, self.new).encode("utf-8"))


@dataclass(frozen=True)
class Pin:
    """A release of a package and its breaks."""

    name: str
    version: str
    requires: tuple[str, ...]
    editable: bool
    runner: str
    """``pytest`` or ``unittest``."""
    suite: tuple[str, ...]
    """Arguments of the runner for the whole suite."""
    breaks: tuple[Break, ...]


def pins() -> list[Pin]:
    """Returns the projects of the list beside this file."""
    data = tomllib.loads(LIST.read_text("utf-8"))
    return [_pin(entry) for entry in data["project"]]


def _pin(entry: dict[str, Any]) -> Pin:
    return Pin(
        name=entry["name"],
        version=entry["version"],
        requires=tuple(entry["requires"]),
        editable=entry.get("editable", False),
        runner=entry.get("runner", "pytest"),
        suite=tuple(entry.get("suite", ())),
        breaks=tuple(Break(**item) for item in entry["break"]),
    )


@dataclass(frozen=True)
class Ready:
    """A project whose suite was found green."""

    pin: Pin
    folder: Path
    """Everything that belongs to it in the cache."""
    suite_seconds: float

    @property
    def original(self) -> Path:
        """The tree as it was released."""
        return self.folder / "original"

    @property
    def root(self) -> Path:
        """The tree to break; an editable install points here, so its path never changes."""
        return self.folder / "project"

    @property
    def python(self) -> Path:
        """The interpreter of the project's virtual environment."""
        return self.folder / "venv" / "bin" / "python"

    def restore(self) -> Path:
        """Returns `root`, made anew from the release and without a repository."""
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self.original, self.root, symlinks=True)
        return self.root

    def exclude_generated(self) -> None:
        """Tells the repository in `root` to ignore what test runs and installs write."""
        (self.root / ".git" / "info").mkdir(exist_ok=True)
        (self.root / ".git" / "info" / "exclude").write_text(_GENERATED)

    def run(self, arguments: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
        """Runs the project's own runner in `root`, outside of any sandbox."""
        if self.pin.runner == "unittest":
            command = [str(self.python), "-m", "unittest", *arguments]
        else:
            command = [str(self.python.with_name("pytest")), "-q", *arguments]
        return subprocess.run(
            command,
            cwd=self.root,
            env={**_environment(), "HOME": str(self.folder / "home")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SUITE_TIMEOUT,
            check=False,
        )

    def run_target(self, target: str) -> subprocess.CompletedProcess[str]:
        """Runs what `healbot fix TARGET` would run."""
        return self.run((target,))

    def run_suite(self) -> subprocess.CompletedProcess[str]:
        """Runs the whole suite."""
        return self.run(self.pin.suite)


def prepare(pin: Pin, cache: Path) -> Ready:
    """Returns the project, ready to be broken; what is in the cache already is not made again.

    Raises `NotPrepared`.
    """
    folder = cache / f"{pin.name}-{pin.version}"
    stamp = folder / "green"
    ready = Ready(pin, folder, 0.0)
    wanted = f"{pin.requires} {pin.editable} {sys.version_info[:3]} {sys.executable}"
    if stamp.is_file() and stamp.read_text("utf-8").startswith(wanted):
        seconds = float(stamp.read_text("utf-8").rpartition(" ")[2])
        return Ready(pin, folder, seconds)
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "home").mkdir(parents=True)
    venv.create(folder / "venv", with_pip=True)
    _unpack(_download(ready, cache / "sdists"), ready.original)
    ready.restore()
    if pin.requires:
        _pip(ready, "install", *pin.requires)
    if pin.editable:
        _pip(ready, "install", "--editable", str(ready.root))
    ready.restore()
    started = time.perf_counter()
    done = ready.run_suite()
    seconds = time.perf_counter() - started
    if done.returncode:
        raise NotPrepared(
            f"{pin.name}: its suite is not green\n{(done.stdout + done.stderr)[-2000:]}"
        )
    stamp.write_text(f"{wanted} {seconds:.2f}", "utf-8")
    return Ready(pin, folder, seconds)


def _download(ready: Ready, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    pin = ready.pin
    pattern = f"{pin.name.replace('-', '_')}-{pin.version}.tar.gz"
    if not list(folder.glob(pattern)):
        requirement = f"{pin.name}=={pin.version}"
        _pip(
            ready, "download", "--no-deps", "--no-binary", pin.name, "-d", str(folder), requirement
        )
    found = list(folder.glob(pattern))
    if not found:
        raise NotPrepared(f"{pin.name}: no {pattern} came")
    return found[0]


def _unpack(archive: Path, target: Path) -> None:
    holder = target.with_name("unpacked")
    with tarfile.open(archive) as opened:
        opened.extractall(holder, filter="data")
    (inner,) = holder.iterdir()
    inner.rename(target)
    holder.rmdir()


def _pip(ready: Ready, *arguments: str) -> None:
    done = subprocess.run(
        [str(ready.python), "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments],
        capture_output=True, text=True, check=False, cwd=ready.folder,
    )  # fmt: skip
    if done.returncode:
        raise NotPrepared(f"{ready.pin.name}: pip {arguments[0]} failed\n{done.stderr[-2000:]}")


def _environment() -> dict[str, str]:
    kept = ("PATH", "LANG", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ}
