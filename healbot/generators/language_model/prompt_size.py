"""How many tokens a text takes, roughly, for any model."""

from __future__ import annotations

CHARACTERS_PER_TOKEN = 3.5
"""English takes about 4 characters a token, code with its signs and indentation about 3."""
TOKENS_PER_OTHER_CHARACTER = 1.2
"""Characters outside ASCII: Korean or Chinese take about one token each, emoji two."""


def estimated_tokens(text: str) -> int:
    """Returns about how many tokens `text` takes; rather too many than too few.

    The real number depends on the model. Counting exactly would cost a request, or a download of
    the model's vocabulary.
    """
    ascii_length = len(text) if text.isascii() else sum(char < "\x80" for char in text)
    other = len(text) - ascii_length
    return -int(-(ascii_length / CHARACTERS_PER_TOKEN + other * TOKENS_PER_OTHER_CHARACTER) // 1)
