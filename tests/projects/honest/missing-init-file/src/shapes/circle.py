"""Circles."""


def diameter(radius):
    return radius * 2
