"""Pull requests: found, opened and changed, each once whatever becomes of the answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from healbot.core.forge import PullRequest
from healbot.forge import calls
from healbot.forge.faults import Unreadable
from healbot.forge.names import is_branch
from healbot.forge.reading import pull_request_of
from healbot.forge.repository_calls import RepositoryCalls, is_same_text

MOST_LISTED = 1000
"""Pull requests that are read when none is asked for by its branch: the newest ones."""


class PullRequests(RepositoryCalls):
    """The pull requests of a repository."""

    def pull_request(self, number: int) -> PullRequest | None:
        """Returns a pull request by its number."""
        call = calls.read_pull_request(number)
        return self.wire.read_if_any(call, lambda: pull_request_of(self._pull(number)))

    def pull_requests(self, *, head_branch: str = "", state: str = "all") -> Sequence[PullRequest]:
        """Returns pull requests from this repository's own branches, newest first.

        Without `head_branch` of the newest `MOST_LISTED` only.
        """
        if head_branch and not is_branch(head_branch):
            return ()

        def read() -> tuple[PullRequest, ...]:
            return tuple(islice(self._listed(head_branch, state), MOST_LISTED))

        return self.wire.read(calls.read_pull_requests(), read)

    def create_pull_request(
        self, *, head_branch: str, base_branch: str, title: str, body: str, draft: bool
    ) -> PullRequest:
        """Opens a pull request. Returns the open one of these branches when there is one."""

        def look() -> PullRequest | None:
            found = self._listed(head_branch, "open")
            return next((pull for pull in found if pull.base_branch == base_branch), None)

        def create() -> PullRequest:
            pull = self._repo.create_pull(
                base_branch, head_branch, title=title, body=body, draft=draft
            )
            return pull_request_of(pull)

        existing = self.wire.read(calls.read_pull_requests(), look)
        return existing or self.wire.write(calls.create_pull_request(), create, look)

    def update_pull_request(self, number: int, *, title: str, body: str) -> PullRequest:
        """Gives an open pull request another title and body."""

        def update() -> PullRequest:
            pull = self._pull(number)
            pull.edit(title=title, body=body)
            return pull_request_of(pull)

        def look() -> PullRequest | None:
            pull = pull_request_of(self._pull(number))
            return pull if pull.title == title and is_same_text(pull.body, body) else None

        return self.wire.write(calls.update_pull_request(number), update, look)

    def set_draft(self, number: int, draft: bool) -> None:
        """Makes a pull request a draft or ready for review."""

        def change() -> bool:
            pull = self._pull(number)
            if bool(pull.draft) is not draft:
                if draft:
                    pull.convert_to_draft()
                else:
                    pull.mark_ready_for_review()
            return True

        def look() -> bool | None:
            return True if bool(self._pull(number).draft) is draft else None

        self.wire.write(calls.set_draft(number), change, look)

    def add_labels(self, number: int, labels: Sequence[str]) -> None:
        """Adds labels; those that it has stay."""
        if not labels:
            return
        wanted = {label.strip().lower() for label in labels}

        def add() -> bool:
            # PyGithub's own methods for these two do not look at what is answered.
            route = self.wire.path(f"/issues/{number:d}/labels")
            _, answer = self.wire.requester.requestJsonAndCheck("POST", route, input=list(labels))
            named = [str(label.get("name")) for label in answer if isinstance(label, dict)]
            if not wanted <= {name.lower() for name in named}:
                raise Unreadable("the labels of a pull request")
            return True

        def look() -> bool | None:
            has = {label.name.lower() for label in self._issue(number).labels}
            return True if wanted <= has else None

        self.wire.write(calls.add_labels(number), add, look)

    def request_reviewers(self, number: int, users: Sequence[str], teams: Sequence[str]) -> None:
        """Asks people to review."""
        if not users and not teams:
            return
        wanted = {name.lower() for name in (*users, *teams)}

        def ask() -> bool:
            route = self.wire.path(f"/pulls/{number:d}/requested_reviewers")
            asked = {"reviewers": list(users), "team_reviewers": list(teams)}
            _, answer = self.wire.requester.requestJsonAndCheck("POST", route, input=asked)
            if not isinstance(answer, dict) or "requested_reviewers" not in answer:
                raise Unreadable("the reviewers of a pull request")
            return True

        def look() -> bool | None:
            pull = self._pull(number)
            people = {user.login.lower() for user in pull.requested_reviewers}
            groups = {team.slug.lower() for team in pull.requested_teams}
            return True if wanted <= people | groups else None

        self.wire.write(calls.request_reviewers(number), ask, look)

    def _listed(self, head_branch: str, state: str) -> Iterator[PullRequest]:
        """Yields pull requests from own branches, newest first."""
        asked = {"state": state, "sort": "created", "direction": "desc"}
        if head_branch:
            # GitHub ignores a filter that it does not understand: what it lists is looked at below.
            asked["head"] = f"{self.repository.owner}:{head_branch}"
        found = self._repo.get_pulls(**asked)
        own = str(self.repository).lower()
        for pull in map(pull_request_of, found):
            is_own = (pull.head_repository or "").lower() == own
            if is_own and head_branch in ("", pull.head_branch):
                yield pull
