"""The ledger of one heal: sessions that start from the user's files as they are now."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cached_property

from healbot.core.new_file import folders_of
from healbot.core.session import Request, Session
from healbot.core.source import SourceFile
from healbot.core.trailers import Record
from healbot.ledger.git_ledger import GitLedger, SessionBranch
from healbot.ledger.plumbing import Plumbing
from healbot.ledger.snapshot import Snapshot, take_snapshot

_FOLDER = "40000"


class ProjectLedger:
    """The `healbot.ports.Ledger` for one target in one repository."""

    def __init__(self, plumbing: Plumbing, ledger: GitLedger, target: str) -> None:
        self._plumbing = plumbing
        self._ledger = ledger
        self._target = target
        # In a large repository this takes as long as the first run of a script.
        self._taken = plumbing.in_background(lambda opened: take_snapshot(opened, target))

    @property
    def _snapshot(self) -> Snapshot:
        return self._taken.result()

    @cached_property
    def _base(self) -> str:
        return self._ledger.base_of(self._snapshot)

    def find(self, fingerprint: str, request: Request) -> SessionBranch | None:
        """Returns the session that answers this request for this failure from the present base."""
        return self._ledger.find(fingerprint, self._base, request)

    def starts_from(self, branch: SessionBranch) -> bool:
        """Whether `branch` started from the files as they are now."""
        return self._plumbing.tree_of(self._base) == branch.base_tree

    def start(self, session: Session) -> SessionBranch:
        """Makes the branch of a new session on top of the user's files as they are."""
        return self._ledger.start(replace(session, base=self._base))

    def append(
        self, branch: SessionBranch, record: Record, files: Mapping[str, SourceFile]
    ) -> SessionBranch:
        """Returns the branch with `record` added."""
        self._ledger.append(branch, record, files)
        return branch

    def lock(self, fingerprint: str) -> AbstractContextManager[None]:
        """Returns the lock of this failure."""
        return self._ledger.lock(fingerprint)

    def why_not_kept(self, path: str) -> str:
        """Returns, in one sentence, why a new file at `path` could not be kept in Git, else ``""``.

        Looked at are what Git has there that the work tree has not, and the user's attributes and
        ignore rules.
        """
        *above, last = (*folders_of(path), path)
        modes = self._plumbing.objects.modes(self._base, path)
        for place, mode in zip((*above, last), modes, strict=False):
            if mode != _FOLDER:
                return f"No patch may create {path}: Git has {place}, your files do not show it."
        if len(modes) > len(above):
            return f"No patch may create {path}: in Git it is a folder."
        if path != self._target and self._plumbing.is_ignored(path):
            return f"No patch may create {path}: Git ignores it."
        if self._plumbing.has_filter(path):
            return f"No patch may create {path}: Git keeps such files through a filter."
        return ""

    def base_unchanged(self) -> bool:
        """Whether the user's files are still those the session began with."""
        return self._snapshot.same_content(take_snapshot(self._plumbing, self._target))
