# Gear train helper: reduces ratios, finds the common period of rotating gears.
from math import gcd
from functools import reduce

GEARS = [
    ("motor", 12),
    ("idler", 30),
    ("output", 45),
]


def lcm(a, b):
    return a * b // gcd(a, b)


def ratio(a, b):
    d = gcd(a, b)
    return f"{a // d}:{b // d}"


for (name, teeth), (next_name, next_teeth) in zip(GEARS, GEARS[1:]):
    print(f"{name} to {next_name}: {ratio(teeth, next_teeth)}")

print("overall:", ratio(GEARS[0][1], GEARS[-1][1]))
period = reduce(lcm, (teeth for _, teeth in GEARS))
for name, teeth in GEARS:
    print(f"{name} turns {period // teeth} times until all marks line up")
