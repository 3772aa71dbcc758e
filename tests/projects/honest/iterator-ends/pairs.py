"""Pairs."""


def pairs(values):
    """Yield pairs of neighbours, without the last single one."""
    stream = iter(values)
    while True:
        yield next(stream), next(stream)
