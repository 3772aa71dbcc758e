"""One pull request for each failure: found again, opened, brought up to date.

What it should look like is compared with what is there, and only the difference is sent. The body
is written last: its hidden comment says what was done, so that what broke off is done again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from healbot.core.errors import Declined, ForgeUnusable
from healbot.core.forge import PullRequest
from healbot.core.publication import (
    STOPPED_LABEL,
    Action,
    Marker,
    Published,
    PublishOptions,
    digest,
    marker_in,
    missing,
    same_text,
    with_marker,
)
from healbot.core.session import Session
from healbot.forge_port import Forge
from healbot.ledger.session_reader import is_session_branch

_TEAM = "team:"


@dataclass(frozen=True)
class Page:
    """What a reviewer reads first."""

    title: str
    body: str
    is_flagged: bool = False
    """Whether a person has to look before it can be called proven."""


class PullRequestUpkeep:
    """Keeps the pull requests of one repository."""

    def __init__(self, forge: Forge, options: PublishOptions) -> None:
        self._forge = forge
        self._options = options
        self._notes: list[str] = []

    def find(self, branch: str, session: Session) -> PullRequest | None:
        """Returns the open pull request for the session's failure, whatever its branch is called.

        Raises `Declined` when there is, or was, one and people decided on it.
        """
        # The list without a branch ends somewhere; the session's own branch is asked for by name.
        listed = (*self._forge.pull_requests(head_branch=branch), *self._forge.pull_requests())
        known = {item.number: item for item in listed}
        newest_first = (known[number] for number in sorted(known, reverse=True))
        found = [item for item in newest_first if self._is_about(item, branch, session)]
        for item in found:
            if item.state == "open":
                _check_not_stopped(item)
                return item
        for item in found[:1]:  # the newest
            if not item.is_merged:
                raise Declined(
                    "closed",
                    f"#{item.number} for this failure was closed without being merged.",
                    hint="healbot takes that for a no; reopen it to let healbot go on.",
                )
            marker = marker_in(item.body)
            if marker is not None and marker.session == session.id:
                raise Declined(
                    "merged",
                    f"#{item.number} with this session was merged.",
                    hint="If it fails again, run healbot fix on what is there now.",
                )
        return None

    def _is_about(self, item: PullRequest, branch: str, session: Session) -> bool:
        own = str(self._forge.repository).lower()  # the host tells no difference of case
        if item.head_repository is not None and item.head_repository.lower() != own:
            return False
        if not is_session_branch(item.head_branch):
            return False
        marker = marker_in(item.body)
        if marker is not None:
            return marker.fingerprint == session.fingerprint
        about = re.search(rf"-{session.fingerprint[:8]}(?:-\d+)?\Z", item.head_branch)
        return item.head_branch == branch or about is not None

    def create(self, branch: str, session: Session, page: Page) -> Published:
        """Opens a pull request."""
        self._notes = []
        marker = Marker(
            session.fingerprint, session.id, self._is_draft(session, page), digest(page.title)
        )
        made = self._open(branch, page, marker)
        _, marker = self._decorate(made, marker)
        if marker.asked:
            body = with_marker(page.body, marker)
            self._forge.update_pull_request(made.number, title=made.title, body=body)
        return self._published("created", made, "is open")

    def update(
        self, there: PullRequest, session: Session, page: Page, *, pushed: bool
    ) -> Published:
        """Brings an open pull request up to date; what a person changed stays."""
        self._notes = []
        old = marker_in(there.body)
        if old is None:
            self._notes.append(f"#{there.number} was opened by a person: its text is left alone.")
            return self._published("updated" if pushed else "unchanged", there, "shows the branch")
        title, given = page.title, digest(page.title)
        if old.title != digest(there.title):  # a person gave it another one
            title, given = there.title, old.title
        is_draft = self._is_draft(session, page)
        marker = Marker(session.fingerprint, session.id, is_draft, given, old.asked)
        changed, marker = self._decorate(there, marker)
        if old.is_draft != marker.is_draft:
            changed |= self._set_draft(there, marker.is_draft)
        body = with_marker(page.body, marker)
        if title != there.title or not same_text(body, there.body):
            self._forge.update_pull_request(there.number, title=title, body=body)
            changed = True
        if changed or pushed:
            return self._published("updated", there, "is up to date")
        return self._published("unchanged", there, "was up to date")

    def _is_draft(self, session: Session, page: Page) -> bool:
        if self._options.draft != "auto":
            return self._options.draft == "always"
        validated = session.validated
        return page.is_flagged or validated is None or validated.number != session.tip

    def _open(self, branch: str, page: Page, marker: Marker) -> PullRequest:
        def create(*, draft: bool) -> PullRequest:
            return self._forge.create_pull_request(
                head_branch=branch,
                base_branch=self._options.base_branch,
                title=page.title,
                body=with_marker(page.body, marker),
                draft=draft,
            )

        try:
            return create(draft=marker.is_draft)
        except ForgeUnusable as error:
            if not marker.is_draft or "draft" not in error.message.lower():
                raise
        self._notes.append("This repository has no drafts: the pull request is not marked as one.")
        return create(draft=False)

    def _set_draft(self, there: PullRequest, is_draft: bool) -> bool:
        if there.is_draft == is_draft:
            return False
        return self._try(lambda: self._forge.set_draft(there.number, is_draft))

    def _decorate(self, there: PullRequest, marker: Marker) -> tuple[bool, Marker]:
        """Adds labels and reviewers that are missing; returns whether it did, and who was asked."""
        options, number, changed = self._options, there.number, False
        if labels := missing(options.labels, there.labels):
            changed |= self._try(lambda: self._forge.add_labels(number, labels))
        teams = [_TEAM + team for team in options.team_reviewers]
        wanted = missing((*options.reviewers, *teams), marker.asked)
        if wanted:
            users = [name for name in wanted if not name.startswith(_TEAM)]
            groups = [name.removeprefix(_TEAM) for name in wanted if name.startswith(_TEAM)]
            if self._try(lambda: self._forge.request_reviewers(number, users, groups)):
                return True, replace(marker, asked=(*marker.asked, *wanted))
        return changed, marker

    def _try(self, action: Callable[[], None]) -> bool:
        """Does what the fix does not depend on; a refusal becomes a note."""
        try:
            action()
        except ForgeUnusable as error:
            self._notes.append(f"{error.message} {error.hint}".strip())
            return False
        return True

    def _published(self, action: Action, item: PullRequest, done: str) -> Published:
        return Published(
            action=action,
            branch=item.head_branch,
            reason=f"#{item.number} {done}.",
            number=item.number,
            url=item.url,
            notes=tuple(self._notes),
        )


def _check_not_stopped(item: PullRequest) -> None:
    if STOPPED_LABEL in item.labels:
        raise Declined(
            "stopped",
            f"#{item.number} has the label {STOPPED_LABEL!r}.",
            hint="Take the label off to let healbot go on.",
        )
