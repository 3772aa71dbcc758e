"""Referrer report: which hosts sent us visitors, and how many bytes?"""
from urllib.parse import urlparse, parse_qs
from functools import reduce

REQUESTS = [
    ("http://www.example.com/search?q=python+tips&page=2", "512"),
    ("https://news.example.org/item?id=77", "20480"),
    ("http://www.example.com/search?q=regex", "4294967296"),
    ("http://blog.example.net:8080/2012/05/post.html#comments", "1024"),
]

hosts = {}
queries = []
for url, size in REQUESTS:
    parts = urlparse(url)
    hosts.setdefault(parts.hostname, []).append(int(size))
    args = parse_qs(parts.query)
    if "q" in args:
        queries.append(args["q"][0])

for host in sorted(hosts):
    total = reduce(lambda a, b: a + b, hosts[host])
    print("%-18s %2d hits %12d bytes" % (host, len(hosts[host]), total))

print()
print("search terms:")
for term in queries:
    print("  *", term)
