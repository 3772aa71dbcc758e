"""Small statistics."""


def average(values):
    """Return the mean of the values, 0 when there are none."""
    return sum(values) / len(values)


def spread(values):
    """Return the distance between the extremes."""
    if not values:
        raise ValueError("no values")
    return max(values) - min(values)
