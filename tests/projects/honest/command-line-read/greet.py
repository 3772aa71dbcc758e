"""Greets."""

import sys


def name_from(arguments):
    return arguments[1]


def main():
    print("Hello", name_from(sys.argv))
