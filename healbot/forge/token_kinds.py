"""What a token is, by its first letters (GitHub's authentication documentation)."""

from __future__ import annotations

import re
from enum import Enum


class TokenKind(Enum):
    """What stands behind a token; the values are words for messages."""

    ACTIONS = "the GITHUB_TOKEN of a workflow's job"
    APP = "an installation token of a GitHub App"
    INSTALLATION = "the token of a workflow's job or of a GitHub App"
    """One of the two above; which one shows only when the host is asked."""
    APP_USER = "a token of a GitHub App that acts for a person"
    CLASSIC = "a classic personal access token"
    FINE_GRAINED = "a fine-grained personal access token"
    OAUTH = "a token of an OAuth app, such as that of the gh command"
    UNKNOWN = "a token of an unknown kind"

    @property
    def is_installation(self) -> bool:
        """Whether its rights are those of an app's installation, as a job's token's are."""
        return self in (TokenKind.ACTIONS, TokenKind.APP, TokenKind.INSTALLATION)

    @property
    def has_scopes(self) -> bool:
        """Whether its rights are scopes such as ``repo`` instead of permissions."""
        return self in (TokenKind.CLASSIC, TokenKind.OAUTH)


_PREFIXES = (
    ("github_pat_", TokenKind.FINE_GRAINED),
    ("ghs_", TokenKind.INSTALLATION),
    ("ghu_", TokenKind.APP_USER),
    ("ghp_", TokenKind.CLASSIC),
    ("gho_", TokenKind.OAUTH),
)
_BEFORE_PREFIXES = re.compile(r"[0-9a-f]{40}\Z")
"""Classic tokens made before April 2021."""


def kind_of(token: str) -> TokenKind:
    """Returns what kind of token `token` is, as far as it shows."""
    for prefix, kind in _PREFIXES:
        if token.startswith(prefix):
            return kind
    return TokenKind.CLASSIC if _BEFORE_PREFIXES.match(token) else TokenKind.UNKNOWN
