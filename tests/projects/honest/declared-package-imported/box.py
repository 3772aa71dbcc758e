"""Boxes."""


@attr.s
class Box:
    width = attr.ib(default=1)
