"""Orders."""


class Order:
    def __init__(self, prices):
        self.prices = prices


def total(self):
    return sum(self.prices)


def check(order):
    if not order.prices:
        raise ValueError("empty order")
