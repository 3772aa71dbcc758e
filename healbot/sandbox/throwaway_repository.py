"""Makes a throwaway Git repository for trees: one that tests may ask, with nothing of the user's.

It holds the files of HEAD and of the index, and as much history as ``git describe`` needs: commits
of the same tree up from the nearest tags. No other history, no remotes, hooks, configuration,
credentials or identities. Hashes of commits are its own.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from healbot.core.errors import EnvironmentProblem
from healbot.sandbox.safe_git import SafeGit, UsersRepository

MAX_COMMITS = 2000
"""The most commits since a tag that are made again; a project further from its tag seems nearer."""
_KEPT_SETTINGS = ("filemode", "symlinks", "ignorecase", "precomposeunicode", "autocrlf", "eol")
"""What decides how files compare with objects; one word each."""
_DESCRIBED = re.compile(r"(?P<tag>.+)-(?P<distance>[0-9]{1,9})-g[0-9a-f]+\Z")
_AUTHOR = "healbot <healbot@localhost>"


class NoRepository(EnvironmentProblem):
    """The project's repository cannot be read, or there is none."""


@dataclass(frozen=True)
class _Tag:
    name: str
    distance: int
    """Commits from it up to HEAD."""
    annotated: bool


def make_repository(root: Path, folder: Path) -> None:
    """Makes ``folder/.git`` for the project at `root`, which is the top of a work tree.

    `folder` must exist. Nothing is written into the user's repository, and none of its hooks,
    filters and programs is run. Raises `NoRepository` with the reason when that does not work; then
    nothing is left in `folder`.
    """
    git = folder / ".git"
    try:
        _make(UsersRepository(root), git)
    except (OSError, subprocess.SubprocessError) as error:
        shutil.rmtree(git, ignore_errors=True)
        raise NoRepository(f"A throwaway repository cannot be made: {_said(error)}") from error
    except NoRepository:
        shutil.rmtree(git, ignore_errors=True)
        raise


def _make(source: UsersRepository, git: Path) -> None:
    if source.line("rev-parse", "--show-prefix"):
        raise NoRepository("The project is a folder within a Git repository.")
    head = source.maybe("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    branch = source.maybe("symbolic-ref", "--quiet", "HEAD")
    _write_skeleton(source, git, branch or "refs/heads/main")
    own = _Own(git, source.root)
    index = source.root / source.line("rev-parse", "--git-path", "index")
    tree = source.line("rev-parse", "--verify", f"{head}^{{tree}}") if head else None
    _copy_objects(source, git, tree)
    if head and tree:
        own.run("fast-import", "--quiet", stdin=_history(source, head, tree, branch))
        if branch is None:  # detached
            (git / "HEAD").write_text(own.line("rev-parse", "refs/heads/main") + "\n")
            own.run("update-ref", "-d", "refs/heads/main")
    if index.is_file():
        # With its times, by which git knows what has not changed.
        shutil.copy2(index, git / "index")
    if own.works("ls-files", "--stage"):
        # The index remembers trees that were never committed; those missing here are made.
        own.works("write-tree", "--missing-ok")
    elif tree:
        # A split index has its other half in the user's repository.
        (git / "index").unlink(missing_ok=True)
        own.run("read-tree", tree)
        own.works("update-index", "-q", "--refresh")


def _copy_objects(source: UsersRepository, git: Path, tree: str | None) -> None:
    wanted = [tree] if tree else []
    wanted += _staged(source, tree)
    if wanted:
        base = str(git / "objects" / "pack" / "pack")
        # What a partial clone has not fetched is missing for the user, too.
        source.run(
            "pack-objects", "--quiet", "--revs", "--missing=allow-any", base,
            stdin="".join(f"{name}\n" for name in wanted).encode(),
        )  # fmt: skip


def _staged(source: UsersRepository, tree: str | None) -> list[str]:
    """Returns the blobs that are in the index and not at the same path in `tree`."""
    if tree is None:
        listed = source.run("ls-files", "--stage", "-z").decode("utf-8", "surrogateescape")
        found = [
            (entry.split(" ")[0], entry.split(" ")[1]) for entry in listed.split("\0") if entry
        ]
    else:
        options = ("--cached", "--raw", "--no-abbrev", "--no-renames", "--ignore-submodules", "-z")
        raw = source.run("diff-index", *options, tree).decode("utf-8", "surrogateescape")
        metas = [word.split(" ") for word in raw.split("\0") if word.startswith(":")]
        found = [(meta[1], meta[3]) for meta in metas]
    names = sorted({name for mode, name in found if mode != "160000" and name.strip("0")})
    if not names:
        return []
    checked = source.run("cat-file", "--batch-check", stdin="\n".join(names).encode() + b"\n")
    return [line.split(" ")[0] for line in checked.decode().splitlines() if " blob " in line]


def _history(source: UsersRepository, head: str, tree: str, branch: str | None) -> bytes:
    """Returns a fast-import stream: commits of one tree, from the furthest tag up to HEAD."""
    tags = _nearest_tags(source, head)
    length = max((tag.distance for tag in tags), default=0)
    # The date of the commit, which version numbers are made of.
    when = source.line(
        "log", "-1", "--no-show-signature", "--format=%ct %cd", "--date=format:%z", head
    )
    if not re.fullmatch(r"[0-9]+ [+-][0-9]{4}", when):
        when = "0 +0000"
    ref = branch or "refs/heads/main"
    stream: list[str] = []
    for number in range(length + 1):
        stream += [f"commit {ref}", f"mark :{number + 1}", f"committer {_AUTHOR} {when}"]
        stream += ["data 9", "throwaway", *([] if number else [f'M 040000 {tree} ""']), ""]
    for tag in tags:
        mark = length - tag.distance + 1
        if tag.annotated:
            stream += [f"tag {tag.name}", f"from :{mark}", f"tagger {_AUTHOR} {when}"]
            stream += ["data 9", "throwaway"]
        else:
            stream += [f"reset refs/tags/{tag.name}", f"from :{mark}"]
    return "\n".join([*stream, ""]).encode("utf-8", "surrogateescape")


def _nearest_tags(source: UsersRepository, head: str) -> list[_Tag]:
    """Returns the tags that ``git describe`` finds with the options in common use."""
    found: dict[str, _Tag] = {}
    for options in ((), ("--tags",), ("--tags", "--match", "*[0-9]*")):
        described = source.maybe("describe", "--long", "--abbrev=40", *options, head)
        match = _DESCRIBED.fullmatch(described or "")
        if match and match["tag"] not in found:
            name = match["tag"]
            kind = source.maybe("cat-file", "-t", f"refs/tags/{name}")
            distance = min(int(match["distance"]), MAX_COMMITS)
            found[name] = _Tag(name, distance, kind == "tag")
    return list(found.values())


def _write_skeleton(source: UsersRepository, git: Path, ref: str) -> None:
    for folder in ("objects/info", "objects/pack", "refs/heads", "refs/tags", "info"):
        (git / folder).mkdir(parents=True)
    (git / "HEAD").write_bytes(f"ref: {ref}\n".encode("utf-8", "surrogateescape"))
    object_format = source.maybe("rev-parse", "--show-object-format") or "sha1"
    other = object_format != "sha1"
    lines = ["[core]", f"\trepositoryformatversion = {int(other)}", "\tbare = false"]
    lines += ["\tlogallrefupdates = true"]
    # In a tree, inode numbers and change times of files are others than in the index.
    lines += ["\ttrustctime = false", "\tcheckStat = minimal", "\tuntrackedCache = false"]
    for name in _KEPT_SETTINGS:
        value = source.maybe("config", "--get", f"core.{name}")
        if value and re.fullmatch(r"[a-z]{1,10}", value):
            lines.append(f"\t{name} = {value}")
    lines += ["[gc]", "\tauto = 0", "[maintenance]", "\tauto = false"]
    if other and re.fullmatch(r"[a-z0-9]{1,20}", object_format):
        lines += ["[extensions]", f"\tobjectFormat = {object_format}"]
    (git / "config").write_text("\n".join(lines) + "\n")


class _Own(SafeGit):
    """The throwaway repository, with the user's files as its work tree."""

    def __init__(self, git: Path, root: Path) -> None:
        nothing = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        super().__init__((f"--git-dir={git}", f"--work-tree={root}"), nothing)


def _said(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        lines = error.stderr.decode("utf-8", "replace").strip().splitlines()
        return lines[0] if lines else f"git ended with status {error.returncode}"
    if isinstance(error, FileNotFoundError):
        return "git was not found"
    return str(error)
