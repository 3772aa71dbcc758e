import sys
from collections import OrderedDict

DEFAULT_TEXT = "The quick brown fox jumps over the lazy dog. Then the dog sleeps."


def frequencies(text, letters="etaoinshrdlu"):
    """Return an ordered mapping from letter to number of occurrences."""
    result = OrderedDict()
    for letter in letters:
        result[letter] = text.lower().count(letter)
    return result


def histogram(freqs, symbol="*"):
    lines = []
    for letter, count in freqs.items():
        lines.append("{} | {} {}".format(letter, symbol * count, count))
    return lines


if __name__ == "__main__":
    text = " ".join(sys.argv[1:]) or DEFAULT_TEXT
    for line in histogram(frequencies(text)):
        print(line)
    print("letters in total:", sum(ch.isalpha() for ch in text))
