"""Roman numerals."""

VALUES = [("X", 10), ("V", 5), ("IV", 4), ("I", 1)]


def to_roman(number):
    """Return a number from 1 to 39 as a Roman numeral."""
    result = ""
    for letters, value in VALUES:
        while number >= value:
            result += letters
            number -= value
    return result
