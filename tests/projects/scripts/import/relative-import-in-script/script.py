"""Daily sun and moon bulletin for the harbour office."""
from .helpers import clock, tide_level

TIDES = [
    (5 * 60 + 12, 0.7),
    (11 * 60 + 40, 4.9),
    (17 * 60 + 35, 0.9),
    (23 * 60 + 58, 4.6),
]


def kind(height):
    return "high" if height > 2.5 else "low"


def bulletin(tides):
    yield "TIDES TODAY"
    for minute, height in tides:
        yield f"  {clock(minute)}  {kind(height):<4} {height:.1f} m"
    yield "LEVEL EVERY FOUR HOURS"
    for hour in range(8, 23, 4):
        yield f"  {clock(hour * 60)}  {tide_level(tides, hour * 60):.2f} m"


if __name__ == "__main__":
    print("\n".join(bulletin(TIDES)))
