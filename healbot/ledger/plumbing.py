"""Git plumbing that runs nothing of the user's and touches no index, work tree, HEAD or config.

Objects are read and written through a private repository that borrows the user's object store:
hooks, filters, ``core.fsmonitor`` and aliases that somebody planted in the user's configuration are
never even read. Only refs are changed in the user's repository, with hooks switched off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from healbot.core.errors import HealbotError, Refused
from healbot.core.source import SourceFile
from healbot.ledger.commands import GitCommands, GitFailed, clean_environment
from healbot.ledger.fast_import import CommitStream
from healbot.ledger.object_reader import ObjectReader
from healbot.ledger.private_repository import PrivateRepository

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class TreeChange:
    """A path that differs between two trees."""

    path: str
    old_id: str
    new_id: str
    """The blob afterwards, zeros when the path was deleted."""
    new_mode: str


@dataclass(frozen=True)
class TreeEntry:
    """What a path in a tree stands for."""

    mode: str
    """``100644``, ``100755``, ``120000`` (link), ``160000`` (submodule) or ``040000`` (folder)."""
    size: int
    """Bytes; 0 for what is no blob."""


class Plumbing:
    """The object store and the refs of one repository."""

    head: str | None
    """The commit that the user's HEAD names, ``None`` before the first commit."""

    def __init__(self, root: Path) -> None:
        """`root` is a folder of the work tree.

        Raises `Refused` when `root` is in no repository or in a bare one.
        """
        environment = clean_environment()
        self.root, self.git_dir, self.common_dir, self.head = _discover(root, environment)
        self._user = GitCommands(self.root, environment)
        self._opened: PrivateRepository | None = None
        self._background = ThreadPoolExecutor(1, "healbot-git")

    def in_background(self, function: Callable[[Plumbing], _Result]) -> Future[_Result]:
        """Calls `function` with this object in another thread, while code under repair runs."""
        _ = self._private  # made here: two threads must not make two
        return self._background.submit(function, self)

    @staticmethod
    def initialise(folder: Path) -> None:
        """Makes a repository in `folder` unless it already lies in one."""
        commands = GitCommands(folder, clean_environment())
        try:
            commands.run("rev-parse", "--git-dir")
        except GitFailed as error:
            if not _outside_of_a_repository(error):
                raise
            commands.run("init", "--quiet")

    def __enter__(self) -> Plumbing:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Waits for what goes on in the background and removes the private repository."""
        self._background.shutdown()
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    @cached_property
    def _settings(self) -> dict[str, str]:
        """The few settings of the user that say how files and blobs correspond."""
        found: dict[str, str] = {}
        pattern = r"^(core\.(autocrlf|eol|filemode|symlinks|ignorecase|excludesfile|attributesfile|precomposeunicode)|extensions\.objectformat)$"  # noqa: E501
        try:
            output = self._user.run("config", "--includes", "-z", "--get-regexp", pattern)
        except GitFailed:
            return found
        for entry in output.decode("utf-8", "replace").split("\0"):
            key, _, value = entry.partition("\n")
            if key and "\n" not in value:
                found[key] = value
        return found

    @property
    def user_name(self) -> str:
        """The user's name for commits; ``""`` when they set none."""
        try:
            return self._user.line("config", "--includes", "--get", "user.name")
        except GitFailed:
            return ""

    @property
    def _private(self) -> PrivateRepository:
        if self._opened is None:
            self._opened = PrivateRepository(
                self.root, self.git_dir, self.common_dir, self.head, self._settings
            )
        return self._opened

    @property
    def objects(self) -> ObjectReader:
        """Reads objects of the repository."""
        return self._private.objects

    @property
    def store(self) -> PrivateRepository:
        """The private repository: objects to read, and git without any of the user's settings."""
        return self._private

    @property
    def isolated(self) -> GitCommands:
        """Runs git on the user's objects and files with none of the user's settings."""
        return self._private.commands

    def status(self) -> bytes:
        """Returns what ``git status --porcelain=v2 -z`` says of every tracked and untracked path.

        It looks at a copy of the user's index.
        """
        self._private.copy_index()
        return self._private.commands.run(
            "status", "--porcelain=v2", "-z", "--untracked-files=all", "--no-renames",
            "--ignore-submodules=all",
        )  # fmt: skip

    def commit(
        self,
        message: str,
        parents: Iterable[str],
        base_tree: str | None,
        files: Mapping[str, SourceFile],
        author: tuple[str, str],
        when: str,
        deleted: Iterable[str] = (),
    ) -> str:
        """Writes a commit and returns its id; no ref is changed.

        Its tree is `base_tree` (or an empty one) with `files` laid over it and `deleted` paths
        taken out. `when` is in Git's raw format: seconds since 1970, a space, the offset.
        """
        stream = CommitStream(message, parents, base_tree, author, when)
        for path in deleted:
            stream.delete(path)
        for path, file in sorted(files.items()):
            executable = bool(file.mode & 0o100)
            if self._is_converted(base_tree, file):
                stream.put_blob(path, self._hash_as(path, file.data), executable=executable)
            else:
                stream.put(path, file.data, executable=executable)
        # The scratch ref lives in the private repository; --force lets each commit replace it.
        output = self._private.commands.run(
            "fast-import", "--quiet", "--done", "--force", "--cat-blob-fd=1",
            stdin=stream.finished(),
        )  # fmt: skip
        return output.decode().strip()

    def _is_converted(self, base_tree: str | None, file: SourceFile) -> bool:
        """Whether Git may keep other bytes than the work tree's: LF ends, ``$Id$``.

        ``core.autocrlf`` and ``text=auto`` leave a file alone that was committed with CRLF.
        """
        if b"$Id" in file.data:
            return True
        if b"\r\n" not in file.data:
            return False
        base = self.blob(base_tree, file.path) if base_tree else None
        return base is None or b"\r\n" not in base.data

    def _hash_as(self, path: str, data: bytes) -> bytes:
        """Writes a blob with the line ends that Git keeps for `path`; returns its id."""
        return self._private.commands.run(
            "hash-object", "-w", "--stdin", "--path", path, stdin=data
        ).strip()

    def update_ref(self, ref: str, new: str, old: str | None, reason: str) -> None:
        """Moves `ref` from `old` (``None``: must not exist) to `new`, all or nothing.

        Raises `GitFailed` when the ref is not at `old` any more.
        """
        self._user.run(
            "update-ref", "--create-reflog", "-m", reason, "--end-of-options",
            ref, new, old or "0" * len(new),
        )  # fmt: skip

    def delete_ref(self, ref: str, old: str) -> None:
        """Deletes `ref`, provided it is at `old`."""
        self._user.run("update-ref", "-d", "--end-of-options", ref, old)

    def refs(self, *patterns: str) -> dict[str, str]:
        """Returns the refs that are one of `patterns`, or below one, with the ids they are at."""
        output = self._user.run("for-each-ref", "--format=%(objectname) %(refname)", *patterns)
        pairs = (line.split(" ", 1) for line in output.decode("utf-8", "replace").splitlines())
        return {name: commit for commit, name in pairs}

    def checked_out_at(self, ref: str) -> str | None:
        """Returns the work tree in which a branch is checked out, ``None`` when in none."""
        return self._user.line("for-each-ref", "--format=%(worktreepath)", ref) or None

    def ref(self, name: str) -> str | None:
        """Returns the id that a full ref name is at, ``None`` when there is no such ref."""
        try:
            return self._user.line("rev-parse", "--verify", "--quiet", "--end-of-options", name)
        except GitFailed:
            return None

    @property
    def branch(self) -> str | None:
        """The branch that the user's HEAD is on, ``None`` when it is detached."""
        try:
            return self._user.line("symbolic-ref", "--quiet", "--short", "HEAD") or None
        except GitFailed:
            return None

    def tree_of(self, commit: str) -> str:
        """Returns the tree of a commit."""
        return self.objects.commit(commit).tree

    def changes(self, old: str, new: str) -> list[TreeChange]:
        """Returns the paths that differ between two trees or commits."""
        output = self._private.commands.run(
            "diff-tree", "-r", "-z", "--no-renames", "--no-ext-diff", "--no-textconv",
            "--end-of-options", old, new,
        )  # fmt: skip
        words = output.decode("utf-8", "surrogateescape").split("\0")
        found = []
        for meta, path in zip(words[::2], words[1::2], strict=False):
            _, new_mode, old_id, new_id, _ = meta.lstrip(":").split(" ")
            found.append(TreeChange(path, old_id, new_id, new_mode))
        return found

    def blob(self, tree: str, path: str) -> SourceFile | None:
        """Returns the file at `path` in a tree or commit; ``None`` when it is no regular file."""
        return self.objects.file(tree, path)

    def entries(self, commit: str, paths: Iterable[str]) -> dict[str, TreeEntry]:
        """Returns what those of `paths` stand for that a commit has; reads no content."""
        output = self._private.commands.run("ls-tree", "-l", "-z", commit, "--", *paths)
        found = {}
        for line in output.decode("utf-8", "surrogateescape").split("\0"):
            meta, _, name = line.partition("\t")
            if name:
                mode, _, _, size = meta.split()
                found[name] = TreeEntry(mode, int(size) if size.isdecimal() else 0)
        return found

    def has_filter(self, path: str) -> bool:
        """Whether attributes send `path` through a filter (Git LFS) or another encoding."""
        return bool(self.filtered([path]))

    def filtered(self, paths: Iterable[str]) -> set[str]:
        """Returns those of `paths` that attributes send through a filter or another encoding."""
        names = "".join(path + "\0" for path in paths).encode("utf-8", "surrogateescape")
        if not names:
            return set()
        output = self._user.run(
            "check-attr", "-z", "--stdin", "filter", "working-tree-encoding", stdin=names
        )
        words = output.decode("utf-8", "surrogateescape").split("\0")
        return {
            path for path, value in zip(words[::3], words[2::3], strict=False)
            if value not in ("unspecified", "unset", "")
        }  # fmt: skip

    def is_ignored(self, path: str) -> bool:
        """Whether the rules of ``.gitignore`` hold for `path`, be there such a file or not."""
        try:
            self._private.commands.run(
                "--no-literal-pathspecs",  # it refuses to work with them, and has no patterns
                "check-ignore", "--quiet", "--no-index", "-z", "--stdin",
                stdin=path.encode("utf-8", "surrogateescape") + b"\0",
            )  # fmt: skip
        except GitFailed as error:
            if error.status == 1:
                return False
            raise
        return True

    def is_watched(self, path: str) -> bool:
        """Whether ``git status`` would show a change of `path`.

        It does not when the file is untracked and ignored, or marked in the index (assume-unchanged
        or skip-worktree).
        """
        output = self._user.run("ls-files", "-z", "-v", "--", path)
        return output[:1].isupper() and output[:1] != b"S"


def _discover(folder: Path, environment: Mapping[str, str]) -> tuple[Path, Path, Path, str | None]:
    """Returns the work tree's top, its Git folder, the common one, and the commit at HEAD."""
    try:
        answer = GitCommands(folder, environment).line(
            "rev-parse", "--show-toplevel", "--absolute-git-dir", "--git-common-dir",
            "--revs-only", "HEAD",
        )  # fmt: skip
    except GitFailed as error:
        raise _not_usable(folder, error) from error
    top, git_dir, common, *head = answer.split("\n")
    return Path(top), Path(git_dir), (folder / common).resolve(), head[0] if head else None


def _outside_of_a_repository(error: GitFailed) -> bool:
    return "not a git repository" in error.stderr.lower()


def _not_usable(root: Path, error: GitFailed) -> HealbotError:
    if _outside_of_a_repository(error):
        return Refused(
            f"{root} is not in a Git repository.",
            hint="Add --init to make one here, or run git init yourself.",
        )
    if "must be run in a work tree" in error.stderr:
        return Refused(
            f"{root} is a bare repository: it has no files to heal.",
            hint="Run healbot in a clone of it.",
        )
    return error
