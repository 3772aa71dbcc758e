"""Compute running statistics for sensor values with Welford's method."""
import math
import sys


def welford(values):
    count = 0
    mean = 0.0
    squares = 0.0
    smallest = math.inf
    largest = -math.inf
    for value in values:
        count += 1
        delta = value - mean
        mean += delta / count
        squares += delta * (value - mean)
        smallest = min(smallest, value)
        largest = max(largest, value)
    variance = squares / (count - 1) if count > 1 else 0.0
    return {
        "count": count,
        "mean": mean,
        "stdev": math.sqrt(variance),
        "min": smallest,
        "max": largest,
    }


def parse(stream):
    for line in stream:
        line = line.partition("#")[0].strip()
        if line:
            yield float(line)


if __name__ == "__main__":
    result = welford(parse(sys.stdin))
    for key, value in result.items():
        print(f"{key:>6}: {value:.3f}" if isinstance(value, float) else f"{key:>6}: {value}")
    spread = result["stdev"] / result["mean"] * 100
    print(f"spread: {spread:.1f} %")
