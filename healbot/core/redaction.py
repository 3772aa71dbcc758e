"""Takes secrets out of text before it is shown, stored or committed."""

from __future__ import annotations

import re
from collections.abc import Iterable

MASK = "***"
MIN_SECRET_LENGTH = 6
"""Shorter values are too common in ordinary text to be masked."""

_KEY_SHAPES = re.compile(
    r"""
    \b(?:
        sk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,}           # Anthropic, OpenAI
      | gh[pousr]_[A-Za-z0-9]{30,}                      # GitHub tokens
      | github_pat_[A-Za-z0-9_]{40,}
      | glpat-[A-Za-z0-9_-]{20,}                        # GitLab
      | xox[abprs]-[A-Za-z0-9-]{10,}                    # Slack
      | (?:AKIA|ASIA)[A-Z0-9]{16}                       # AWS
      | AIza[A-Za-z0-9_-]{35}                           # Google
      | pypi-[A-Za-z0-9_-]{50,}
      | eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}   # JSON web tokens
    )
    | (?<=://)[^/\s:@]*:[^/\s@]+(?=@)                   # user:password in a URL
    | -----BEGIN[ ][A-Z ]*PRIVATE[ ]KEY-----[\s\S]*?(?:-----END[ ][A-Z ]*PRIVATE[ ]KEY-----|\Z)
    """,
    re.VERBOSE,
)


class Redactor:
    """Masks exact secret values and text that has the shape of a key."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """`secrets` are values, such as those of the variables passed with ``--env``."""
        values = {secret for secret in secrets if len(secret) >= MIN_SECRET_LENGTH}
        # Longest first: a secret that contains another one is masked whole.
        ordered = sorted(values, key=len, reverse=True)
        self._values = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def redact(self, text: str) -> str:
        """Returns `text` with each secret replaced by ``***``."""
        if self._values is not None:
            text = self._values.sub(MASK, text)
        return _KEY_SHAPES.sub(MASK, text)
