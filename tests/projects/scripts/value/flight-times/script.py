from csv import DictReader
from datetime import datetime

TIME_FORMAT = "%Y/%m/%d %H:%M"


def duration(row):
    start = datetime.strptime(row["departure"], TIME_FORMAT)
    end = datetime.strptime(row["arrival"], TIME_FORMAT)
    return end - start


def pretty(delta):
    minutes = int(delta.total_seconds() // 60)
    return "{}h{:02d}".format(*divmod(minutes, 60))


if __name__ == "__main__":
    with open("flights.csv", newline="") as f:
        flights = sorted(DictReader(f), key=duration)

    for flight in flights:
        print("{:<6} {}  ({})".format(flight["number"], pretty(duration(flight)), flight["departure"][:10]))

    longest = flights[-1]
    print("longest:", longest["number"])
