"""The branch that holds a session: every record is a commit, and the commits are the state."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from healbot.core.attribution import BOT, BY_HEALBOT, Signature
from healbot.core.errors import AlreadyRunning, EnvironmentProblem, Refused, UsageError
from healbot.core.session import Attempt, Request, Session
from healbot.core.source import SourceFile
from healbot.core.trailers import (
    Hinted,
    Record,
    Start,
    followed_by,
    message_of,
    trailers_in,
)
from healbot.filesystem import read_regular
from healbot.ledger.commands import GitFailed
from healbot.ledger.plumbing import Plumbing
from healbot.ledger.session_reader import Entry, HandsOff, is_session_branch, read_session
from healbot.ledger.snapshot import Snapshot
from healbot.locking import FileLock, remove_abandoned

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["BOT", "Entry", "GitLedger", "HandsOff", "SessionBranch", "slug_of"]

_HEADS = "refs/heads/"


class SessionBranch:
    """A session and the branch it lives on."""

    def __init__(
        self,
        plumbing: Plumbing,
        name: str,
        session: Session,
        entries: tuple[Entry, ...],
        *,
        is_new: bool = False,
    ) -> None:
        self._plumbing = plumbing
        self.name = name
        self.session = session
        self.entries = entries
        """Oldest first; the first one is the reproduced failure."""
        self._may_move = is_new  # nobody can have checked out what was just made

    @property
    def tip(self) -> str:
        """The newest commit."""
        return self.entries[-1].commit

    @property
    def base_tree(self) -> str:
        """The tree that the session started from."""
        return self.entries[0].tree

    def entry(self, number: int) -> Entry:
        """Returns the newest commit of attempt `number`; 0 is the base.

        Raises `UsageError` when there is no such attempt.
        """
        for entry in reversed(self.entries):
            if isinstance(entry.record, Attempt) and entry.record.number == number:
                return entry
        if number == 0:
            return self.entries[0]
        known = len(self.session.attempts)
        raise UsageError(
            f"{self.name} has no attempt {number}.",
            hint=f"It has attempts 1 to {known}." if known else "It has no attempts yet.",
        )

    def files_at(self, number: int) -> dict[str, SourceFile]:
        """Returns the files that differ between the base and attempt `number`."""
        files: dict[str, SourceFile] = {}
        for change in self._plumbing.changes(self.base_tree, self.entry(number).tree):
            file = self._plumbing.blob(self.entry(number).tree, change.path)
            if file is not None:
                files[change.path] = self._with_line_ends_of_work_tree(file)
        return files

    def base_files(self, paths: Mapping[str, SourceFile]) -> dict[str, SourceFile]:
        """Returns the base's version of the given paths, those that it does not have as absent."""
        found = {}
        for path in paths:
            file = self._plumbing.blob(self.base_tree, path) or SourceFile.absent(path)
            found[path] = self._with_line_ends_of_work_tree(file)
        return found

    def _with_line_ends_of_work_tree(self, file: SourceFile) -> SourceFile:
        """Undoes the line-end conversion that Git makes for the user's checkout, if it does."""
        base = self._plumbing.blob(self.base_tree, file.path)
        seen = read_regular(self._plumbing.root, file.path, 16 * 1024 * 1024)
        if base is None or seen is None or b"\r\n" in base.data or b"\r\n" not in seen.data:
            return file
        if seen.data.count(b"\n") != seen.data.count(b"\r\n"):
            return file
        return replace(file, data=file.data.replace(b"\n", b"\r\n"))

    def append(
        self,
        record: Record,
        files: Mapping[str, SourceFile],
        when: float,
        signature: Signature = BY_HEALBOT,
    ) -> None:
        """Adds a commit whose tree is the base's with `files` laid over it.

        A hint changes no file: its tree is that of the newest commit, whatever `files` are.

        Raises `EnvironmentProblem` when the branch was moved by someone else meanwhile, `Refused`
        when it is checked out: moving it would change what the user's files are compared with.
        """
        if not self._may_move:
            _check_not_checked_out(self._plumbing, self.name)
            self._may_move = True
        tree = self.base_tree
        if isinstance(record, Hinted):
            tree, files = self.entries[-1].tree, {}
        message = signature.under(message_of(record, self.session))
        commit = self._plumbing.commit(
            message, [self.tip], tree, files, signature.author, _raw(when)
        )
        try:
            self._plumbing.update_ref(_HEADS + self.name, commit, self.tip, "healbot")
        except GitFailed as error:
            if self._plumbing.ref(_HEADS + self.name) != self.tip:
                raise EnvironmentProblem(
                    f"{self.name} was moved by someone else while healbot worked.",
                    hint="See what is on it with healbot log, then run healbot resume.",
                ) from error
            raise
        entry = Entry(commit, self._plumbing.tree_of(commit), record)
        self.entries = (*self.entries, entry)
        self.session = followed_by(self.session, record)


class GitLedger:
    """The sessions of one repository."""

    def __init__(self, plumbing: Plumbing, clock: Callable[[], float]) -> None:
        """`clock` gives seconds since 1970."""
        self._plumbing = plumbing
        self._clock = clock
        self.signature = BY_HEALBOT
        """Whose name stands on the commits that are made."""

    def branches(self) -> tuple[str, ...]:
        """Returns the names of the branches that hold a session, sorted."""
        return tuple(sorted(self._tips()))

    def _tips(self) -> dict[str, str]:
        """Returns the branches that hold a session with the commits they are at."""
        refs = self._plumbing.refs("refs/heads/healbot/", "refs/heads/healbot-*")
        tips = {ref.removeprefix(_HEADS): commit for ref, commit in refs.items()}
        return {name: commit for name, commit in tips.items() if is_session_branch(name)}

    def newest(self) -> str | None:
        """Returns the branch with the newest commit, ``None`` when there is none."""
        dated = [
            (self._plumbing.objects.commit(commit).seconds, name)
            for name, commit in self._tips().items()
        ]
        return max(dated)[1] if dated else None

    def _require(self, name: str) -> str:
        commit = self._plumbing.ref(_HEADS + name) if is_session_branch(name) else None
        if commit is None:
            known = self.branches()
            raise UsageError(
                f"There is no healbot branch {name!r}.",
                hint=_choice(name, known) if known else "There is none yet.",
            )
        return commit

    def load(self, name: str) -> SessionBranch:
        """Returns the session on branch `name`.

        Raises `UsageError` when there is no such branch, `HandsOff` when someone else's commits
        are on it.
        """
        session, entries = read_session(self._plumbing.objects, name, self._require(name))
        return SessionBranch(self._plumbing, name, session, entries)

    def base_of(self, snapshot: Snapshot) -> str:
        """Writes the commit that holds `snapshot`; HEAD itself when nothing is uncommitted."""
        if snapshot.is_clean and snapshot.head:
            return snapshot.head
        parents = [snapshot.head] if snapshot.head else []
        tree = self._plumbing.tree_of(snapshot.head) if snapshot.head else None
        message = (
            "healbot: snapshot of uncommitted changes\n\n"
            "What healbot started from: your files as they were, changes not yet committed\n"
            "included. Nothing in your work tree was touched.\n\n"
            "Healbot-Schema: 1\nHealbot-Outcome: snapshot\n"
        )
        commit = self._plumbing.commit(
            message, parents, tree, snapshot.files, BOT, _raw(self._clock()), snapshot.deleted
        )
        if snapshot.head and self._plumbing.tree_of(commit) == tree:
            return snapshot.head  # only line ends differed, or only the index
        return commit

    def find(
        self, fingerprint: str, base: str, request: Request | None = None
    ) -> SessionBranch | None:
        """Returns the session that heals this failure from this base, if there is one.

        With `request`, only one that was asked the same: another oracle may find otherwise.
        """
        base_tree = self._plumbing.tree_of(base)
        for name in self.branches():
            if not re.search(rf"-{fingerprint[:8]}(-\d+)?$", name):
                continue
            try:
                branch = self.load(name)
            except HandsOff:
                continue
            session = branch.session
            if request is not None and not session.request.asks_the_same(request):
                continue
            if session.fingerprint == fingerprint and branch.base_tree == base_tree:
                return branch
        return None

    def start(self, session: Session) -> SessionBranch:
        """Makes the branch of a new session with commit 0 on it."""
        commit = self._plumbing.commit(
            self.signature.under(message_of(Start(session), session)),
            [session.base],
            self._plumbing.tree_of(session.base),
            {},
            self.signature.author,
            _raw(self._clock()),
        )
        for name in self._free_names(session):
            try:
                self._plumbing.update_ref(_HEADS + name, commit, None, "healbot: new session")
            except GitFailed:
                if not self._is_taken(name):
                    raise
                continue
            entry = Entry(commit, self._plumbing.tree_of(commit), Start(session))
            return SessionBranch(self._plumbing, name, session, (entry,), is_new=True)
        raise EnvironmentProblem(
            "Too many healbot branches for this failure.", hint="Drop some: healbot drop BRANCH"
        )

    def _free_names(self, session: Session) -> Iterator[str]:
        slug = slug_of(session.request.target)
        name = f"{slug}-{session.fingerprint[:8]}"
        yield f"healbot/{name}"
        # Git cannot have both a branch healbot and a branch healbot/x.
        separator = "-" if self._plumbing.ref(_HEADS + "healbot") else "/"
        if separator == "-":
            yield f"healbot-{name}"
        for number in range(2, 1000):
            yield f"healbot{separator}{name}-{number}"

    def _is_taken(self, name: str) -> bool:
        """Whether a branch of this name exists, or another one that stands in its way."""
        if self._plumbing.refs(_HEADS + name):
            return True
        return name.startswith("healbot/") and self._plumbing.ref(_HEADS + "healbot") is not None

    def append(
        self, branch: SessionBranch, record: Record, files: Mapping[str, SourceFile]
    ) -> None:
        """Adds `record` to `branch` with the tree of `files` over the base."""
        branch.append(record, files, self._clock(), self.signature)

    def drop(self, name: str) -> str:
        """Deletes a session's branch; returns the commit it was at, for getting it back."""
        commit = self._require(name)
        entry = trailers_in(self._plumbing.objects.commit(commit).message)
        if "Schema" not in entry:
            raise HandsOff(
                f"The newest commit of {name} is not healbot's; it is left alone.",
                hint=f"Delete it yourself if you mean it: git branch -D {name}",
            )
        _check_not_checked_out(self._plumbing, name)
        self._plumbing.delete_ref(_HEADS + name, commit)
        return commit

    def lock(self, fingerprint: str) -> AbstractContextManager[None]:
        """Returns the lock of this repository and failure.

        Entering it raises `AlreadyRunning` when another process holds it.
        """
        return self._lock(fingerprint)

    @contextmanager
    def _lock(self, fingerprint: str) -> Iterator[None]:
        folder = self._plumbing.common_dir / "healbot"
        lock = FileLock(folder / f"{fingerprint[:16]}.lock")
        try:
            folder.mkdir(exist_ok=True)
            held = lock.acquire()
        except OSError as error:
            raise EnvironmentProblem(
                f"healbot cannot write to {folder}: {error.strerror}.",
                hint="healbot keeps its branch and lock in the repository: make .git writable.",
            ) from error
        if not held:
            raise AlreadyRunning(
                "healbot is already running for this failure.",
                hint="Wait for it to end; healbot list shows its branch.",
            )
        try:
            remove_abandoned(folder, "*.lock")
            yield
        finally:
            lock.release()


def _check_not_checked_out(plumbing: Plumbing, name: str) -> None:
    place = plumbing.checked_out_at(_HEADS + name)
    if place:
        raise Refused(
            f"{name} is checked out in {place}.",
            hint="Go back to a branch of yours first: git switch -",
        )


def _choice(name: str, known: tuple[str, ...]) -> str:
    """Returns a hint that names the branches most like `name`, three at most."""
    near = sorted(known, key=lambda other: -SequenceMatcher(None, name, other).ratio())[:3]
    if len(known) <= len(near):
        return f"There is: {', '.join(near)}"
    return f"There is: {', '.join(near)}, and {len(known) - len(near)} more; see healbot list."


def slug_of(target: str) -> str:
    """Returns a short name for a branch: lower-case letters, digits and hyphens only."""
    named, _, parameters = target.partition("[")  # a slash in a parameter is no folder
    stem = PurePosixPath(named).name.removesuffix(".py").lower() + "-" + parameters.lower()
    slug = re.sub(r"[^a-z0-9]+", "-", stem.encode("ascii", "ignore").decode()).strip("-")
    return slug[:40].strip("-") or "script"


def _raw(seconds: float) -> str:
    return f"{int(seconds)} +0000"
