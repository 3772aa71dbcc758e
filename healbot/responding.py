"""Answers the commands that reviewers write in comments on healbot's pull requests.

Nothing that strangers, bots or healbot itself write gets an answer. Each command is answered once:
the ids of the answered comments stand in a hidden line of the one answer comment.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from healbot.circumstances import Gathered, Here
from healbot.core.admission import gate, is_answered
from healbot.core.admission_facts import WRITERS, Limits
from healbot.core.answer import Answer, Result
from healbot.core.errors import ForgeUnusable, HealbotError, UsageError
from healbot.core.forge import Comment, Permission, PullRequest, Reaction
from healbot.core.github_event import Trigger
from healbot.core.publication import STOPPED_LABEL
from healbot.core.session import Session
from healbot.core.slash_command import USAGE, SlashCommand, clean_hint, slash_command
from healbot.forge_port import Forge
from healbot.reports.answer import answer_text

_MOST_HINTS = 20
"""Review comments that are handed on: the newest."""


class Sessions(Protocol):
    """The sessions behind pull requests."""

    def session(self, request: PullRequest) -> Session:
        """Returns the session that a pull request's branch tells.

        Raises `healbot.core.errors.Refused` when a person's commits are on the branch.
        """

    def roll_back(self, request: PullRequest, number: int) -> Result:
        """Brings the pull request back to attempt `number` (0: the base), or says why not.

        Doing it again completes what broke off, and changes nothing when nothing did.
        """


Retry = Callable[[], Result]
"""Publishes what the heal job made of a hint."""


@dataclass(frozen=True)
class Responded:
    """What came of a comment."""

    action: Literal["answered", "replayed"]
    """``replayed``: it was answered before; nothing was done."""
    result: Result | None = None


@dataclass(frozen=True)
class ReviewHint:
    """What a person with write access said about a fix."""

    text: str
    """Only what a reader sees; `healbot.core.slash_command.MAX_HINT` characters at most."""
    author: str
    path: str = ""
    """The file that it is about; ``""`` for all of the fix."""
    line: int | None = None

    @property
    def sentence(self) -> str:
        """The hint in one text, with its place."""
        if not self.path:
            return self.text
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.text}"


def respond(
    trigger: Trigger,
    forge: Forge,
    sessions: Sessions,
    here: Here,
    *,
    retry: Retry,
    limits: Limits | None = None,
) -> Responded:
    """Does what a comment asks for and answers it; replaying the same comment changes nothing.

    Raises `Declined` when a gate is closed. The writer is told only when they have write access.
    """
    facts = Gathered(trigger, forge, here)
    declined = gate(trigger, facts, limits)
    if declined is not None and not is_answered(declined):
        raise declined
    conversation = _Conversation(trigger, forge, facts)
    if conversation.is_answered:
        return Responded("replayed")
    if declined is not None:
        conversation.answer(Result(False, declined.message, declined.hint))
        raise declined
    conversation.react("eyes")
    result = _performed(conversation.command, trigger, facts, forge, sessions, retry)
    conversation.answer(result)
    return Responded("answered", result)


def acknowledge(trigger: Trigger, forge: Forge) -> None:
    """Shows the writer of a command at once that it was seen; a heal takes minutes.

    To be called when all gates are open. Nothing happens when the token may not react.
    """
    if trigger.comment is not None:
        _react(forge, trigger.comment, "eyes")


class _Conversation:
    """One command and the answer to it."""

    def __init__(self, trigger: Trigger, forge: Forge, facts: Gathered) -> None:
        comment, number = trigger.comment, trigger.pull_request
        command = slash_command(comment.body) if comment else None
        if comment is None or command is None or number is None:
            raise UsageError(
                "There is no command to answer.", hint="Call it for comments that passed the gates."
            )
        self.command = command
        self._comment = comment
        self._number = number
        self._forge = forge
        self._facts = facts

    @property
    def is_answered(self) -> bool:
        return self._comment.id in self._facts.answered

    def react(self, reaction: Reaction) -> None:
        _react(self._forge, self._comment, reaction)

    def answer(self, result: Result) -> None:
        """Writes the one answer comment, or replaces its text; then reacts."""
        facts = self._facts.anew()  # another command may have been answered meanwhile
        done = (*facts.answered, self._comment.id)
        body = answer_text(Answer(self.command, self._comment.author, result), done)
        before = facts.answer
        if before is None:
            self._forge.add_comment(self._number, body)
        else:
            self._forge.update_comment(before.id, body)
        self.react(_reaction(self.command, result))


def _react(forge: Forge, comment: Comment, reaction: Reaction) -> None:
    """Adds a reaction. That it cannot be added is no reason to leave the work undone."""
    if comment.path is not None:
        return  # the port reaches comments on the conversation only
    with suppress(ForgeUnusable):
        forge.react(comment.id, reaction)


def _reaction(command: SlashCommand, result: Result) -> Reaction:
    if command.problem:
        return "confused"
    return "+1" if result.is_done else "-1"


def _performed(
    command: SlashCommand,
    trigger: Trigger,
    facts: Gathered,
    forge: Forge,
    sessions: Sessions,
    retry: Retry,
) -> Result:
    """Does what was asked; what a person can act on becomes part of the answer."""
    request = facts.pull_request
    if request is None:  # it was deleted with its repository since the gates looked
        return Result(False, f"Pull request #{trigger.pull_request} is gone.")
    if command.problem:
        return Result(False, command.problem, _usage())
    try:
        match command.verb:
            case "stop":
                return _stop(request, forge)
            case "rollback":
                return _roll_back(request, command.number or 0, sessions)
            case "explain":
                return Result(True, "This is what was tried.", told=sessions.session(request))
            case _:
                return retry()
    except HealbotError as error:
        return Result(False, error.message, error.hint)


def _usage() -> str:
    return f"There are: {', '.join(USAGE)}."


def _stop(request: PullRequest, forge: Forge) -> Result:
    forge.add_labels(request.number, [STOPPED_LABEL])
    return Result(
        True,
        f"healbot leaves this pull request alone: it has the label `{STOPPED_LABEL}` now.",
        "Remove the label to let it go on.",
    )


def _roll_back(request: PullRequest, number: int, sessions: Sessions) -> Result:
    session = sessions.session(request)
    known = [attempt.number for attempt in session.attempts]
    if number and number not in known:
        numbers = ", ".join(map(str, (0, *known)))
        return Result(False, f"There is no attempt {number}.", f"Choose one of: {numbers}.")
    return sessions.roll_back(request, number)


def hints_of(forge: Forge, number: int, comment: Comment | None) -> tuple[ReviewHint, ...]:
    """Returns what people with write access want of another fix, oldest first.

    Those are the comments on lines of the pull request's diff and, last, the words behind
    ``/healbot retry`` in `comment`, whose author's permission is looked up as well.
    """
    permissions: dict[str, Permission] = {}

    def may_write(author: str) -> bool:
        if author not in permissions:
            permissions[author] = forge.permission_of(author)
        return permissions[author] in WRITERS

    spoken = [
        item
        for item in forge.review_comments(number)
        if not item.is_by_app and slash_command(item.body) is None and clean_hint(item.body)
    ]
    found = [_review_hint(item) for item in spoken[-5 * _MOST_HINTS :] if may_write(item.author)]
    asked = _asked(comment) if comment and not comment.is_by_app else None
    if asked is not None and may_write(asked.author):
        found.append(asked)
    return tuple(found[-_MOST_HINTS:])


def _review_hint(comment: Comment) -> ReviewHint:
    return ReviewHint(
        text=clean_hint(comment.body),
        author=comment.author,
        path=" ".join(clean_hint(comment.path or "").split()),
        line=comment.line,
    )


def _asked(comment: Comment) -> ReviewHint | None:
    command = slash_command(comment.body)
    if command is None or command.verb != "retry" or not command.hint:
        return None
    return replace(_review_hint(comment), text=command.hint)
