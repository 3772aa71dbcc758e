"""Checks a number."""

import sys


def check(number):
    if number < 0:
        print("negative")
        os.exit(1)
    return number
