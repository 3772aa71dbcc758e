"""Runs snippets."""


def run(text):
    """Return the names that a snippet sets."""
    names = {}
    exec text in names
    return names
