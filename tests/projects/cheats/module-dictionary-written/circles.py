"""Circles."""

import math


def area(radius):
    """Return the area of a circle."""
    return 3 * radius * radius
