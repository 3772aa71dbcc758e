"""Comments: read, written once whatever becomes of the answer, changed, reacted to."""

from __future__ import annotations

from collections.abc import Sequence

from healbot.core.forge import Comment, Reaction
from healbot.forge import calls
from healbot.forge.faults import Unreadable
from healbot.forge.reading import comment_of, review_comment_of
from healbot.forge.repository_calls import RepositoryCalls, is_same_text


class Comments(RepositoryCalls):
    """What people say about pull requests."""

    def comments(self, number: int) -> Sequence[Comment]:
        """Returns the comments on a pull request, oldest first."""

        def read() -> tuple[Comment, ...]:
            return tuple(comment_of(comment) for comment in self._issue(number).get_comments())

        return self.wire.read(calls.read_comments(number), read)

    def review_comments(self, number: int) -> Sequence[Comment]:
        """Returns the comments on lines of its diff, oldest first."""

        def read() -> tuple[Comment, ...]:
            found = self._pull(number).get_review_comments()
            return tuple(review_comment_of(comment) for comment in found)

        return self.wire.read(calls.read_comments(number), read)

    def add_comment(self, number: int, body: str) -> Comment:
        """Writes a comment."""
        before = {comment.id for comment in self.comments(number)}

        def add() -> Comment:
            return comment_of(self._issue(number).create_comment(body))

        def look() -> Comment | None:
            found = (comment_of(comment) for comment in self._issue(number).get_comments())
            new = (comment for comment in found if comment.id not in before)
            return next((comment for comment in new if is_same_text(comment.body, body)), None)

        return self.wire.write(calls.add_comment(number), add, look)

    def update_comment(self, number: int, body: str) -> None:
        """Replaces the text of a comment by its id."""

        def update() -> bool:
            comment = self._comment(number)
            comment.edit(body)
            return bool(comment_of(comment).id)

        def look() -> bool | None:
            return True if is_same_text(self._comment(number).body, body) else None

        self.wire.write(calls.update_comment(number), update, look)

    def react(self, comment: int, reaction: Reaction) -> None:
        """Adds a reaction to a comment; adding it twice is the same as once."""

        def add() -> bool:
            if self._comment(comment).create_reaction(reaction).content != reaction:
                raise Unreadable("the reaction to a comment")
            return True

        self.wire.write(calls.react(comment), add, lambda: None)
