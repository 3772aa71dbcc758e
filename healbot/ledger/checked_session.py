"""A session whose commits were examined one by one, ready to be published."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from healbot.core.attribution import BOT
from healbot.core.commit_text import inert_in_commit
from healbot.core.errors import Refused
from healbot.core.session import Attempt, Session
from healbot.ledger.commands import GitCommands, GitFailed
from healbot.ledger.object_reader import ObjectReader
from healbot.ledger.permitted_changes import Change, changes_between, is_never_pushed
from healbot.ledger.session_reader import Entry, HandsOff, is_session_branch, read_session

MAX_COMMITS = 1000
"""On one branch; a session has a few for each attempt."""
_HEAD = re.compile(
    r"tree ([0-9a-f]{40,64})\nparent ([0-9a-f]{40,64})\n"
    r"author ([^<>\n]+) <([^<>\n]*)> \d{1,12} [+-]\d{4}\n"
    r"committer ([^<>\n]+) <([^<>\n]*)> \d{1,12} [+-]\d{4}\Z"
)

_HEX = re.compile(r"[0-9a-f]{16,64}")

Identity = tuple[str, str]
"""A name and an e-mail address."""


class Store(Protocol):
    """A repository to read objects from and to push from."""

    @property
    def commands(self) -> GitCommands:
        """Runs git in it, with none of the user's settings."""

    @property
    def objects(self) -> ObjectReader:
        """Reads its objects."""


@dataclass(frozen=True)
class CheckedSession:
    """A session, its commits, and what they change."""

    name: str
    """The branch."""
    session: Session
    entries: tuple[Entry, ...]
    """Oldest first."""
    base: str
    """The commit that the session starts from."""
    changes: Mapping[str, Change]
    """From the base to the newest commit, by path."""
    attempt_changes: Mapping[int, Mapping[str, Change]]
    """From the base to each attempt."""
    only_squashed: str = ""
    """Why the single commits must not be pushed, as half a sentence; ``""`` when they may."""

    @property
    def tip(self) -> str:
        """The newest commit."""
        return self.entries[-1].commit

    @property
    def is_finished(self) -> bool:
        """Whether the newest commit holds the files of the attempt that a reader should see."""
        shown = self.entries[0].tree
        for entry in self.entries:
            record = entry.record
            if isinstance(record, Attempt) and record.number == self.session.tip:
                shown = entry.tree
        return shown == self.entries[-1].tree

    @property
    def commits(self) -> Mapping[int, str]:
        """The newest commit of each attempt; 0 is the reproduced failure."""
        return {0: self.entries[0].commit} | {
            entry.record.number: entry.commit
            for entry in self.entries
            if isinstance(entry.record, Attempt)
        }


def check_session(
    store: Store, name: str, tip: str, identities: Collection[Identity] = (BOT,)
) -> CheckedSession:
    """Returns the session that ends at the commit `tip`, after looking at each of its commits.

    `identities` are those who may have written them. Raises `HandsOff` when other commits are on
    it, `Refused` when one changes what no fix may change.
    """
    if not is_session_branch(name):
        raise Refused(
            f"{ascii(name)[:100]} is no name that healbot gives to a branch.",
            hint="healbot pushes to its own branches only.",
        )
    objects = store.objects
    session, entries = read_session(objects, name, tip, MAX_COMMITS)
    digits = session.fingerprint
    if not (_HEX.fullmatch(digits) and digits[:8] in name and _HEX.fullmatch(session.id)):
        raise Refused(
            f"{name} is not named after the failure that its commits tell of.",
            hint="Nothing was pushed. Look who wrote that branch.",
        )
    for entry in entries:
        _check_commit(objects, name, entry, identities)
    base, base_tree = _base_of(objects, name, session, entries)
    known: dict[str, Mapping[str, Change]] = {}
    for entry in entries:
        if entry.tree not in known:
            known[entry.tree] = changes_between(objects, base_tree, entry.tree)
    held_back = sorted({p for tree in known.values() for p in tree if is_never_pushed(p)})
    return CheckedSession(
        name=name,
        session=session,
        entries=entries,
        base=base,
        changes=known[entries[-1].tree],
        attempt_changes={0: {}}
        | {
            entry.record.number: known[entry.tree]
            for entry in entries
            if isinstance(entry.record, Attempt)
        },
        only_squashed=f"an attempt changes {held_back[0]}" if held_back else "",
    )


def is_made_by(objects: ObjectReader, commit: str, identities: Collection[Identity]) -> bool:
    """Whether author and committer of a commit are both among `identities`.

    Trailers alone prove nothing: they stay when a person amends a commit.
    """
    names = _names_on(objects, commit)
    return names is not None and names <= set(identities)


def _names_on(objects: ObjectReader, commit: str) -> set[Identity] | None:
    """Returns author and committer; ``None`` for a commit that healbot cannot have written."""
    try:
        head, _, message = objects.raw(commit, "commit").decode("utf-8").partition("\n\n")
    except UnicodeDecodeError:
        return None
    found = _HEAD.match(head)
    if not found or "\0" in message:
        return None
    return {(found[3], found[4]), (found[5], found[6])}


def _acts(message: str) -> bool:
    """Whether a message would do something on the code host, such as close an issue."""
    return not message.startswith("healbot: ") or inert_in_commit(message) != message


def _check_commit(
    objects: ObjectReader, name: str, entry: Entry, identities: Collection[Identity]
) -> None:
    """Checks what `read_session` passes over: strange headers, and names that are not healbot's."""
    names = _names_on(objects, entry.commit)
    if names is None or _acts(objects.commit(entry.commit).message):
        raise Refused(
            f"{entry.commit[:10]} on {name} is no commit as healbot writes them.",
            hint="Nothing was pushed. Look who wrote that commit.",
        )
    if not names <= set(identities):
        raise HandsOff(
            f"{entry.commit[:10]} on {name} was not made by healbot.",
            hint="It bears another name than healbot's commits do; see the setting author.",
        )


def _base_of(
    objects: ObjectReader, name: str, session: Session, entries: tuple[Entry, ...]
) -> tuple[str, str]:
    """Returns the base commit and its tree."""
    parents = objects.commit(entries[0].commit).parents
    if parents != (session.base,):
        raise Refused(
            f"{name} does not start at the commit that it names as its base.",
            hint="Nothing was pushed. Look who wrote that branch.",
        )
    try:
        base = objects.commit(session.base)
    except GitFailed as error:
        raise Refused(
            f"The base of {name}, {session.base[:10]}, is not in this clone.",
            hint="Fetch it: git fetch --unshallow, or fetch-depth: 0 in actions/checkout.",
        ) from error
    if base.tree != entries[0].tree:
        raise Refused(
            f"The first commit of {name} changes files.",
            hint="Nothing was pushed. Look who wrote that branch.",
        )
    return session.base, base.tree
