from functools import cmp_to_key


def natural(version):
    return [int(part) if part.isdigit() else part for part in version.split(".")]


def compare_versions(a, b):
    """Negative if a is older than b; a release beats its own betas ("b1")."""
    left, right = natural(a), natural(b)
    for x, y in zip(left, right):
        if type(x) is not type(y):
            return -1 if isinstance(x, str) else 1
        if x != y:
            return -1 if x < y else 1
    return len(left) - len(right)


def newest_first(versions):
    return sorted(versions, key=cmp_to_key(compare_versions), reverse=True)


releases = ["1.10", "1.2", "1.2.1", "2.b1", "1.9.9", "2.0", "0.30"]

print("oldest to newest:")
for version in sorted(releases, cmp=compare_versions):
    print("   ", version)
print("newest:", newest_first(releases)[0])
print("plain sort would give:", sorted(releases))
