import csv
import io

RESULTS = """team,mon,tue,wed
Red,3,5,2
Green,4,4,4
Blue,,1,6
"""

rows = list(csv.reader(io.StringIO(RESULTS)))
header, body = rows[0], rows[1:]

totals = {}
best = dict.fromkeys(header[1:], ("", -1))

for record in body:
    team = record[0]
    for column, cell in zip(header[1:], record[1:]):
        if not cell.strip():
            continue
        points = int(cell)
        totals[team] = totals.get(team, 0) + points
        if points > best[column][1]:
            best[column] = (team, points)

print("Totals")
for team, total in sorted(totals.items(), key=lambda t: t[1], reverse=True):
    print("  {:<6}{:>3}".format(team, total))

print("Best of the day")
for day in header[1:]:
    print("  {}: {} with {}".format(day.title(), *best[day]))
