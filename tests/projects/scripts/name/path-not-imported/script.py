#!/usr/bin/env python3
"""Count lines, words and TODOs in the text files of the folder notes/."""
import argparse


def collect(folder, pattern):
    return sorted(Path(folder).glob(pattern))


def count(path):
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    todos = [line for line in lines if line.lstrip().startswith("TODO")]
    return len(lines), len(text.split()), len(todos)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", default="notes")
    parser.add_argument("--pattern", default="*.txt")
    options = parser.parse_args()

    sums = [0, 0, 0]
    for path in collect(options.folder, options.pattern):
        numbers = count(path)
        sums = [a + b for a, b in zip(sums, numbers)]
        print("%4d %4d %4d  %s" % (*numbers, path.stem))
    print("%4d %4d %4d  total" % tuple(sums))


main()
