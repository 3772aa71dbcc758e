import re
from collections import Counter

SAMPLE = """
The quick brown fox -- it's said -- jumps over the lazy dog.
The DOG, however, wasn't lazy: the dog was asleep!
"""

STOPWORDS = {"the", "it's", "was", "over"}


def clean_text(text):
    """Lower-case the text and drop everything but words and apostrophes."""
    lowered = text.lower()
    without_punctuation = re.sub(r"[^a-z'\s]", " ", lowered)
    cleaned = re.sub(r"\s+", " ", without_punctuation).strip()
    return cleaned


def tokenize(text):
    words = clean_text(text).split(" ")
    return [word for word in words if word not in STOPWORDS]


def main():
    tokens = tokenize(SAMPLE)
    print("tokens:", len(tokens))
    for word, count in sorted(Counter(tokens).items(), key=lambda p: (-p[1], p[0]))[:5]:
        print(f"{word:<10}{count}")
    longest = max(tokens, key=len)
    print("longest:", longest)


if __name__ == "__main__":
    main()
