from shop.prices import price_of


class Cart:
    """Items that a customer wants to buy."""

    def __init__(self):
        self.items = {}

    def add(self, name, count=1):
        self.items[name] = self.items.get(name, 0) + count

    def remove(self, name, count=1):
        self.items[name] -= count
        if self.items[name] < 0:
            del self.items[name]

    def total(self):
        return sum(price_of(name) for name, count in self.items.items())
