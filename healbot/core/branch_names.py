"""Names of branches: what Git permits, and which are healbot's own."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile(
    r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|\.lock(?:/|\Z)|(?:\A|/)\.|[./]\Z|\A[-/]"
)
"""After git-check-ref-format(1)."""
_MAX_LENGTH = 1000
_OWN = re.compile(r"healbot(?:/|-[a-z0-9-]*-[0-9a-f]{8}(?:-[0-9]{1,4})?\Z)")
_FINGERPRINT = re.compile(r"healbot[/-][a-z0-9-]*-([0-9a-f]{8})(?:-[0-9]{1,4})?\Z")


def is_branch_name(name: str) -> bool:
    """Whether Git takes `name` for a branch; it may still hold quotes, ``$(…)`` and the like."""
    return bool(name) and len(name) <= _MAX_LENGTH and not _FORBIDDEN.search(name)


def is_own_branch(name: str) -> bool:
    """Whether a branch is one of healbot's, or stands where only healbot puts branches."""
    return bool(_OWN.match(name))


def fingerprint_in(name: str) -> str:
    """Returns the first 8 digits of the fingerprint that a session's branch is for, else ``""``."""
    found = _FINGERPRINT.match(name)
    return found[1] if found else ""
