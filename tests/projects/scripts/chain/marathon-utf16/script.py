"""Marathon training: evaluate the 5 km splits exported by the sports watch."""


def seconds(text):
    minutes, secs = text.split(":")
    return int(minutes) * 60 + int(secs)


def clock(secs):
    return f"{secs // 60}:{secs % 60:02d}"


def read_splits(filename):
    runners = {}
    with open(filename, encoding="utf-8") as export:
        for line in export:
            name, *splits = line.strip().split("\t")
            runners[name] = [seconds(split) for split in splits]
    return runners


def main():
    runners = read_splits("splits.txt")
    sum = 0
    for name, splits in runners.items():
        sum += len(splits)
        total = sum(splits)
        fade = splits[-1] - splits[0]
        print(f"{name:<14} total {clock(total):>6}  pace {clock(total // 15)}/km  fade {fade:+d}s")
    print("splits read:", sum)


if __name__ == "__main__":
    main()
