"""Units."""

UNITS = ["km", "mi", "ly"]
METRES = {"km": 1000, "mi": 1609}


def metres(unit):
    """Return the metres of a unit."""
    return METRES[unit]
