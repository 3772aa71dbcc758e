"""Ranks."""


def ranks(points):
    return sorted(points)
