"""Numbers."""


def to_number(text):
    """Return the number, None when it is none; other objects are errors."""
    try:
        return int(text)
    except Exception:
        return None
