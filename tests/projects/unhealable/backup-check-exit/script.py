#!/usr/bin/env python3
"""verify_backup.py - exit status 0: fine, 3: at least one file is damaged"""
import hashlib
import json
import sys
from pathlib import Path


def checksum(path):
    return hashlib.md5(path.read_bytes()).hexdigest()


def main():
    manifest = json.loads(Path("manifest.json").read_text())
    damaged = []
    for name, expected in sorted(manifest.items()):
        actual = checksum(Path("backup") / name)
        state = "ok" if actual == expected else "DAMAGED"
        print(f"{name:<14} {state}")
        if actual != expected:
            damaged.append(name)
    if damaged:
        print(f"{len(damaged)} damaged file(s)", file=sys.stderr)
        sys.exit(3)


if __name__ == "__main__":
    main()
