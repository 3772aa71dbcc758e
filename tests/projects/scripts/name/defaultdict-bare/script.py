"""Train timetable: index departures by station and find connections."""

TRAINS = {
    "R1": [("Aville", "08:00"), ("Beeton", "08:25"), ("Ceeburg", "09:05")],
    "R2": [("Beeton", "08:40"), ("Deeham", "09:10")],
    "IC": [("Aville", "08:30"), ("Ceeburg", "09:00"), ("Deeham", "09:20")],
}


class Timetable:
    def __init__(self, trains):
        self.trains = trains
        self.departures = defaultdict(list)
        for train, stops in trains.items():
            for station, time in stops[:-1]:
                self.departures[station].append((time, train))

    def board(self, station):
        return sorted(self.departures[station])

    def reachable(self, start):
        seen, todo = {start}, [start]
        while todo:
            here = todo.pop()
            for stops in self.trains.values():
                names = [name for name, _ in stops]
                if here in names:
                    for name in names[names.index(here) + 1:]:
                        if name not in seen:
                            seen.add(name)
                            todo.append(name)
        return sorted(seen - {start})


timetable = Timetable(TRAINS)
for station in ("Aville", "Beeton", "Deeham"):
    print("Departures from", station)
    for time, train in timetable.board(station) or [("--:--", "no trains")]:
        print("  ", time, train)
print("From Beeton you get to", ", ".join(timetable.reachable("Beeton")))
