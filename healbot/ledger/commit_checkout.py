"""The files of one commit in a temporary folder, as a work tree of the user's repository.

The folder is to Git what ``git worktree add`` makes, but nothing of it is written into the user's
repository: the administrative files lie in the temporary folder too and name the repository as
their common one. So branches made from there are the user's at once, and nobody's checkout moves.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from healbot.core.errors import EnvironmentProblem, Refused, UsageError
from healbot.ledger.commands import GitCommands, GitFailed, clean_environment
from healbot.ledger.plumbing import Plumbing
from healbot.locked_folder import LockedFolder, sweep

PREFIX = "healbot-commit-"
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")
_ENDS_WHEN_SLOW = ("-c", "http.lowSpeedLimit=1000", "-c", "http.lowSpeedTime=60")
"""Bytes a second over seconds, below which a transfer is given up."""
_NAME = re.compile(r"[\w.-]{1,100}\Z")


def files_of(plumbing: Plumbing, commit: str) -> tuple[str, ...]:
    """Returns the paths of all files of a commit."""
    output = plumbing.isolated.run("ls-tree", "-r", "--name-only", "-z", _checked(commit))
    return tuple(path for path in output.decode("utf-8", "surrogateescape").split("\0") if path)


def has_commit(plumbing: Plumbing, commit: str) -> bool:
    """Whether the repository has a commit with all that belongs to it."""
    try:
        plumbing.isolated.run("cat-file", "-e", f"{_checked(commit)}^{{tree}}")
    except GitFailed:
        return False
    return True


def fetch_commit(plumbing: Plumbing, commit: str, remote: str) -> None:
    """Brings a commit from a remote of the user's; no ref is made or moved.

    Raises `EnvironmentProblem` when the remote cannot be reached or does not give it.
    """
    if not _NAME.match(remote) or remote.startswith("-"):
        raise UsageError(f"{remote[:60]!r} is no name of a remote.", hint="See git remote.")
    user = GitCommands(plumbing.root, clean_environment())
    try:
        user.run(
            *_ENDS_WHEN_SLOW,
            "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules",
            "--no-auto-maintenance", "--refmap=", "--end-of-options", remote, _checked(commit),
        )  # fmt: skip
    except GitFailed as error:
        raise EnvironmentProblem(
            f"{remote} does not give the commit {commit[:12]}: {_last_line(error.stderr)}",
            hint=f"Bring it yourself: git fetch {remote} {commit}",
        ) from error


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200].rstrip(".") + "." if lines else "no reason given."


def _checked(commit: str) -> str:
    if not _COMMIT.match(commit):
        raise Refused(f"{commit[:60]!r} is no commit.", hint="It must be a full id.")
    return commit


@contextmanager
def checkout_of(plumbing: Plumbing, commit: str) -> Iterator[Path]:
    """Yields a folder with the files of `commit`; it is gone afterwards.

    No hook and no filter runs: files of Git LFS are there as Git keeps them. Links are made as the
    commit has them; submodules are empty folders.
    """
    parent = Path(tempfile.gettempdir())
    sweep(parent, PREFIX)
    folder = LockedFolder(parent, PREFIX)
    try:
        yield _checked_out(plumbing, _checked(commit), folder.path)
    finally:
        folder.remove()


def _checked_out(plumbing: Plumbing, commit: str, folder: Path) -> Path:
    tree, admin = folder / plumbing.root.name, folder / "admin"
    if tree.name in ("admin", ".lock", ""):
        tree = folder / "project"
    tree.mkdir()
    admin.mkdir()
    (admin / "HEAD").write_text(commit + "\n")
    (admin / "commondir").write_text(f"{plumbing.common_dir}\n")
    (admin / "gitdir").write_text(f"{tree / '.git'}\n")
    commands = plumbing.isolated.elsewhere(
        tree, {"GIT_INDEX_FILE": str(admin / "index"), "GIT_WORK_TREE": str(tree)}
    )
    try:
        commands.run("read-tree", commit)
        commands.run("checkout-index", "--all", "--force", f"--prefix={tree}{os.sep}")
    except GitFailed as error:  # a partial clone, a full disk, names that Git refuses
        raise EnvironmentProblem(
            f"The files of {commit[:12]} cannot be laid out: {_last_line(error.stderr)}",
            hint=f"Check it out yourself and run healbot there: git switch --detach {commit}",
        ) from error
    (tree / ".git").write_text(f"gitdir: {admin}\n")
    return tree
