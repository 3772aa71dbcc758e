"""Numbers."""


def to_number(text):
    try:
        return int(text)
    except ValueError, error:
        return None
