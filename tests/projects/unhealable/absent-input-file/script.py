#!/usr/bin/env python
# Monthly phone bill: calls longer than ten minutes.
import csv

calls = []
with open('call_records_2024_05.csv') as f:
    for row in csv.reader(f):
        number, seconds = row[0], int(row[1])
        calls.append((seconds, number))

calls.sort(reverse=True)
for seconds, number in calls:
    if seconds > 600:
        print('%-15s %5.1f min' % (number, seconds / 60.0))

print('total %.1f h' % (sum(c[0] for c in calls) / 3600.0))
