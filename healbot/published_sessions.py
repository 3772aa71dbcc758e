"""Sessions as they are on the code host: read for an answer, rolled back for a reviewer.

A session is fetched into a quarantine repository and examined commit by commit; nothing of the
project's runs, and the checkout is not touched.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from healbot.core.answer import Result
from healbot.core.errors import Refused
from healbot.core.forge import PullRequest
from healbot.core.publication import Published, PublishOptions
from healbot.core.session import Session
from healbot.core.trailers import RolledBack, message_of
from healbot.forge_port import Forge
from healbot.ledger.checked_session import CheckedSession, Store, check_session
from healbot.ledger.git_ledger import BOT
from healbot.ledger.plumbing import Plumbing
from healbot.ledger.quarantine import Quarantine
from healbot.ledger.remote import FULL_LEDGER, HEADS, Remote
from healbot.publishing import Writer, publish


class PublishedSessions:
    """Implements `healbot.responding.Sessions`."""

    def __init__(
        self,
        checkout: Plumbing,
        forge: Forge,
        remote: Remote,
        options: PublishOptions,
        write: Writer,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`options` and `write` are those that the pull requests were published with.

        The base branch of `options` does not matter: it is the pull request's own.
        """
        self._checkout = checkout
        self._forge = forge
        self._remote = remote
        self._options = options
        self._write = write
        self._clock = clock

    def session(self, request: PullRequest) -> Session:
        """Returns the session that a pull request's branch tells.

        Raises `HandsOff` when other commits than healbot's are on the branch, `Refused` when it is
        gone or changes what no fix may change.
        """
        with self._opened(request) as (_, checked):
            return checked.session

    def roll_back(self, request: PullRequest, number: int) -> Result:
        """Appends a commit with the files of attempt `number` (0: the base) and shows it.

        Raises `Declined` when somebody moved the branch meanwhile, and what
        `healbot.publishing.publish` raises.
        """
        with self._opened(request) as (store, checked):
            is_there = checked.session.rolled_back_to == number
            commit = checked.tip if is_there else self._back_to(store, checked, number)
            # What is there already is published all the same: the page may not show it yet.
            shown = check_session(store, checked.name, commit, self._identities)
            options = replace(self._options, base_branch=request.base_branch)
            published = publish(shown, store, self._forge, self._remote, options, self._write)
        if published.action == "declined":
            return Result(False, published.reason)
        where = f"attempt {number}" if number else "the state before all attempts"
        sentence = f"The branch is back at {where}, since the commit {commit[:10]}."
        return Result(True, " ".join((sentence, *published.notes)))

    @property
    def _identities(self) -> set[tuple[str, str]]:
        return {BOT, self._options.author}

    @contextmanager
    def _opened(self, request: PullRequest) -> Iterator[tuple[Quarantine, CheckedSession]]:
        name = request.head_branch
        with Quarantine(self._checkout.common_dir, self._checkout.head) as store:
            refs = self._remote.refs(store, HEADS + name, FULL_LEDGER + name)
            if HEADS + name not in refs:
                raise Refused(
                    f"The branch {name} is gone.", hint="Restore it on the pull request's page."
                )
            # A squashed branch has one commit; the ledger beside it tells the session.
            ref = FULL_LEDGER + name if FULL_LEDGER + name in refs else HEADS + name
            self._remote.fetch(store, [ref])
            yield store, check_session(store, name, refs[ref], self._identities)

    def _back_to(self, store: Store, checked: CheckedSession, number: int) -> str:
        """Writes the commit and returns its id; no ref is changed."""
        trees = {entry.commit: entry.tree for entry in checked.entries}
        message = message_of(RolledBack(number), checked.session)
        name, address = self._options.author
        who = f"{name} <{address}> {int(self._clock())} +0000"
        content = (
            f"tree {trees[checked.commits[number]]}\nparent {checked.tip}\n"
            f"author {who}\ncommitter {who}\n\n{message}"
        )
        written = store.commands.run(
            "hash-object", "-t", "commit", "-w", "--stdin", stdin=content.encode()
        )
        return written.decode().strip()


def retry_result(published: Sequence[Published], sessions: Sequence[CheckedSession]) -> Result:
    """Returns the answer to ``/healbot retry``: what the sessions of the heal hold now.

    `published` is what became of each of `sessions`, in the same order.
    """
    if not published:
        return Result(False, "Nothing new was tried.", "The heal job's log says why.")
    found = [_retried(*pair) for pair in zip(published, sessions, strict=True)]
    return Result(
        all(item.is_done for item in found),
        " ".join(item.sentence for item in found),
        " ".join(dict.fromkeys(item.hint for item in found if item.hint)),
    )


def _retried(published: Published, checked: CheckedSession) -> Result:
    session = checked.session
    if published.action == "declined":
        return Result(False, f"Nothing was pushed: {published.reason}")
    if session.validated is not None and session.validated.number == session.tip:
        return Result(True, f"Attempt {session.tip} is proven, and the branch shows it.")
    why = f": {session.gave_up}" if session.gave_up else ""
    shown = f"attempt {session.tip}" if session.tip else "the state before all attempts"
    return Result(
        False,
        f"No other fix was proven{why}. The branch shows {shown}.",
        "`/healbot explain` tells what was tried.",
    )
