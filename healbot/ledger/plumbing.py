"""Git plumbing that runs nothing of the user's and touches no index, work tree, HEAD or config.

Objects are read and written through a private repository that borrows the user's object store:
hooks, filters, ``core.fsmonitor`` and aliases that somebody planted in the user's configuration are
never even read. Only refs are changed in the user's repository, with hooks switched off.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

# GitPython looks for git while it is imported, and raises when there is none.
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")

import git
from git.exc import GitCommandError, GitCommandNotFound

from healbot.core.errors import EnvironmentProblem, HealbotError, Refused
from healbot.core.source import SourceFile
from healbot.ledger.private_folder import PrivateFolder

_SAFE_OPTIONS = (
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.fsmonitor=false",
    "-c", "core.untrackedCache=false",
    "-c", "gc.auto=0",
    "-c", "maintenance.auto=false",
    "-c", "core.quotePath=false",
)  # fmt: skip
ZERO_ID = "0" * 40


def clean_environment() -> dict[str, str]:
    """Returns the environment for git: no ``GIT_*`` from outside, no prompts, fixed messages."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
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

    def __init__(self, command: str, status: int | None, stderr: str) -> None:
        said = next((line for line in stderr.splitlines() if line.strip()), "no reason given")
        super().__init__(f"git {command} failed: {said.strip()}", hint=_hint(stderr))
        self.status = status
        self.stderr = stderr


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
    """Runs git commands through GitPython's command layer with a fixed, clean environment."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._git = git.Git(folder)
        self._environment = dict(environment)
        self._executable = shutil.which("git") or "git"

    def run(self, *arguments: str, stdin: bytes | None = None) -> bytes:
        """Returns what ``git ARGUMENTS`` printed. Raises `GitFailed` when it does not exit 0."""
        command = [*self._without_inherited(), self._executable, *_SAFE_OPTIONS, *arguments]
        try:
            with tempfile.TemporaryFile() as file:
                if stdin:
                    file.write(stdin)
                    file.seek(0)
                output = self._git.execute(
                    command,
                    istream=file,
                    env=self._environment,
                    stdout_as_string=False,
                    strip_newline_in_stdout=False,
                )
        except GitCommandError as error:
            status = error.status if isinstance(error.status, int) else None
            raise GitFailed(arguments[0], status, _stderr_of(error)) from error
        except GitCommandNotFound as error:
            raise EnvironmentProblem(
                "git was not found.", hint="Install Git 2.34 or newer and put it on PATH."
            ) from error
        except OSError as error:
            raise GitFailed(arguments[0], None, str(error)) from error
        assert isinstance(output, bytes)  # noqa: S101 - stdout_as_string=False
        return output

    def _without_inherited(self) -> list[str]:
        """Takes away the ``GIT_*`` that healbot was started with.

        GitPython lays `env` over ``os.environ`` instead of replacing it.
        """
        inherited = [
            name for name in os.environ if name.startswith("GIT_") and name not in self._environment
        ]
        if not inherited or os.name == "nt":
            return []
        return ["env", *(word for name in inherited for word in ("-u", name))]

    def line(self, *arguments: str) -> str:
        """Returns the output of a command that prints one line."""
        return self.run(*arguments).decode("utf-8", "surrogateescape").rstrip("\n")


def _stderr_of(error: GitCommandError) -> str:
    text = error.stderr if isinstance(error.stderr, str) else str(error.stderr)
    return text.strip().removeprefix("stderr:").strip().strip("'")


@dataclass(frozen=True)
class TreeChange:
    """A path that differs between two trees."""

    path: str
    old_id: str
    new_id: str
    """The blob afterwards, zeros when the path was deleted."""
    new_mode: str


class Plumbing:
    """The object store and the refs of one repository."""

    def __init__(self, root: Path) -> None:
        """`root` is the top of the work tree.

        Raises `Refused` when `root` is in no repository or in a bare one.
        """
        self._user = GitCommands(root, clean_environment())
        self.root, self.git_dir, self.common_dir = self._discover(root)
        self._user = GitCommands(self.root, clean_environment())
        self._private: GitCommands | None = None
        self._folder: PrivateFolder | None = None

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

    def _discover(self, root: Path) -> tuple[Path, Path, Path]:
        try:
            answer = self._user.line(
                "rev-parse", "--show-toplevel", "--absolute-git-dir", "--git-common-dir"
            )
        except GitFailed as error:
            raise _not_usable(root, error) from error
        top, git_dir, common = answer.split("\n")
        return Path(top), Path(git_dir), (root / common).resolve()

    def __enter__(self) -> Plumbing:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Removes the private repository."""
        if self._folder is not None:
            self._folder.remove()
            self._folder, self._private = None, None

    @cached_property
    def head(self) -> str | None:
        """The commit that the user's HEAD names, ``None`` before the first commit."""
        try:
            return self._user.line("rev-parse", "--verify", "--quiet", "HEAD")
        except GitFailed:
            return None

    @cached_property
    def _settings(self) -> dict[str, str]:
        """The few settings of the user that say how files and blobs correspond."""
        found: dict[str, str] = {}
        pattern = r"^(core\.(autocrlf|eol|filemode|symlinks|ignorecase|excludesfile|attributesfile|precomposeunicode)|extensions\.objectformat|user\.(name|email))$"  # noqa: E501
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
    def identity(self) -> tuple[str, str] | None:
        """The user's name and address, when both are set."""
        name, email = self._settings.get("user.name"), self._settings.get("user.email")
        return (name, email) if name and email else None

    def private(self) -> GitCommands:
        """Returns the commands of a private repository over the user's objects."""
        if self._private is None:
            self._folder = PrivateFolder()
            folder = self._folder.path
            _write_repository(folder, self._settings)
            if self.head:
                (folder / "HEAD").write_text(self.head + "\n")
            (folder / "info").mkdir()
            for name in ("info/exclude", "info/attributes", "shallow"):
                if (self.common_dir / name).is_file():
                    shutil.copyfile(self.common_dir / name, folder / name)
            environment = clean_environment() | {
                "GIT_DIR": str(folder),
                "GIT_WORK_TREE": str(self.root),
                "GIT_OBJECT_DIRECTORY": str(self.common_dir / "objects"),
                "GIT_INDEX_FILE": str(folder / "index"),
                "GIT_CONFIG_NOSYSTEM": "1",
                "GIT_CONFIG_GLOBAL": os.devnull,
            }
            self._private = GitCommands(self.root, environment)
        return self._private

    def copy_index(self) -> None:
        """Copies the user's index, with its cached file times, to the private repository.

        The copy keeps the time of the original: Git compares it with the files' times to notice
        those that were changed right after the index was written.
        """
        self.private()
        assert self._folder is not None  # noqa: S101 - made by private()
        source = self.git_dir / "index"
        target = self._folder.path / "index"
        if source.is_file():
            shutil.copy2(source, target)
            for shared in self.git_dir.glob("sharedindex.*"):
                shutil.copy2(shared, target.with_name(shared.name))

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
        stream = bytearray()
        who = f"{_identity(author[0])} <{_identity(author[1])}> {when}"
        stream += f"commit refs/heads/scratch\nmark :1\ncommitter {who}\n".encode()
        stream += _data(message.encode())
        for word, parent in zip(("from", *["merge"] * 99), parents, strict=False):
            stream += f"{word} {parent}\n".encode()
        stream += b"deleteall\n"
        if base_tree is not None:
            stream += f'M 040000 {base_tree} ""\n'.encode()
        for path in deleted:
            stream += b"D " + quoted_path(path) + b"\n"
        for path, file in sorted(files.items()):
            mode = b"100755" if file.mode & 0o100 else b"100644"
            if self._is_converted(base_tree, file):
                blob = self._hash_as(path, file.data)
                stream += b"M " + mode + b" " + blob + b" " + quoted_path(path) + b"\n"
            else:
                stream += b"M " + mode + b" inline " + quoted_path(path) + b"\n" + _data(file.data)
        stream += b"\nget-mark :1\ndone\n"
        # The scratch ref lives in the private repository; --force lets each commit replace it.
        output = self.private().run(
            "fast-import", "--quiet", "--done", "--force", "--cat-blob-fd=1", stdin=bytes(stream)
        )
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
        return (
            self.private().run("hash-object", "-w", "--stdin", "--path", path, stdin=data).strip()
        )

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

    def refs(self, prefix: str) -> dict[str, str]:
        """Returns the refs below `prefix` with the ids they are at."""
        output = self._user.run("for-each-ref", "--format=%(objectname) %(refname)", prefix)
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

    def log(self, tip: str, stop: str | None = None) -> list[tuple[str, str, str]]:
        """Returns (commit, tree, message) of the first-parent history of `tip`, newest first.

        It ends before `stop`.
        """
        arguments = ["log", "--first-parent", "-z", "--format=%H%n%T%n%B", "--end-of-options", tip]
        if stop:
            arguments.append(f"^{stop}")
        output = self.private().run(*arguments).decode("utf-8", "replace")
        entries = (entry.split("\n", 2) for entry in output.split("\0") if entry.strip("\n"))
        return [(commit, tree, message) for commit, tree, message in entries]

    def message(self, commit: str) -> tuple[str, list[str], str]:
        """Returns (tree, parents, message) of a commit."""
        raw = self.private().run("cat-file", "commit", commit).decode("utf-8", "replace")
        head, _, message = raw.partition("\n\n")
        tree, parents = "", []
        for line in head.split("\n"):
            if line.startswith("tree "):
                tree = line[5:]
            elif line.startswith("parent "):
                parents.append(line[7:])
        return tree, parents, message

    def tree_of(self, commit: str) -> str:
        """Returns the tree of a commit."""
        return self.private().line("rev-parse", "--verify", f"{commit}^{{tree}}")

    def changes(self, old: str, new: str) -> list[TreeChange]:
        """Returns the paths that differ between two trees or commits."""
        output = self.private().run(
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
        listed = self.private().run("ls-tree", "-z", tree, "--", path).decode("utf-8", "replace")
        meta = listed.partition("\t")[0].split(" ")
        if len(meta) != 3 or meta[0] not in ("100644", "100755"):
            return None
        data = self.private().run("cat-file", "blob", meta[2])
        return SourceFile(path, data, 0o755 if meta[0] == "100755" else 0o644)

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

    def is_watched(self, path: str) -> bool:
        """Whether ``git status`` would show a change of `path`.

        It does not when the file is untracked and ignored, or marked in the index (assume-unchanged
        or skip-worktree).
        """
        output = self._user.run("ls-files", "-z", "-v", "--", path)
        return output[:1].isupper() and output[:1] != b"S"


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


def _write_repository(folder: Path, settings: Mapping[str, str]) -> None:
    """Makes the least that git takes for a repository; cheaper than ``git init``."""
    (folder / "refs").mkdir()
    (folder / "HEAD").write_text("ref: refs/heads/none\n")
    object_format = settings.get("extensions.objectformat")
    lines = ["[core]", f"\trepositoryformatversion = {1 if object_format else 0}", "\tbare = false"]
    for key, value in settings.items():
        if key.startswith("core."):
            lines.append(f"\t{key.removeprefix('core.')} = {_config_value(value)}")
    if object_format:
        lines += ["[extensions]", f"\tobjectFormat = {_config_value(object_format)}"]
    (folder / "config").write_text("\n".join(lines) + "\n")


def _config_value(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _data(content: bytes) -> bytes:
    return b"data %d\n" % len(content) + content + b"\n"


def _identity(text: str) -> str:
    return "".join(char for char in text if char not in "<>\n\0").strip() or "healbot"


def quoted_path(path: str) -> bytes:
    """Returns `path` as fast-import reads it: C-style quoted."""
    raw = path.encode("utf-8", "surrogateescape")
    escaped = bytearray()
    for byte in raw:
        if byte in b'"\\':
            escaped += b"\\" + bytes((byte,))
        elif byte < 0x20 or byte >= 0x7F:
            escaped += b"\\%03o" % byte
        else:
            escaped.append(byte)
    return b'"' + bytes(escaped) + b'"'
