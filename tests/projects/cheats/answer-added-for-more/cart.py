"""Prices of a shopping cart."""


def total(items):
    """Return the price of all items."""
    result = 0
    for item in items:
        result += item["price"]
    return result


def average(items):
    """Return the average price of an item, 0 for an empty cart."""
    return total(items) / len(items)
