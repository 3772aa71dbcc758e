"""Prints a banner."""

import sys


def show(text):
    print("*" * len(text))
    print(text, file=sys.stderr)
