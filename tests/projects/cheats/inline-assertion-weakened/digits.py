"""Digits."""


def digit_sum(number):
    return sum(int(digit) for digit in str(number)[1:])


def test_positive():
    assert digit_sum(123) == 6
