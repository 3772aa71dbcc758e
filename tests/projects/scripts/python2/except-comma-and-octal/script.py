import stat

DEFAULT_MODE = 0644

listing = [
    ("setup.py", "33188"),
    ("bin/run.sh", "33261"),
    ("broken.bin", "n/a"),
    ("secret.key", "33152"),
]


def explain(mode):
    """Turn a mode into the rwx form used by ls."""
    return stat.filemode(mode)


for name, raw in listing:
    try:
        mode = int(raw)
    except ValueError, err:
        print("%-12s cannot read mode (%s)" % (name, err))
        continue
    bits = stat.S_IMODE(mode)
    if bits == DEFAULT_MODE:
        note = "default"
    elif bits & 0o111:
        note = "executable"
    else:
        note = "special"
    print("%-12s %s %s" % (name, explain(mode), note))

print("default mode is %d" % DEFAULT_MODE)
