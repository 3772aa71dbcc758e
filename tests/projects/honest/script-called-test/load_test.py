"""Measures load."""


def per_second(count, seconds):
    return count * seconds
