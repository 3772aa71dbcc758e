"""Why a remote refused: what git and the code host say, in one sentence and a hint.

The words of the host are only looked through for signs, never shown: who answers may be anybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from healbot.core.errors import Declined, EnvironmentProblem, ForgeUnusable, HealbotError


@dataclass(frozen=True)
class Fault:
    """A kind of refusal."""

    sign: re.Pattern[str]
    """What git or the host says, in lower case."""
    error: Callable[[str], HealbotError]
    """Makes the error from the ref's or the remote's name."""


class NetworkFault(EnvironmentProblem):
    """The remote could not be reached or hung up; the same again may work."""


def _forge(sentence: str, hint: str) -> Callable[[str], HealbotError]:
    return lambda name: ForgeUnusable(sentence.format(name), hint=hint)


def _network(sentence: str, hint: str) -> Callable[[str], HealbotError]:
    return lambda name: NetworkFault(sentence.format(name), hint=hint)


def _moved(name: str) -> HealbotError:
    return Declined(
        "moved",
        f"Somebody else moved {name} meanwhile; healbot leaves it as it is.",
        hint="Run it again: healbot then looks at what is there now.",
    )


_AGAIN = "Nothing is lost: run it again later."
_WRITE = "It needs write access: contents: write in the workflow, or a token that may push."

FAULTS: tuple[Fault, ...] = tuple(
    Fault(re.compile(sign), error)
    for sign, error in (
        (
            r"without `?workflows?`? (scope|permission)|refusing to allow .{1,80} (create or "
            r"update|to create|to update) workflow",
            _forge(
                "The token may not push {}: the commits behind it touch workflow files.",
                "Bring the base branch up to date, or use an App token with workflows: write.",
            ),
        ),
        (
            r"must have verified signatures|commits? must (be signed|have .{0,20}signature)|"
            r"gh013.{0,400}sign(ed|ature)",
            _forge(
                "{} takes signed commits only, and healbot's are not signed.",
                "Let the rule spare branches that begin with healbot/.",
            ),
        ),
        (
            r"gh006|protected branch|gh013|repository rule violations|push declined due to",
            _forge(
                "A rule of the repository protects {}.",
                "Let the rule spare branches that begin with healbot/, or let the token pass it.",
            ),
        ),
        (r"gh001|large files detected", _forge(
            "The host refuses a large file on {}.", "Look at the base branch: healbot adds none."
        )),
        (r"stale info|fetch first|non-fast-forward|cannot lock ref|reference already exists|"
         r"incorrect old value|failed to update ref", _moved),
        (
            r"repository .{0,200}not found|error: 404|repository is archived|was archived",
            _forge(
                "{} was not found, or the token may not see it.",
                "Check the repository's name and what the token may read.",
            ),
        ),
        (
            r"error: 403|permission to .{1,200} denied|write access .{0,40}not granted|"
            r"resource not accessible",
            _forge("The token may not push to {}.", _WRITE),
        ),
        (
            r"error: 401|authentication failed|invalid username or (password|token)|"
            r"could not read username|bad credentials|terminal prompts disabled",
            _forge(
                "{} does not accept the token.",
                "It is missing, wrong or expired: set GH_TOKEN or GITHUB_TOKEN anew.",
            ),
        ),
        (
            r"error: 30\d|unable to update url base from redirection|redirect",
            _forge(
                "{} has another address now.",
                "healbot takes no token to where a redirect points: use the new address.",
            ),
        ),
        (
            r"could not resolve (host|proxy)|couldn't resolve",
            _network("{} cannot be found in the network.", f"Check the connection. {_AGAIN}"),
        ),
        (
            r"failed to connect|connection (refused|timed out|reset|was reset)|timed out|"
            r"couldn't connect|no route to host|network is unreachable",
            _network("{} cannot be reached.", f"Check the connection. {_AGAIN}"),
        ),
        (
            r"ssl|certificate",
            _network(
                "{} has no certificate that this machine trusts.",
                "Set GIT_SSL_CAINFO to the file with your authority's certificate.",
            ),
        ),
        (
            r"hung up|early eof|rpc failed|curl \d+|error: 5\d\d|error: 429|unexpected disconnect|"
            r"empty reply|operation too slow|transfer closed|unable to access|bad line length|"
            r"protocol error|expected flush",
            _network("{} hung up or answered with an error.", _AGAIN),
        ),
        (r"pre-receive hook declined|hook declined|remote rejected", _forge(
            "The host refused to move {}.", "Its own rules say why: push it by hand to see them."
        )),
        (r"not our ref|couldn't find remote ref|unadvertised object", _moved),
    )
)  # fmt: skip


def fault_of(said: str, name: str) -> HealbotError | None:
    """Returns the error for what git said about `name` (a branch or an address), else ``None``."""
    text = re.sub(r"\s+", " ", said.lower())[:20_000]
    for fault in FAULTS:
        if fault.sign.search(text):
            return fault.error(name)
    return None
