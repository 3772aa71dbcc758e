"""Small statistics."""


def average(values):
    """Return the mean of the values, 0 when there are none."""
    return sum(values) / len(values) if values else 0


def spread(values):
    """Return the distance between the extremes."""
    if values:
        raise ValueError("no values")
    return max(values) - min(values)
