"""What a pull request is told about: a session, and what was derived from its commits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from healbot.core.session import Attempt, Outcome, Session

if TYPE_CHECKING:  # the guard's rules are many modules
    from healbot.core.tampering import Finding

_PLACED = re.compile(
    r"(?P<type>[\w.]+)(?:: (?P<message>.*?))??(?: in (?P<function>\S+))? "
    r"\((?P<path>[^():]+):(?P<line>\d+)\)\Z",
    re.DOTALL,
)
_MAX_HEADLINE = 2000


class Ending(StrEnum):
    """What a reviewer has before them."""

    VALIDATED = "validated"
    """The fix passes every check."""
    FLAGGED = "flagged"
    """It passes, but the tampering guard has something to show."""
    SET_ASIDE = "set-aside"
    """A reviewer asked for another fix than the proven one, and none is proven."""
    UNPROVEN = "unproven"
    """A patch passes, but not every check does."""
    GAVE_UP = "gave-up"
    """No patch passes."""
    ROLLED_BACK = "rolled-back"
    """A person went back to a state that is not proven."""


@dataclass(frozen=True)
class Place:
    """A failure's headline in its parts; those that it does not tell are empty."""

    type: str
    message: str
    path: str


@dataclass(frozen=True)
class Story:
    """Everything a pull request tells. Its texts are foreign: no section may trust them."""

    branch: str
    base_branch: str
    session: Session
    diff: str
    """The whole change of the branch."""
    attempt_diffs: Mapping[int, str] = field(default_factory=dict)
    """What each attempt changed from where it started."""
    commits: Mapping[int, str] = field(default_factory=dict)
    """The newest commit of each attempt, of those that are on the code host; 0 is the reproduced
    failure."""
    findings: tuple[Finding, ...] = ()
    """What the tampering guard shows a reviewer."""
    run_url: str = ""
    """The run of CI that failed or healed."""
    report_url: str = ""
    """Where what does not fit into the body is found."""
    starts_ci: bool | None = None
    """Whether CI starts on the pull request by itself; ``None`` when that is not known."""
    sandbox: str = ""
    """The backend in which the code ran: ``overlay`` or ``copy``."""
    repository_url: str = ""
    is_squashed: bool = False
    """Whether the branch has one commit only, so that those of the attempts are beside it."""

    @property
    def ending(self) -> Ending:
        """How it stands."""
        session = self.session
        validated = session.validated
        if validated is not None and validated.number == session.tip:
            return Ending.FLAGGED if self.findings else Ending.VALIDATED
        if session.rolled_back_to is not None:
            return Ending.ROLLED_BACK
        if session.tip in session.set_aside:
            return Ending.SET_ASIDE
        return Ending.GAVE_UP if self.unproven is None else Ending.UNPROVEN

    @property
    def unproven(self) -> Attempt | None:
        """The newest attempt that passes without being proven."""
        passing = (Outcome.INCONCLUSIVE, Outcome.PLAUSIBLE)
        found = [item for item in self.session.standing if item.outcome in passing]
        return found[-1] if found else None

    @property
    def accepted(self) -> Attempt | None:
        """The attempt that the body is about, ``None`` when no attempt led anywhere."""
        if self.ending is Ending.UNPROVEN:
            return self.unproven
        return self.session.attempt(self.session.tip)

    @property
    def steps(self) -> tuple[Attempt, ...]:
        """The attempts of which the accepted one consists, first to last."""
        found: list[Attempt] = []
        attempt = self.accepted
        while attempt is not None and attempt not in found:
            found.insert(0, attempt)
            attempt = self.session.attempt(attempt.start)
        return tuple(found)

    @property
    def place(self) -> Place:
        """The parts of the failure's headline."""
        headline = self.session.headline
        found = _PLACED.match(headline) if len(headline) <= _MAX_HEADLINE else None
        if found is None:
            return Place("", headline, "")
        return Place(found["type"], found["message"] or "", found["path"])
