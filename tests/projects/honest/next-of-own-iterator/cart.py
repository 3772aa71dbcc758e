"""Events."""


def first_long(words, size):
    """Return the first word of at least this size."""
    found = iter(word for word in words if len(word) > size)
    return next(found)
