# race results -> podium + gaps to the winner

from datetime import timedelta

results = {
    "Okafor": "0:58:12",
    "Lindqvist": "0:57:40",
    "Tanaka": "1:01:05",
    "Moreau": "0:57:59",
    "Petrov": "DNF",
}


def parse(clock):
    hours, minutes, seconds = (int(part) for part in clock.split(":"))
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


finishers = []
for runner, clock in results.items():
    if clock == "DNF":
        continue
    finishers.append((parse(clock), runner))

finishers.sort()

last = finishers.pop()
print("Last finisher: %s (%s)" % (last[1], last[0]))

best = finishers[0][0]
for place, (time, runner) in enumerate(finishers, 1):
    gap = (time - best).total_seconds()
    print("%d. %-10s %s  +%ds" % (place, runner, time, gap))
