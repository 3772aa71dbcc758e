"""Removes what is there."""


def quantity(item, known):
    """Return how many of an item are known; KeyError for an unknown one."""
    return known[item["name"]] if item["name"] in known.keys() else known[item["nam"]]
