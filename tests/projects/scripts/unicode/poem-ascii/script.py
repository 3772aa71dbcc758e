"""Line and character statistics for a text with several stanzas."""
import unicodedata
from pathlib import Path


def stanzas(path):
    text = Path(path).read_text(encoding="ascii")
    return [block.splitlines() for block in text.strip().split("\n\n")]


def script_of(line):
    names = {unicodedata.name(ch).split()[0] for ch in line if ch.isalpha()}
    return "/".join(sorted(names))


def main():
    blocks = stanzas("haiku.txt")
    for number, block in enumerate(blocks, start=1):
        print(f"stanza {number}: {len(block)} lines, {sum(map(len, block))} characters")
        for line in block:
            print(f"  {len(line):>2}  {script_of(line):<14} {line}")


main()
