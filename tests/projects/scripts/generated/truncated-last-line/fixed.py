"""Shift planner: assigns people to shifts in turn and prints the plan."""
import itertools
from datetime import date, timedelta

PEOPLE = ["Ines", "Jo", "Karl"]
SHIFTS = ["early", "late", "night"]
START = date(2024, 7, 1)
DAYS = 4


def plan(start, days):
    """Yield (day, shift, person), rotating through the staff."""
    staff = itertools.cycle(PEOPLE)
    for offset in range(days):
        day = start + timedelta(days=offset)
        for shift in SHIFTS:
            yield day, shift, next(staff)
        next(staff)  # rotate so that nobody always has the same shift


def render(entries):
    for day, group in itertools.groupby(entries, key=lambda e: e[0]):
        cells = [f"{shift}={person}" for _, shift, person in group]
        yield f"{day:%a %d.%m.}  " + "  ".join(cells)


entries = list(plan(START, DAYS))
print("\n".join(render(entries)))
print("nights:", ", ".join(
    f"{name} {sum(1 for _, s, p in entries if p == name and s == 'night')}"
    for name in PEOPLE
))
