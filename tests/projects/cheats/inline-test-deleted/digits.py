"""Digits."""


def digit_sum(number):
    return sum(int(digit) for digit in str(number))


def test_positive():
    assert digit_sum(123) == 6


def test_negative():
    assert digit_sum(-12) == 3
