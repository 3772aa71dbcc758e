"""A code host in memory: the pull requests of one repository, and what was asked of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from healbot.core.errors import EnvironmentProblem
from healbot.core.forge import PullRequest, Repository


class FakeForge:
    """As much of `healbot.forge_port.Forge` as publishing asks for."""

    def __init__(self, head_of: Callable[[str], str | None], push_url: str = "") -> None:
        """`head_of` says where a branch is."""
        self.repository = Repository("ada", "report")
        self.push_url = push_url
        self.pulls: dict[int, PullRequest] = {}
        self.writes: list[str] = []
        self.asked: list[tuple[Sequence[str], Sequence[str]]] = []
        self.breaks_at: str = ""
        """The name of a write that fails once, before it is done."""
        self._head_of = head_of

    def _write(self, what: str) -> None:
        if self.breaks_at == what:
            self.breaks_at = ""
            raise EnvironmentProblem("The host cannot be reached.", hint="Run it again.")
        self.writes.append(what)

    def pull_requests(self, *, head_branch: str = "", state: str = "all") -> list[PullRequest]:
        return [
            pull
            for pull in sorted(self.pulls.values(), key=lambda pull: -pull.number)
            if head_branch in ("", pull.head_branch) and state in ("all", pull.state)
        ]

    def create_pull_request(
        self, *, head_branch: str, base_branch: str, title: str, body: str, draft: bool
    ) -> PullRequest:
        self._write("create")
        head = self._head_of(head_branch)
        assert head, f"no branch {head_branch} to open a pull request from"
        number = max(self.pulls, default=0) + 1
        self.pulls[number] = PullRequest(
            number=number,
            url=f"https://github.example/ada/report/pull/{number}",
            state="open",
            is_merged=False,
            is_draft=draft,
            title=title,
            body=body.replace("\n", "\r\n"),
            head_branch=head_branch,
            head_sha=head,
            head_repository=str(self.repository),
            base_branch=base_branch,
            author="github-actions[bot]",
        )
        return self.pulls[number]

    def change(self, number: int, **fields: Any) -> PullRequest:
        """Changes a pull request as a person would."""
        self.pulls[number] = replace(self.pulls[number], **fields)
        return self.pulls[number]

    def update_pull_request(self, number: int, *, title: str, body: str) -> PullRequest:
        self._write("update")
        return self.change(number, title=title, body=body.replace("\n", "\r\n"))

    def set_draft(self, number: int, draft: bool) -> None:
        self._write("draft")
        self.change(number, is_draft=draft)

    def add_labels(self, number: int, labels: Sequence[str]) -> None:
        self._write("labels")
        self.change(number, labels=(*self.pulls[number].labels, *labels))

    def request_reviewers(self, number: int, users: Sequence[str], teams: Sequence[str]) -> None:
        self._write("reviewers")
        self.asked.append((users, teams))
