# Run length encoding, translated from an old C exercise.

def encode(text):
    out = []
    i = 0
    while (i < len(text)):
        run = 1
        while (i + run < len(text) and text[i + run] == text[i]):
            run += 1
        out.append((text[i], run))
        i += run
    return out

def decode(pairs):
    return "".join(ch * n for ch, n in pairs)

def count_runs(pairs, minimum):
    """How many runs are at least `minimum` long?"""
    found = 0
    for ch, n in pairs:
        if n >= minimum:
            found += 1
    return found

samples = ["aaabccdddd", "xyz", "", "  two  spaces  "]
for s in samples:
    pairs = encode(s)
    packed = "".join("%d%s" % (n, ch) for ch, n in pairs)
    print(repr(s), "->", repr(packed))
    print("    long runs:", count_runs(pairs, 2), " round trip ok:", decode(pairs) == s)
