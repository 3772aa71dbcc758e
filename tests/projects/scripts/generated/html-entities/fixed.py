"""Bit flags for file permissions and a binary search, from a web tutorial."""
import sys

READ, WRITE, EXEC = 4, 2, 1


def describe(mode: int) -> str:
    names = []
    if mode & READ:
        names.append("read")
    if mode & WRITE:
        names.append("write")
    if mode & EXEC:
        names.append("execute")
    return "+".join(names) or "none"


def search(values, wanted):
    """Return (index or None, number of steps)."""
    low, high, steps = 0, len(values) - 1, 0
    while low <= high:
        steps += 1
        middle = (low + high) // 2
        if values[middle] == wanted:
            return middle, steps
        if values[middle] < wanted:
            low = middle + 1
        else:
            high = middle - 1
    return None, steps


for mode in (7, 5, 0, 2):
    print(mode, describe(mode))

numbers = [n * n for n in range(1, 40)]
for wanted in (1, 400, 500, 1521):
    index, steps = search(numbers, wanted)
    print(f"{wanted}: index {index} after {steps} steps", file=sys.stdout)
