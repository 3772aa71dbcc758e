"""The file that says what lies in a bundle folder; whoever reads it did not write it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from healbot.ledger.bundle_file import DamagedBundle
from healbot.ledger.session_reader import is_session_branch

VERSION = 1
MANIFEST = "manifest.json"
BUNDLE = "sessions.bundle"
REPORT = "report.json"
MAX_BYTES = 64 * 1024


@dataclass(frozen=True)
class Manifest:
    """What a bundle folder holds."""

    branches: tuple[str, ...]
    """The branches of sessions in ``sessions.bundle``; without any there is no such file."""

    def to_bytes(self) -> bytes:
        """Returns the file."""
        document = {"version": VERSION, "branches": list(self.branches), "report": REPORT}
        return json.dumps(document, indent=2).encode() + b"\n"

    @classmethod
    def parse(cls, data: bytes, most_branches: int) -> Manifest:
        """Reads the file; raises `DamagedBundle` for anything but what `to_bytes` writes."""
        try:
            document = json.loads(data.decode("utf-8"), parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise DamagedBundle(f"{MANIFEST} is no JSON") from None
        if not isinstance(document, dict) or set(document) != {"version", "branches", "report"}:
            raise DamagedBundle(f"{MANIFEST} has other keys than version, branches, report")
        version, branches = document["version"], document["branches"]
        if type(version) is not int or version != VERSION:
            raise DamagedBundle(f"{MANIFEST} is of another version than {VERSION}")
        if document["report"] != REPORT:
            raise DamagedBundle(f"{MANIFEST} names another report than {REPORT}")
        if not isinstance(branches, list) or len(branches) > most_branches:
            raise DamagedBundle(f"{MANIFEST} has no list of up to {most_branches} branches")
        for branch in branches:
            if not isinstance(branch, str) or not is_session_branch(branch):
                raise DamagedBundle(f"{MANIFEST} names a branch that is not healbot's")
        if len(set(branches)) != len(branches):
            raise DamagedBundle(f"{MANIFEST} names a branch twice")
        return cls(tuple(branches))


def _no_number(word: str) -> object:
    raise ValueError(word)
