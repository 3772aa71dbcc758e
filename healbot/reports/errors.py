"""Prints an error and its hint; imports nothing heavy."""

from __future__ import annotations

import sys

from healbot.reports.streams import reader_may_leave


def print_error(message: str, hint: str) -> None:
    """Prints the sentence and the hint to standard error."""
    print(f"healbot: {printable(message)}", file=sys.stderr)  # noqa: T201
    if hint:
        print(f"hint: {printable(hint)}", file=sys.stderr)  # noqa: T201


def printable(text: str) -> str:
    """Returns `text` without control characters, which could steer a terminal."""
    return "".join(char if char.isprintable() or char in "\n\t" else "\ufffd" for char in text)


def one_line(text: str) -> str:
    """Returns `text` printable and in one line: a test's id must not print lines of its own."""
    return printable(text).replace("\n", " ")


def print_note(sentence: str) -> None:
    """Prints a sentence that the user should know, to standard error."""
    with reader_may_leave(sys.stderr):
        print(f"note: {printable(sentence)}", file=sys.stderr)  # noqa: T201
