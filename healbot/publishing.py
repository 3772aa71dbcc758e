"""Publishes sessions: pushes a branch and sees to it that one pull request shows it.

Everything can be done again: what is there already is found, what is missing is added, and what a
person did is left as it is. So a publication that broke off is completed by the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from healbot.core.errors import Declined, Refused, UsageError
from healbot.core.publication import Published, PublishOptions
from healbot.core.trailers import trailers_in
from healbot.forge_port import Forge
from healbot.ledger.checked_session import CheckedSession, Store, is_made_by
from healbot.ledger.remote import FULL_LEDGER, HEADS, Remote, is_ancestor
from healbot.ledger.session_reader import HandsOff, read_session
from healbot.ledger.squashed import squash, squashed_in
from healbot.publish_guard import examine_again
from healbot.pull_request_upkeep import Page, PullRequestUpkeep

if TYPE_CHECKING:
    from healbot.core.tampering import Finding

__all__ = ["Page", "Publisher", "Writer", "publish", "publish_all"]


class Writer(Protocol):
    """Writes the text of a pull request."""

    def __call__(
        self,
        checked: CheckedSession,
        branch: str,
        findings: Sequence[Finding],
        options: PublishOptions,
    ) -> Page:
        """Returns title and body for the session as it is on `branch` of the code host."""


def publish(
    checked: CheckedSession,
    store: Store,
    forge: Forge,
    remote: Remote,
    options: PublishOptions,
    write: Writer,
) -> Published:
    """Publishes one session from `store` and returns what became of it.

    Raises `Declined` when healbot shall not act, `Refused` when the branch holds what no fix may
    change, `ForgeUnusable` and `EnvironmentProblem` as `Forge` and `Remote` do.
    """
    publisher = Publisher(store, forge, remote, options, write)
    return publisher.publish(checked, publisher.examine(checked))


def publish_all(
    sessions: Iterable[CheckedSession],
    store: Store,
    forge: Forge,
    remote: Remote,
    options: PublishOptions,
    write: Writer,
) -> tuple[Published, ...]:
    """Publishes each of `sessions` and returns what became of them; see `publish`.

    All are examined before the first one is pushed. A session that healbot shall not publish is
    among the results, with the action ``declined``.
    """
    publisher = Publisher(store, forge, remote, options, write)
    examined = [(checked, publisher.examine(checked)) for checked in sessions]
    results = []
    for checked, findings in examined:
        try:
            results.append(publisher.publish(checked, findings))
        except Declined as error:
            results.append(Published("declined", checked.name, error.message, gate=error.gate))
    return tuple(results)


class Publisher:
    """Publishes sessions of one repository."""

    def __init__(
        self, store: Store, forge: Forge, remote: Remote, options: PublishOptions, write: Writer
    ) -> None:
        self._store = store
        self._forge = forge
        self._remote = remote
        self._options = options
        self._write = write
        self._upkeep = PullRequestUpkeep(forge, options)
        self._base_tip = ""

    def examine(self, checked: CheckedSession) -> tuple[Finding, ...]:
        """Returns what a reviewer should look at; changes nothing on the code host.

        Raises `Refused` when the session may not be published at all.
        """
        self._check_base(checked)
        return examine_again(self._store, checked, self._options)

    def publish(self, checked: CheckedSession, findings: Sequence[Finding]) -> Published:
        """Pushes an examined session and sees to its pull request."""
        session = checked.session
        there = self._upkeep.find(checked.name, session)
        self._check_worth_it(checked, is_new=there is None)
        branch = there.head_branch if there else checked.name
        page = self._write(checked, branch, findings, self._options)
        pushed = self._push(checked, branch, page.title)
        if there is None:
            return self._upkeep.create(branch, session, page)
        return self._upkeep.update(there, session, page, pushed=pushed)

    def _check_base(self, checked: CheckedSession) -> None:
        """Raises `Refused` unless the session starts from a commit of the base branch."""
        base_branch = self._options.base_branch
        if not self._base_tip:
            self._base_tip = self._fetched_base(base_branch)
        if is_ancestor(self._store, checked.base, self._base_tip):
            return
        message = self._store.objects.commit(checked.base).message
        if trailers_in(message).get("Outcome") == "snapshot":
            raise Refused(
                f"{checked.name} starts from changes that are not committed.",
                hint="Commit and push them, then run healbot fix again: a pull request would "
                "show them as healbot's.",
            )
        raise Refused(
            f"{checked.name} starts from {checked.base[:10]}, which is not on {base_branch} there.",
            hint="Push that commit first, or name another base with --base; a shallow clone "
            "needs its history: git fetch --unshallow.",
        )

    def _fetched_base(self, base_branch: str) -> str:
        """Returns the newest commit of the base branch there, which is then here as well."""
        ref = HEADS + base_branch
        tip = self._remote.ref(self._store, ref)
        if tip is None:
            raise UsageError(
                f"{self._forge.repository} has no branch {ascii(base_branch)[:100]}.",
                hint="Name the branch to merge into: --base main",
            )
        self._remote.fetch(self._store, [ref])
        return tip

    def _check_worth_it(self, checked: CheckedSession, *, is_new: bool) -> None:
        """Raises `Declined` when a pull request would have nothing to show."""
        session = checked.session
        if not checked.is_finished:
            raise Declined(
                "unfinished",
                f"{checked.name} ends in the middle of an attempt.",
                hint=f"Finish it first: healbot resume {checked.name}",
            )
        if not is_new:
            return
        if session.validated is None and not self._options.unhealed:
            why = session.gave_up or "no attempt on it is proven"
            raise Declined(
                "not-healed",
                f"{checked.name} holds no proven fix: {why}.",
                hint="healbot log shows what was tried; --unhealed publishes a draft of it.",
            )
        if not checked.changes:
            raise Declined(
                "nothing-changed",
                f"{checked.name} ends with the files that it started from.",
                hint="See what was tried: healbot log.",
            )

    def _push(self, checked: CheckedSession, branch: str, title: str) -> bool:
        """Makes the branch there show the session; returns whether anything had to be moved."""
        refs = self._remote.refs(self._store, HEADS + branch, FULL_LEDGER + branch)
        head, ledger = refs.get(HEADS + branch), refs.get(FULL_LEDGER + branch)
        keeps_ledger = self._options.squash and not checked.only_squashed
        commit = checked.tip
        if self._options.squash or checked.only_squashed:
            commit = squash(
                self._store, checked, title, self._options.signature, keeps_ledger=keeps_ledger
            )
        if head is not None and head != commit:
            self._check_may_replace(checked, branch, head, ledger)
        moved = False
        if keeps_ledger and ledger != checked.tip:
            self._remote.push_ledger(self._store, branch, checked.tip, ledger)
            moved = True
        if head != commit:
            self._remote.push(self._store, branch, commit, head)
            moved = True
        return moved

    def _check_may_replace(
        self, checked: CheckedSession, branch: str, head: str, ledger: str | None
    ) -> None:
        """Raises `Declined` unless all that is on the branch there is healbot's, and not newer."""
        self._remote.fetch(self._store, [HEADS + branch])
        squashed = squashed_in(self._store, head)
        if squashed is not None:
            self._check_made_by_healbot(branch, [head])
            session, is_proven, newest = squashed.session, squashed.is_proven, ledger or ""
            if newest:
                self._remote.fetch(self._store, [FULL_LEDGER + branch])
        else:
            try:
                found, entries = read_session(self._store.objects, branch, head)
            except HandsOff as error:
                raise _theirs(branch) from error
            self._check_made_by_healbot(branch, [entry.commit for entry in entries])
            session, is_proven, newest = found.id, found.validated is not None, head
        if session == checked.session.id:
            self._check_not_older(checked, branch, newest)
        elif is_proven and checked.session.validated is None:
            raise Declined(
                "better-there",
                f"{branch} there holds a proven fix from another start; this one is not proven.",
                hint="Review the one that is there.",
            )

    def _check_made_by_healbot(self, branch: str, commits: Iterable[str]) -> None:
        identities = self._options.identities
        if not all(is_made_by(self._store.objects, commit, identities) for commit in commits):
            raise _theirs(branch)

    def _check_not_older(self, checked: CheckedSession, branch: str, newest: str) -> None:
        if not newest or is_ancestor(self._store, newest, checked.tip):
            return
        if is_ancestor(self._store, checked.tip, newest):
            raise Declined(
                "newer-there",
                f"{branch} has more commits there than here.",
                hint="Somebody healed meanwhile: what is there is the newer state.",
            )
        raise Declined(
            "diverged",
            f"{branch} went another way there than here.",
            hint="Two heals ran at once. Keep what is there, or delete that branch there.",
        )


def _theirs(branch: str) -> Declined:
    return Declined(
        "human-commits",
        f"Somebody committed to {branch}; healbot leaves it to them.",
        hint="Take the fix over there, or delete the branch to let healbot begin anew.",
    )
