"""Real repositories in temporary folders, and the real command line run in them.

Dates, names and configuration are fixed, nothing of the developer's own Git settings is read.
`GitProject.healbot` is the one way by which the end-to-end tests reach healbot: set
``HEALBOT_COMMAND`` to run them against an installed console script.
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONFIG = """\
[user]
	name = Ada Tester
	email = ada@example.invalid
[init]
	defaultBranch = main
[protocol "file"]
	allow = always
"""
DATE = "2026-11-02T10:00:00+0000"
_KEPT = ("PATH", "LANG", "SYSTEMROOT", "HEALBOT_SANDBOX")
_HEALBOTS_OWN = ("objects", "healbot", "refs/heads/healbot", "logs/refs/heads/healbot")


def healbot_command() -> list[str]:
    """Returns how to start healbot: the source tree, or what ``HEALBOT_COMMAND`` says."""
    command = os.environ.get("HEALBOT_COMMAND")
    return shlex.split(command) if command else [sys.executable, "-m", "healbot"]


@dataclass(frozen=True)
class Result:
    """What a command showed."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.stdout)

    @property
    def said(self) -> str:
        """Both streams, for a message of a failing test."""
        return f"exit code {self.exit_code}\n{self.stdout}\n--- stderr\n{self.stderr}"


class GitProject:
    """A repository, with a home folder and a temporary folder of its own beside it."""

    def __init__(self, folder: Path, name: str = "project", *, git: bool = True) -> None:
        """Makes the repository in `folder`; a plain folder unless `git`."""
        self.root = folder / name
        self.home = folder / "home"
        self.temporary = folder / "tmp"
        for made in (self.root, self.home, self.temporary):
            made.mkdir(exist_ok=True, parents=True)
        self.config = self.home / ".gitconfig"
        if not self.config.exists():
            self.config.write_text(CONFIG)
        self.environment = {name: os.environ[name] for name in _KEPT if name in os.environ} | {
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "TMPDIR": str(self.temporary),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_DATE": DATE,
            "GIT_COMMITTER_DATE": DATE,
        }
        if git and not (self.root / ".git").exists():
            self.git("init", "--quiet")

    # Files and Git -----------------------------------------------------------------------------

    def write(self, path: str, content: str | bytes, mode: int = 0o644) -> Path:
        """Writes a file of the project; text goes out as UTF-8 with the line ends it has."""
        full = self.root / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(content.encode() if isinstance(content, str) else content)
        full.chmod(mode)
        return full

    def read(self, path: str) -> bytes:
        """Returns a file's bytes."""
        return (self.root / path).read_bytes()

    def git_bytes(
        self,
        *arguments: str | bytes,
        stdin: bytes | None = None,
        check: bool = True,
        environment: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> bytes:
        """Returns what a git command printed, as bytes."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=cwd or self.root,
            env={**self.environment, **(environment or {})},
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
        )
        if check and done.returncode:
            raise AssertionError(f"git {arguments}: {done.stderr.decode(errors='replace')}")
        return done.stdout

    def git(self, *arguments: str, **options: Any) -> str:
        """Returns what a git command printed, without the last newline."""
        return self.git_bytes(*arguments, **options).decode("utf-8", "surrogateescape").rstrip("\n")

    def commit(self, message: str = "work") -> str:
        """Commits everything; returns the id."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def branches(self) -> list[str]:
        """Returns the healbot branches."""
        names = self.git("for-each-ref", "--format=%(refname:short)", "refs/heads").split()
        return [name for name in names if name.startswith(("healbot/", "healbot-"))]

    def fsck(self) -> None:
        """Raises `AssertionError` unless every object is sound."""
        self.git("fsck", "--strict", "--full", "--no-dangling")

    def subjects(self, branch: str) -> list[str]:
        """Returns the subjects of a branch's commits, oldest first, down to the user's history."""
        return self.git("log", "--reverse", "--format=%s", branch).split("\n")

    # healbot -----------------------------------------------------------------------------------

    def healbot(
        self,
        *arguments: str,
        cwd: Path | None = None,
        environment: Mapping[str, str] | None = None,
        stdin: bytes | None = None,
        timeout: float = 120.0,
        prefix: Sequence[str] = (),
    ) -> Result:
        """Runs ``healbot ARGUMENTS`` in the project and returns what it showed."""
        done = subprocess.run(
            [*prefix, *healbot_command(), *arguments],
            cwd=cwd or self.root,
            env={**self.environment, **(environment or {})},
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            timeout=timeout,
        )
        return Result(
            done.returncode,
            done.stdout.decode("utf-8", "surrogateescape"),
            done.stderr.decode("utf-8", "surrogateescape"),
        )

    def start_healbot(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Starts ``healbot ARGUMENTS`` as the leader of a process group of its own."""
        return subprocess.Popen(
            [*healbot_command(), *arguments],
            cwd=self.root,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def fix(self, *arguments: str, **options: Any) -> Result:
        """Runs ``healbot fix ARGUMENTS``."""
        return self.healbot("fix", *arguments, **options)

    # What must not change ----------------------------------------------------------------------

    def users(self) -> dict[str, str]:
        """Returns everything that is the user's: files, index, HEAD, config, hooks, refs, reflogs.

        Work tree files come with mode and modification time. Objects and healbot's own refs are
        left out.
        """
        found: dict[str, str] = {}
        for path in sorted(self.root.rglob("*")):
            name = path.relative_to(self.root).as_posix()
            inner = name.removeprefix(".git/")
            if inner != name and (path.is_dir() or inner.startswith(_HEALBOTS_OWN)):
                continue
            found[name] = _described(path, dated=not name.startswith(".git"))
        found["refs"] = "\n".join(
            line
            for line in self.git(
                "for-each-ref", "--format=%(refname) %(objectname)", check=False
            ).split("\n")
            if not line.startswith("refs/heads/healbot")
        )
        return found

    def leftovers(self) -> list[str]:
        """Returns what lies in the temporary folder; of a file its end as well."""
        found = sorted(self.temporary.iterdir())
        return [
            f"{entry.name}: {entry.read_text()[-500:]}" if entry.is_file() else entry.name
            for entry in found
        ]


def _described(path: Path, *, dated: bool) -> str:
    status = path.lstat()
    mode = stat.S_IMODE(status.st_mode)
    if stat.S_ISLNK(status.st_mode):
        return f"link to {path.readlink()}"
    if not stat.S_ISREG(status.st_mode):
        return f"{stat.S_IFMT(status.st_mode):o} {mode:o}"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"file {mode:o} {digest}" + (f" {status.st_mtime_ns}" if dated else "")


def processes_of(marker: str) -> list[int]:
    """Returns the ids of running processes whose environment or command line holds `marker`."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            text = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if marker.encode() in text and state not in "ZX":
            found.append(int(entry.name))
    return found


def wait_until_gone(marker: str, seconds: float) -> list[int]:
    """Waits until no process of `marker` runs; returns those that still do."""
    deadline = time.monotonic() + seconds
    while (left := processes_of(marker)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def kill(process: subprocess.Popen[bytes], number: int = signal.SIGKILL) -> None:
    """Sends a signal to a process that may have ended."""
    if process.poll() is None:
        process.send_signal(number)
