#!/usr/bin/env python3
import csv

payroll = {}

with open("staff.csv", newline="") as source:
    for record in csv.DictReader(source, delimiter=";"):
        gross = int(record["Hours"]) * float(record["Rate"])
        team = payroll.setdefault(record["department"], {"people": [], "gross": 0})
        team["people"].append(record["Name"].split()[-1])
        team["gross"] += gross

print("{:<12}{:>10}  {}".format("Department", "Gross", "People"))
for department in sorted(payroll):
    team = payroll[department]
    print("{:<12}{:>10.2f}  {}".format(department, team["gross"], "/".join(team["people"])))
print("{:<12}{:>10.2f}".format("Sum", sum(t["gross"] for t in payroll.values())))
