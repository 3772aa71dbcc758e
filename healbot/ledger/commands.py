"""Runs git commands in a fixed, clean environment."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING

from healbot.core.errors import EnvironmentProblem
from healbot.core.secret_values import is_clearly_secret

if TYPE_CHECKING:
    from git import Git

_SAFE_OPTIONS = (
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.fsmonitor=false",
    "-c", "core.untrackedCache=false",
    "-c", "gc.auto=0",
    "-c", "maintenance.auto=false",
    "-c", "core.quotePath=false",
)  # fmt: skip


def clean_environment() -> dict[str, str]:
    """Returns the environment for git: no ``GIT_*`` from outside, no prompts, fixed messages.

    Nor keys and tokens: git has no use for them, and other programs of the same user can read the
    environment of a git process that runs for long.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") and not is_clearly_secret(name)
    }
    return kept | {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_ADVICE": "0",
        "LC_ALL": "C.UTF-8",
    }


class GitFailed(EnvironmentProblem):
    """A git command failed; `stderr` holds what it said."""

    def __init__(self, command: str, status: int | None, stderr: str, stdout: str = "") -> None:
        said = next((line for line in stderr.splitlines() if line.strip()), "no reason given")
        super().__init__(f"git {command} failed: {said.strip()}", hint=_hint(stderr))
        self.status = status
        self.stderr = stderr
        self.stdout = stdout


def _hint(stderr: str) -> str:
    text = stderr.lower()
    if "no space left" in text or "out of diskspace" in text or "file too large" in text:
        return "The disk is full. Nothing of yours was changed; free some space and run it again."
    if "permission denied" in text or "read-only" in text or "insufficient permission" in text:
        return "healbot writes its branch into the repository: make .git writable for you."
    if any(
        word in text for word in ("unable to unpack", "corrupt", "bad object", "unable to read")
    ):
        return "The repository is damaged: git fsck says where."
    if "dubious ownership" in text:
        return "Git does not trust this folder's owner: see git help config, safe.directory."
    return "Nothing of yours was changed."


class GitCommands:
    """Runs git in one folder through GitPython's command layer.

    Nothing of the caller's ``GIT_*`` variables reaches it.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        """`environment` is all that git gets."""
        self._folder = folder
        self._environment = dict(environment)

    def with_variables(self, variables: Mapping[str, str]) -> GitCommands:
        """Returns the same with more variables in git's environment."""
        return GitCommands(self._folder, {**self._environment, **variables})

    def run(self, *arguments: str, stdin: bytes | None = None) -> bytes:
        """Returns what ``git ARGUMENTS`` printed. Raises `GitFailed` when it does not exit 0."""
        git = self._git
        from git.exc import GitCommandError, GitCommandNotFound

        try:
            with tempfile.TemporaryFile() as file:
                if stdin:
                    file.write(stdin)
                    file.seek(0)
                output = git.execute(
                    [*self._without_inherited(), *self._command(arguments)],
                    istream=file,
                    env=self._environment,
                    stdout_as_string=False,
                    strip_newline_in_stdout=False,
                )
        except GitCommandError as error:
            status = error.status if isinstance(error.status, int) else None
            raise GitFailed(
                arguments[0], status, _text_of(error.stderr), _text_of(error.stdout)
            ) from error
        except (GitCommandNotFound, OSError) as error:
            raise self._not_started(arguments[0], error) from error
        assert isinstance(output, bytes)  # noqa: S101 - stdout_as_string=False
        return output

    @cached_property
    def _git(self) -> Git:
        # GitPython looks for git while it is imported, and raises when there is none.
        os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
        from git import Git

        return Git(self._folder)

    def _without_inherited(self) -> list[str]:
        """Takes away the ``GIT_*`` and the keys that healbot was started with.

        GitPython lays `env` over ``os.environ`` instead of replacing it.
        """
        inherited = [
            name
            for name in os.environ
            if name not in self._environment
            and (name.startswith("GIT_") or is_clearly_secret(name))
        ]
        if not inherited or os.name == "nt":
            return []
        return ["env", *(word for name in inherited for word in ("-u", name))]

    def elsewhere(self, folder: Path, further: Mapping[str, str]) -> GitCommands:
        """Returns the same git for another folder, with `further` variables."""
        return GitCommands(folder, {**self._environment, **further})

    def start(self, *arguments: str, stderr: IO[bytes]) -> subprocess.Popen[bytes]:
        """Starts a git command that is talked to through pipes.

        Without GitPython, which leaves nobody the choice of where the errors go: into a pipe that
        is not read, git could block.
        """
        try:
            return subprocess.Popen(
                self._command(arguments),
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
            )
        except OSError as error:
            raise self._not_started(arguments[0], error) from error

    def line(self, *arguments: str) -> str:
        """Returns the output of a command that prints one line."""
        return self.run(*arguments).decode("utf-8", "surrogateescape").rstrip("\n")

    @cached_property
    def _executable(self) -> str | None:
        return shutil.which("git")

    def _command(self, arguments: tuple[str, ...]) -> list[str]:
        return [self._executable or "git", *_SAFE_OPTIONS, *arguments]

    def _not_started(self, command: str, error: Exception) -> EnvironmentProblem:
        if self._executable is None:
            return EnvironmentProblem(
                "git was not found.", hint="Install Git 2.34 or newer and put it on PATH."
            )
        return GitFailed(command, None, str(error))


def _text_of(output: object) -> str:
    """Returns what git printed without the label and the quotes that GitPython puts around it."""
    text = output.decode("utf-8", "replace") if isinstance(output, bytes) else str(output)
    text = re.sub(r"\A\s*std(?:err|out):\s*", "", text)
    return text.strip().strip("'")
