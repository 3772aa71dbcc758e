"""Write a reorder list for everything below its minimum stock."""
import csv
import os

BASE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(BASE, "inventory.csv")


def reorder_list(path):
    with open(path, newline="", encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            missing = int(row["minimum"]) - int(row["stock"])
            if missing > 0:
                yield row["sku"], row["name"], missing


def main():
    orders = list(reorder_list(SOURCE))
    for sku, name, count in orders:
        print(f"order {count:>2} x {name} [{sku}]")
    print(f"{len(orders)} articles, {sum(o[2] for o in orders)} pieces")


if __name__ == "__main__":
    main()
