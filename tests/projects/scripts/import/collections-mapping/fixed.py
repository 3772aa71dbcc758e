"""A read-only dictionary which ignores the case of its keys."""
from collections.abc import Mapping


class CaselessDict(Mapping):
    def __init__(self, *args, **kwargs):
        self._store = {}
        for key, value in dict(*args, **kwargs).items():
            self._store[key.lower()] = (key, value)

    def __getitem__(self, key):
        return self._store[key.lower()][1]

    def __iter__(self):
        return (original for original, _ in self._store.values())

    def __len__(self):
        return len(self._store)


headers = CaselessDict({"Content-Type": "text/html; charset=utf-8", "ETag": '"abc123"'}, X_Served_By="cache-7")

for name in headers:
    print(name, "=", headers[name])
print("content-type" in headers, "CONTENT-TYPE" in headers, "cookie" in headers)
print(len(headers), headers.get("etag"), headers.get("Age", "n/a"))
print("is a Mapping:", isinstance(headers, Mapping))
