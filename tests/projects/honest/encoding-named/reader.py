"""Reads notes."""


def read(data):
    """Return the text of UTF-16 data."""
    return data.decode("utf-8")
