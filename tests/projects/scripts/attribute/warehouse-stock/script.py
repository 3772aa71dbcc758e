#!/usr/bin/env python3
# Small warehouse model: stock movements and a valuation at the end.


class StockItem:
    """One article on the shelf."""

    def __init__(self, sku, name, unit_price, quantity=0, reorder_level=10):
        self.sku = sku
        self.name = name
        self.unit_price = unit_price
        self.quantity = quantity
        self.reorder_level = reorder_level

    def receive(self, amount):
        if amount <= 0:
            raise ValueError("amount must be positive")
        self.quantity += amount

    def ship(self, amount):
        if amount > self.quantity:
            amount = self.quantity
        self.quantity -= amount
        return amount

    def needs_reorder(self):
        return self.quantity <= self.reorder_level

    def value(self):
        return round(self.quantiy * self.unit_price, 2)


class Warehouse:
    def __init__(self):
        self.items = {}

    def add(self, item):
        self.items[item.sku] = item

    def total_value(self):
        return sum(item.value() for item in self.items.values())

    def report(self):
        for sku in sorted(self.items):
            item = self.items[sku]
            flag = "  << reorder" if item.needs_reorder() else ""
            print(f"{sku}  {item.name:<14}{item.quantity:>5}{item.value():>10.2f}{flag}")


if __name__ == "__main__":
    w = Warehouse()
    w.add(StockItem("A-100", "Hex bolt M6", 0.12, 400, reorder_level=100))
    w.add(StockItem("A-205", "Washer M6", 0.03, 950, reorder_level=200))
    w.add(StockItem("B-010", "Hinge, brass", 3.75, 24))

    w.items["A-100"].ship(320)
    w.items["A-205"].receive(150)
    shipped = w.items["B-010"].ship(30)
    print("hinges shipped:", shipped)
    w.report()
    print(f"Total value: {w.total_value():.2f}")
