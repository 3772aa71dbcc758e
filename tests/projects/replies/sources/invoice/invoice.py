"""Sums up invoices from a CSV export."""
import csv
import sys


def load(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def total(rows):
    result = 0
    for row in rows:
        result += row["total"]
    return result


def main():
    rows = load(sys.argv[1])
    print("Invoices:", len(rows))
    print("Total:", total(rows))


if __name__ == "__main__":
    main()
