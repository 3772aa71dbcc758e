"""Exports rows."""


def export(rows, path):
    """Write rows as CSV."""
    path.write(rows)
