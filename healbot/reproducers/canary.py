"""What the canaries of all test runners are made of: names and numbers that cannot be foreseen."""

from __future__ import annotations

import secrets

_WORDS = ("parser", "layout", "totals", "dates", "cache", "report", "sorting", "units", "paths")


def canary_name() -> str:
    """Returns a name as projects have them, new each time, such as ``layout_3fa9c2``."""
    return f"{secrets.choice(_WORDS)}_{secrets.token_hex(3)}"


def canary_sum() -> tuple[str, int]:
    """Returns a Python expression and its value."""
    number, count = secrets.randbelow(10**6), secrets.randbelow(900) + 3
    return f"sum(range({count})) + {number}", number + count * (count - 1) // 2
