#!/usr/bin/env python3
"""Summarise a web server access log: hits and bytes per status class."""
import re
from collections import Counter

LOG = """\
10.0.0.1 - - [12/Mar/2024:06:25:01] "GET /index.html HTTP/1.1" 200 5120
10.0.0.2 - - [12/Mar/2024:06:25:03] "GET /img/logo.png HTTP/1.1" 200 20480
10.0.0.1 - - [12/Mar/2024:06:26:10] "POST /login HTTP/1.1" 302 -
10.0.0.9 - - [12/Mar/2024:06:27:44] "GET /wp-admin.php HTTP/1.1" 404 312
10.0.0.9 - - [12/Mar/2024:06:27:45] "GET /.env HTTP/1.1" 404 312
garbage line without fields
10.0.0.3 - - [12/Mar/2024:06:30:00] "GET /report.pdf HTTP/1.1" 500 0
"""

PATTERN = re.compile(
    r'^(?P<host>\S+) \S+ \S+ \[(?P<when>[^\]]+)\] '
    r'"(?P<method>[A-Z]+) (?P<path>\S+) [^"]*" (?P<status>\d{3}) (?P<size>\d+|-)$'
)


def parse_line(line):
    """Return a dict for a well formed line, None for anything else."""
    match = PATTERN.match(line)
    if not match:
        return None
    entry = match.groupdict()
    entry["status"] = int(entry["status"])
    entry["size"] = 0 if entry["size"] == "-" else int(entry["size"])
    return entry


def main():
    hits = Counter()
    volume = Counter()
    skipped = 0
    for line in LOG.splitlines():
        entry = parse_line(line)
        if entry is None:
            skipped += 1
            continue
        key = f"{entry['status'] // 100}xx"
        hits[key] += 1
        volume[key] += entry["size"]

    for key in sorted(hits):
        print(f"{key}: {hits[key]:>3} hits {volume[key]:>8} bytes")
    print(f"skipped: {skipped}")


if __name__ == "__main__":
    main()
