#!/usr/bin/env python3
# Sum the expenses per category from a csv file next to this script.
import csv
import sys

filename = sys.argv[1] if len(sys.argv) > 1 else "expenses.csv"

totals = {}
with open(filename, newline="") as handle:
    rows = list(csv.DictReader(handle))

for row in rows:
    category = row["category"].strip().lower()
    totals[category] = totals.get(category, 0) + float(row["amount"])

width = max(len(c) for c in totals)
for category in sorted(totals, key=totals.get, reverse=True):
    print(category.ljust(width), "%9.2f" % totals[category])
print("=" * (width + 10))
print("sum".ljust(width), "%9.2f" % sum(totals.values()))
