"""Turn article headlines into URL slugs and flag the duplicates."""
import re

HEADLINES = [
    "  10 Tips for Faster Python  ",
    "Why Unit Tests Matter",
    "10 tips for faster python",
    "What's New in SQLite 3.45?",
    "Coffee & Code: A Weekend Report",
]


def slugify(title, max_length=28):
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower().replace("&", " and "))
    # never end in the middle of nowhere
    return slug[:max_length].strip("-")


def main():
    seen = {}
    for title in HEADLINES:
        slug = slugify(title)
        if slug in seen:
            print(f"{slug:30} duplicate of headline {seen[slug]}")
            continue
        seen[slug] = len(seen) + 1
        print(f"{slug:30} ok")
    print("unique slugs:", len(seen))


if __name__ == "__main__":
    main()
