"""Read orders from a JSON file and print a sales report."""
import json
from collections import defaultdict
from pathlib import Path


def load_orders(path):
    with open(path, encoding="utf-8") as handle:
        return json.load(handle)


def by_region(orders):
    regions = defaultdict(lambda: {"orders": 0, "revenue": 0.0})
    for order in orders:
        region = regions[order["region"]]
        region["orders"] += 1
        region["revenue"] += sum(i["qty"] * i["price"] for i in order["items"])
    return regions


def main():
    orders = load_orders(Path("orders.json"))
    regions = by_region(orders)
    for name in sorted(regions):
        data = regions[name]
        print(f"{name:<6} {data['orders']:>2} orders {data['revenue']:>9.2f}")
    print(json.dumps({name: round(d["revenue"], 2) for name, d in regions.items()}, sort_keys=True))


if __name__ == "__main__":
    main()
