"""Checks of ages."""


def is_valid(age):
    """Return whether an age is at most 130."""
    return age < 100
