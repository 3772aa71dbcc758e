"""What the fake's API reads from the real repositories behind it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

QUIET = {
    "PATH": os.environ.get("PATH", os.defpath),
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
"""The environment of every git of the fake: nothing of the developer's."""
_CONFIG = """\
[http]
	receivepack = true
[receive]
	fsckObjects = true
	hideRefs = refs/pull
[uploadpack]
	allowAnySHA1InWant = true
	allowFilter = true
[gc]
	auto = 0
"""
_FIELDS = ("%H", "%T", "%P", "%an", "%ae", "%aI", "%cn", "%ce", "%cI", "%B")
_STATUSES = {"A": "added", "D": "removed", "M": "modified", "R": "renamed", "T": "changed"}
BOT = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "GitHub"), ("EMAIL", "noreply@github.invalid"))
}


@dataclass(frozen=True)
class GitPerson:
    """Who wrote or committed, and when."""

    name: str
    email: str
    date: str


@dataclass(frozen=True)
class GitCommit:
    """A commit."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    author: GitPerson
    committer: GitPerson
    message: str


@dataclass(frozen=True)
class ChangedFile:
    """A file that differs between two commits."""

    path: str
    status: str
    sha: str
    additions: int
    deletions: int
    patch: str | None
    """``None`` for binaries."""
    old_path: str = ""


@dataclass(frozen=True)
class TreeEntry:
    """Something in a folder."""

    path: str
    kind: str
    """``blob``, ``tree`` or ``commit`` (a submodule)."""
    sha: str
    size: int


class BareRepository:
    """A bare repository on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def create(cls, path: Path, branch: str) -> BareRepository:
        """Makes an empty one that answers as GitHub's do."""
        path.mkdir(parents=True)
        made = cls(path)
        made.git("init", "--quiet", "--bare", f"--initial-branch={branch}")
        with (path / "config").open("a", encoding="utf-8") as config:
            config.write(_CONFIG)
        return made

    def run(
        self,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        stdin: bytes | None = None,
    ) -> subprocess.CompletedProcess[bytes]:
        """Runs a git command in the repository."""
        return subprocess.run(
            ["git", *arguments],
            cwd=self.path,
            env={**QUIET, **(environment or {})},
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
        )

    def git(self, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
        """Returns what a git command printed; raises `AssertionError` when it fails."""
        done = self.run(*arguments, environment=environment)
        if done.returncode:
            raise AssertionError(f"git {arguments}: {done.stderr.decode(errors='replace')}")
        return done.stdout.decode("utf-8", "replace").rstrip("\n")

    def take(self, source: Path) -> None:
        """Takes over the branches and tags of another repository."""
        refs = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
        self.git("fetch", "--quiet", "--prune", str(source), *refs)

    # References -------------------------------------------------------------------------------

    def refs(self, prefix: str = "refs/heads/") -> dict[str, str]:
        """Returns the objects of references by their full names."""
        lines = self.git("for-each-ref", "--format=%(objectname) %(refname)", prefix).splitlines()
        return {name: sha for sha, _, name in (line.partition(" ") for line in lines)}

    def branch(self, name: str) -> str | None:
        """Returns the commit of a branch."""
        done = self.run("rev-parse", "--verify", "--quiet", f"refs/heads/{name}^{{commit}}")
        return done.stdout.decode().strip() or None

    def set_ref(self, name: str, sha: str) -> None:
        """Makes a reference point to an object."""
        self.git("update-ref", name, sha)

    def resolve(self, name: str) -> str | None:
        """Returns the commit of a branch, a tag or an id."""
        for candidate in (f"refs/heads/{name}", f"refs/tags/{name}", name):
            if candidate.startswith("-"):
                continue
            done = self.run("rev-parse", "--verify", "--quiet", f"{candidate}^{{commit}}")
            if done.returncode == 0:
                return done.stdout.decode().strip()
        return None

    # Commits ----------------------------------------------------------------------------------

    def commit(self, sha: str) -> GitCommit:
        """Returns a commit."""
        return self._log("--max-count=1", sha)[0]

    def commits(self, *revisions: str, limit: int = 250) -> list[GitCommit]:
        """Returns commits, newest first."""
        return self._log(f"--max-count={limit}", *revisions)

    def _log(self, *arguments: str) -> list[GitCommit]:
        form = "%x00".join(_FIELDS)
        text = self.git("log", "-z", f"--format=format:{form}%x00", *arguments, "--")
        values = text.split("\0") if text else []
        size = len(_FIELDS) + 1  # the separator of -z makes an empty one
        found = []
        for start in range(0, len(values) - len(_FIELDS) + 1, size):
            sha, tree, parents, an, ae, ad, cn, ce, cd, body = values[start : start + len(_FIELDS)]
            author, committer = GitPerson(an, ae, ad), GitPerson(cn, ce, cd)
            message = body.rstrip("\n")
            found.append(GitCommit(sha, tree, tuple(parents.split()), author, committer, message))
        return found

    def merge_base(self, first: str, second: str) -> str | None:
        """Returns the best common ancestor."""
        return self.run("merge-base", first, second).stdout.decode().strip() or None

    def ahead_behind(self, base: str, head: str) -> tuple[int, int]:
        """Returns how many commits only `head` has, and only `base`."""
        behind, ahead = self.git("rev-list", "--left-right", "--count", f"{base}...{head}").split()
        return int(ahead), int(behind)

    def contains(self, branch_sha: str, sha: str) -> bool:
        """Whether `sha` is an ancestor of `branch_sha`, or the same."""
        return self.run("merge-base", "--is-ancestor", sha, branch_sha).returncode == 0

    def is_mergeable(self, base: str, head: str) -> bool:
        """Whether the two merge without a conflict."""
        return self.run("merge-tree", "--write-tree", base, head).returncode == 0

    def merge(self, base_branch: str, head: str, message: str) -> str:
        """Merges a commit into a branch; returns the merge commit."""
        base = self.git("rev-parse", f"refs/heads/{base_branch}")
        tree = self.git("merge-tree", "--write-tree", base, head).splitlines()[0]
        arguments = ("commit-tree", tree, "-p", base, "-p", head, "-m", message)
        made = self.git(*arguments, environment=BOT)
        self.set_ref(f"refs/heads/{base_branch}", made)
        return made

    # Files ------------------------------------------------------------------------------------

    def changed_files(self, base: str, head: str) -> list[ChangedFile]:
        """Returns what `head` changed since it left `base`, as many as GitHub lists."""
        start = self.merge_base(base, head) or base
        raw = self.git("diff", "--raw", "-z", "-M", "--no-abbrev", "--no-ext-diff", start, head)
        parts = iter(raw.split("\0"))
        found = []
        for entry in parts:
            if not entry:
                continue
            _, _, _, sha, status = entry.split(" ")
            old_path = next(parts) if status[0] in "RC" else ""
            path = next(parts)
            found.append(self._changed(start, head, path, old_path, sha, status[0]))
        return found[:3000]

    def _changed(
        self, start: str, head: str, path: str, old_path: str, sha: str, status: str
    ) -> ChangedFile:
        pathspecs = [f":(literal){name}" for name in (old_path, path) if name]
        plain = ("--no-ext-diff", "--no-textconv", "--no-color", "-M", start, head, "--")
        counts = self.git("diff", "--numstat", *plain, *pathspecs).split("\t")
        is_binary = counts[0] == "-"
        text = self.git("diff", *plain, *pathspecs)
        _, mark, patch = text.partition("\n@@")
        return ChangedFile(
            path,
            _STATUSES.get(status, "modified"),
            sha,
            0 if is_binary or not counts[0] else int(counts[0]),
            0 if is_binary or not counts[0] else int(counts[1]),
            None if is_binary else (mark + patch).lstrip("\n"),
            old_path,
        )

    def entries(self, commit: str, path: str) -> list[TreeEntry] | None:
        """Returns what is in a folder of a commit (``""`` is the root), ``None`` for no folder."""
        done = self.run("ls-tree", "--long", "-z", f"{commit}:{path}")
        if done.returncode:
            return None
        found = []
        for line in done.stdout.decode("utf-8", "replace").split("\0")[:-1]:
            facts, _, name = line.partition("\t")
            _, kind, sha, size = facts.split()
            place = f"{path}/{name}" if path else name
            found.append(TreeEntry(place, kind, sha, int(size) if size != "-" else 0))
        return found

    def blob(self, commit: str, path: str) -> bytes | None:
        """Returns the bytes of a file in a commit."""
        done = self.run("cat-file", "blob", f"{commit}:{path}")
        return done.stdout if done.returncode == 0 else None
