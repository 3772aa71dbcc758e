"""Reads the commits of a session, from its newest one down to the reproduced failure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from healbot.core.errors import Refused
from healbot.core.session import Session
from healbot.core.trailers import Record, Start, UnreadableRecord, fold, record_of, trailers_in
from healbot.ledger.object_reader import ObjectReader

_BRANCH = re.compile(r"^healbot[/-][a-z0-9][a-z0-9-]{0,60}-[0-9a-f]{8}(?:-[0-9]{1,4})?\Z")


class HandsOff(Refused):
    """A person committed to the branch; it is theirs now."""


@dataclass(frozen=True)
class Entry:
    """One commit of a session's branch."""

    commit: str
    tree: str
    record: Record


def is_session_branch(name: str) -> bool:
    """Whether a branch has a name that healbot gives to sessions."""
    return bool(_BRANCH.match(name))


def read_session(
    objects: ObjectReader, name: str, tip: str, most_commits: int | None = None
) -> tuple[Session, tuple[Entry, ...]]:
    """Returns the session that ends at the commit `tip` and its commits, oldest first.

    `name` is the branch, for messages. Raises `HandsOff` when other commits than healbot's are
    on it, `Refused` when there are more than `most_commits`.
    """
    entries: list[Entry] = []
    sessions: set[str | None] = set()
    commit = tip
    while True:
        if most_commits is not None and len(entries) >= most_commits:
            raise Refused(
                f"{name} has more than {most_commits} commits.",
                hint="A session has a few for each attempt: look who wrote that branch.",
            )
        found = objects.commit(commit)
        sessions.add(trailers_in(found.message).get("Session"))
        try:
            if len(sessions) > 1:
                raise UnreadableRecord("they are of two sessions")
            record = record_of(found.message)
        except UnreadableRecord as error:
            raise HandsOff(
                f"{name} holds commits that are not healbot's; it leaves them alone ({error}).",
                hint="Start anew with healbot fix, or take over the branch yourself.",
            ) from error
        entries.append(Entry(commit, found.tree, record))
        if isinstance(record, Start):
            break
        if len(found.parents) != 1:
            raise HandsOff(
                f"{name} was merged or cut; healbot leaves it alone.",
                hint="Start anew with healbot fix.",
            )
        commit = found.parents[0]
    entries.reverse()
    return fold([entry.record for entry in entries]), tuple(entries)
