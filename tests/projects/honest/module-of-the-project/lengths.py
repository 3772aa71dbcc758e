"""Lengths."""


def to_cm(inches):
    return inches * units.INCH
