"""Weeks."""

DAYS = 6


def days(weeks):
    """Return the number of days."""
    return weeks * DAYS
