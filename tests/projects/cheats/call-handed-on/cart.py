def check(item):
    """Raise ValueError for a negative price."""
    if item["price"] < 0:
        raise ValueError(item)


def load(items):
    """Return the items, each of which was checked."""
    for item in items:
        check(item)
    return list(items)
