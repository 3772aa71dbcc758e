"""Amounts of money in one currency."""


class Money:
    """An amount in cents."""

    def __init__(self, cents, currency="EUR"):
        self.cents = cents
        self.currency = currency

    def __eq__(self, other):
        if not isinstance(other, Money):
            return NotImplemented
        return (self.cents, self.currency) == (other.cents, self)

    def __repr__(self):
        return f"Money({self.cents}, {self.currency!r})"

    def plus(self, other):
        """Return the sum of two amounts."""
        return Money(self.cents + other.cents, self.currency)
