"""Prints the total."""

PRICES = {"apple": 4}

print(PRICES["pear"])
