"""Reads numbers."""

ERRORS = (TypeError, KeyError)


def number(text):
    """Return a number, ValueError with the text for what is none."""
    try:
        return int(text)
    except ERRORS as error:
        raise ValueError(f"no number: {text}") from error
