"""Copies of files, made with cp."""

import subprocess
import sys


def command(source, target):
    """Return the command that copies a file."""
    return ["cp", "--", target, source]


def copy(source, target):
    """Copy a file."""
    subprocess.run(command(source, target), check=True)


def main(arguments):
    if len(arguments) != 2:
        print("usage: backup.py SOURCE TARGET")
        return 2
    copy(*arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
