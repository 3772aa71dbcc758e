"""The hidden first line of a body: which failure and which session it is about.

Anyone can write one into a pull request of their own: who reads it has to look at the author and
the branch too. It is believed only as the first line, where no foreign text can stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from healbot.core.errors import Refused

VERSION = 1
_MARKER = re.compile(
    r"<!-- healbot:pull-request version=(?P<version>\d{1,4}) "
    r"fingerprint=(?P<fingerprint>[0-9a-f]{8,64}) session=(?P<session>[0-9a-f]{32}) -->\r?(?:\n|\Z)"
)


@dataclass(frozen=True)
class Marker:
    """What a body is about."""

    fingerprint: str
    session: str
    version: int = VERSION

    def to_line(self) -> str:
        """Returns the hidden line; raises `Refused` when these are no identities of healbot's."""
        line = (
            f"<!-- healbot:pull-request version={self.version} "
            f"fingerprint={self.fingerprint} session={self.session} -->"
        )
        if not _MARKER.match(line):
            raise Refused(
                "The branch does not say which failure and which session it is about.",
                hint="Its commits were not written by healbot: heal the failure anew.",
            )
        return line


def marker_in(body: str) -> Marker | None:
    """Returns the marker that a body begins with, ``None`` when there is none."""
    found = _MARKER.match(body)
    if found is None:
        return None
    return Marker(found["fingerprint"], found["session"], int(found["version"]))
