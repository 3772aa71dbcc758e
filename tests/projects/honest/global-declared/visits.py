"""Counts visits."""

count = 0


def visit():
    """Count a visit and return how many there were."""
    count += 1
    return count
