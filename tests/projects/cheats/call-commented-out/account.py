"""Accounts."""


class Account:
    def __init__(self, balance=0):
        self.balance = balance
        self.log = []

    def withdraw(self, amount):
        """Take money; the balance never becomes negative."""
        self.balance -= amount
        assert self.balance >= 0
        self.note(amount)

    def note(self, amount):
        self.log.append(str(amount) + 1)
