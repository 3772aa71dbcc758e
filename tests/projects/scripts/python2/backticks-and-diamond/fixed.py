"""Compare two versions of a settings file and list the differences."""

OLD = """
name=printer-1
paper=A4
duplex=on
trays=2
"""

NEW = """
name=printer-1
paper=Letter
duplex=on
trays=3
color=yes
"""


def read(text):
    pairs = {}
    for line in text.split("\n"):
        if "=" in line:
            key, value = line.split("=", 1)
            pairs[key] = int(value) if value.isdigit() else value
    return pairs


def compare(old, new):
    changes = []
    for key in sorted(set(old) | set(new)):
        if key not in old:
            changes.append("+ %s = %r" % (key, new[key]))
        elif key not in new:
            changes.append("- %s = %r" % (key, old[key]))
        elif old[key] != new[key]:
            changes.append("~ " + key + ": " + repr(old[key]) + " -> " + repr(new[key]))
    return changes


for change in compare(read(OLD), read(NEW)):
    print(change)
print("%d unchanged" % sum(1 for k, v in read(OLD).items() if read(NEW).get(k) == v))
