"""Numerical integration."""

import math

STEPS = 100
TOLERANCE = 1e-6


def integrate(function, start, end, steps=STEPS):
    """Return the area under a function (midpoint rule)."""
    width = (end - start) / steps
    return sum(function(start + index * width) for index in range(steps)) * width


def same(left, right):
    """Tell whether two areas are the same for all practical purposes."""
    return abs(left - right) <= 1e-6


def circle(radius):
    """Return the area of a circle, with four digits."""
    return round(math.pi * radius**2, 2)
