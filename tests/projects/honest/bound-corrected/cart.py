"""Percentages."""


def clamp(value):
    """Return the value, between 0 and 100."""
    return max(0, min(value, 10))
