"""Read sensor frames from a stream of hex words."""

WORDS = "a5 03 10 20 30 a5 02 07 0b a5 01 ff".split()


def stream(words):
    for word in words:
        yield word


def frames(words):
    source = stream(words)
    while True:
        try:
            start = next(source)
        except StopIteration:
            return
        if start != "a5":
            continue
        length = int(next(source), 16)
        payload = list(map(lambda _: int(next(source), 16), range(length)))
        yield {"length": length, "first": payload[0], "sum": sum(payload)}


everything = list(frames(WORDS))
big = list(filter(lambda frame: frame["sum"] > 50, everything))

for frame in everything:
    print("length %(length)d first 0x%(first)02x sum %(sum)d" % frame)
print("big frames:", len(big))
print("checksum  :", sum(frame["sum"] for frame in everything) % 256)
