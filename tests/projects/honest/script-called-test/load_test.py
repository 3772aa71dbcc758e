"""Measures load."""

import sys


def per_second(count, seconds):
    return count * seconds


if __name__ == "__main__":
    sys.exit(0 if per_second(10, 5) == 2 else "10 in 5 seconds are 2 a second")
