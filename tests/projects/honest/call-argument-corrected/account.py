"""Accounts."""


class Account:
    def __init__(self, balance=0):
        self.balance = balance
        self.log = []

    def withdraw(self, amount):
        self.balance -= amount
        self.note(amount)

    def note(self, amount):
        self.log.append(str(amount) + 1)
