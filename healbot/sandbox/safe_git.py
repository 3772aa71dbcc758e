"""Runs git for reading, so that nothing of the repository's configuration runs with it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from healbot.core.secret_values import is_clearly_secret

_TIMEOUT = 300.0
"""Seconds for one git command; packing the files of a very large project takes a while."""
_SAFE = (
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.fsmonitor=false",
    "-c", "core.untrackedCache=false",
    "-c", "gc.auto=0",
    "-c", "pack.writeReverseIndex=false",
)  # fmt: skip


class SafeGit:
    """Git with hooks and file system monitors off, and neither ``GIT_*`` nor keys from outside."""

    def __init__(self, options: tuple[str, ...], environment: Mapping[str, str]) -> None:
        self._command = (shutil.which("git") or "git", *_SAFE, *options)
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("GIT_") and not is_clearly_secret(name)
        }
        self._environment = kept | {
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_NO_LAZY_FETCH": "1",
            "LC_ALL": "C.UTF-8",
            **environment,
        }

    def run(self, *arguments: str, stdin: bytes | None = None) -> bytes:
        """Returns what git printed. Raises `subprocess.CalledProcessError`."""
        return subprocess.run(
            [*self._command, *arguments],
            env=self._environment,
            input=stdin or b"",
            capture_output=True,
            timeout=_TIMEOUT,
            check=True,
        ).stdout

    def line(self, *arguments: str) -> str:
        """Returns the line that git printed."""
        return self.run(*arguments).decode("utf-8", "surrogateescape").rstrip("\n")

    def maybe(self, *arguments: str) -> str | None:
        """Returns the line that git printed; ``None`` when it failed."""
        try:
            return self.line(*arguments)
        except subprocess.CalledProcessError:
            return None

    def works(self, *arguments: str) -> bool:
        """Whether git ended well."""
        return self.maybe(*arguments) is not None


class UsersRepository(SafeGit):
    """The user's repository, which is only read."""

    def __init__(self, root: Path) -> None:
        super().__init__(("-C", str(root)), {})
        self.root = root

    def holds(self, folder: str) -> bool:
        """Whether files below `folder` (relative to the root) are tracked, or none can tell."""
        listed = self.maybe("--literal-pathspecs", "ls-files", "-z", "--", folder)
        return listed is None or listed != ""
