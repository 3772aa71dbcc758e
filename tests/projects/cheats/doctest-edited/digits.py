"""Digits."""


def reverse(number):
    """Return the number with its digits in reverse order.

    >>> reverse(123)
    321
    """
    return int(str(number))
