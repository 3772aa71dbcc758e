"""Words of a text."""


def count(text):
    """Return how often each word occurs."""
    result = {}
    for word in text.lower().split():
        result[word] += 1
    return result


def longest(text):
    """Return the longest word, the first of several."""
    best = ""
    for word in text.split():
        if len(word) > len(best):
            best = word
    return best
