"""A tool."""

import sys


def double(number):
    return number * 2


print(double(int(sys.argv[1])))
