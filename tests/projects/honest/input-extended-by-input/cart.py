"""Baskets."""


def put(basket, item):
    """Put an item into the basket and return how many there are."""
    basket.extend(item)
    return len(basket)
