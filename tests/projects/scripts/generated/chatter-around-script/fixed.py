#!/usr/bin/env python3
"""Count how often each file extension occurs in a list of paths."""

from collections import Counter
from pathlib import PurePosixPath

PATHS = [
    "src/app/main.py",
    "src/app/util.py",
    "docs/readme.md",
    "assets/logo.svg",
    "assets/Photo.JPG",
    "assets/photo2.jpg",
    "Makefile",
    "dist/app-1.0.tar.gz",
]


def extension(path: str) -> str:
    suffix = PurePosixPath(path).suffix.lower()
    return suffix or "(none)"


def main() -> None:
    counts = Counter(extension(p) for p in PATHS)
    for suffix, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        print(f"{suffix:<8}{count}")
    print(f"total   {sum(counts.values())}")


if __name__ == "__main__":
    main()
