"""Names from strangers that become part of a route: branches and logins."""

from __future__ import annotations

import re

_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:\[bot\])?\Z")
_NOT_IN_A_BRANCH = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|//|@\{")
_LONGEST_BRANCH = 1000


def is_login(text: str) -> bool:
    """Returns whether `text` can be the login of a person, an app or a managed user (with ``_``).

    HTTP clients resolve ``..`` in a path before they send it, quoted or not: what is no login must
    never get into one.
    """
    return bool(_LOGIN.match(text))


def is_branch(text: str) -> bool:
    """Returns whether Git takes `text` as the name of a branch (git-check-ref-format(1))."""
    if not 0 < len(text) <= _LONGEST_BRANCH or _NOT_IN_A_BRANCH.search(text):
        return False
    if text.startswith(("/", "-")) or text.endswith(("/", ".")) or text in ("@", "HEAD"):
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    parts = text.split("/")
    return not any(part.startswith(".") or part.endswith(".lock") for part in parts)
