"""Summarise a web server log: status codes, slow requests, traffic."""
from collections import Counter

LOG = """\
10.1.1.4 "GET /" 200 5120 12.5ms
10.1.1.9 "GET /search?q=tea" 200 20480 340.0ms
10.1.1.4 "POST /cart" 500 310 95.2ms
10.1.1.7 "GET /favicon.ico" 404 0 1.1ms
10.1.1.9 "GET /search?q=mate" 200 18432 288.7ms
garbage line
"""

SLOW = 200.0


def parse_line(line):
    match = re.match(r'(\S+) "(\w+) (\S+)" (\d{3}) (\d+) ([\d.]+)ms$', line)
    if match is None:
        return None
    ip, method, path, status, size, duration = match.groups()
    return {
        "ip": ip,
        "method": method,
        "path": path,
        "status": int(status),
        "size": int(size),
        "duration": int(duration),
    }


def load(text):
    entries, skipped = [], 0
    for line in text.splitlines()
        entry = parse_line(line)
        if entry:
            entries.append(entry)
        else:
            skipped += 1
    return entries, skipped


def main():
    entries, skipped = load(LOG)
    codes = Counter(e["staus"] for e in entries)
    for code, count in sorted(codes.items()):
        print(f"{code}: {'#' * count}")

    slow = [e for e in entries if e["duration"] > SLOW]
    for e in sorted(slow, key=lambda e: -e["duration"]):
        print(f"slow: {e['path']} ({e['duration']:.1f} ms)")

    traffic = sum(e["size"] for e in entries)
    print("traffic: " + traffic + " bytes")
    print("skipped lines:", skipped)


if __name__ == "__main__":
    main()
