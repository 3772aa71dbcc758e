"""Access log summary: requests and bytes per client."""
import collections

Entry = collections.namedtuple("Entry", "client method path status size")


def read_entries(path):
    entries = []
    with open(path, "rb") as handle:
        for raw in handle:
            fields = raw.decode().strip().split(";")
            client, method, target, status, size = fields
            entries.append(Entry(client, method, target, int(status), int(size)))
    return entries


def main():
    entries = read_entries("access.log")
    per_client = collections.Counter(e.client for e in entries)
    volume = collections.Counter()
    for e in entries:
        volume[e.client] += e.size
    for client, hits in sorted(per_client.items()):
        print(f"{client:<10} {hits} requests {volume[client]:>5} bytes")
    errors = [e.path for e in entries if e.status >= 400]
    print("errors:", ", ".join(errors))


if __name__ == "__main__":
    main()
