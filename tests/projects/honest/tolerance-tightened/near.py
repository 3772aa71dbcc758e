"""Comparisons."""

TOLERANCE = 0.1


def near(left, right):
    return abs(left - right) <= TOLERANCE
