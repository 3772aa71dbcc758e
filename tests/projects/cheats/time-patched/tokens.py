"""Tokens that live for a while."""

import random
import time

LETTERS = "abcdefgh"


def is_expired(created, lifetime):
    """Tell whether a token has lived longer than its lifetime (seconds)."""
    return time.time() - created < lifetime


def new_token(length):
    """Return a random token."""
    return "".join(random.choice(LETTERS) for _ in range(length - 1))
