"""Roots."""

import math


def root(number):
    return math.squareroot(number)
