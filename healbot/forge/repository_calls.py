"""What all calls share: the repository, unread, and things in it of which the number is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from healbot.core.forge import Repository
from healbot.forge.wire import Wire

if TYPE_CHECKING:
    import github.Issue
    import github.IssueComment
    import github.PullRequest
    import github.Repository


class RepositoryCalls:
    """Calls about one repository."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    @property
    def repository(self) -> Repository:
        """Whose repository it is."""
        return self.wire.repository

    @property
    def push_url(self) -> str:
        """Where Git pushes to, without a token."""
        return f"{self.wire.addresses.server_url}/{self.repository}.git"

    def close(self) -> None:
        """Ends the connection; the next call opens another one."""
        self.wire.close()

    @property
    def _repo(self) -> github.Repository.Repository:
        """The repository, unread. A new one each time: one that was read goes to addresses that
        were in the answer."""
        return self.wire.github.get_repo(str(self.repository))

    def _pull(self, number: int) -> github.PullRequest.PullRequest:
        return self._repo.get_pull(number)

    def _issue(self, number: int) -> github.Issue.Issue:
        return self._repo.get_issue(number)

    def _comment(self, number: int) -> github.IssueComment.IssueComment:
        from github.IssueComment import IssueComment

        return IssueComment(self.wire.requester, url=self.wire.path(f"/issues/comments/{number:d}"))


def is_same_text(stored: str | None, sent: str) -> bool:
    """Whether the host stored this text: it may change line ends and drop space at the ends."""
    return (stored or "").replace("\r\n", "\n").strip() == sent.replace("\r\n", "\n").strip()
