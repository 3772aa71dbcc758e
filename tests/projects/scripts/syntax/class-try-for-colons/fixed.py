"""Toy bank with accounts, used for a lesson about exceptions."""


class InsufficientFunds(Exception):
    def __init__(self, account, wanted):
        super().__init__(f"{account.owner} has {account.balance}, wanted {wanted}")
        self.account = account
        self.wanted = wanted


class Account:
    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance
        self.history = []

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError("deposit must be positive")
        self.balance += amount
        self.history.append(("deposit", amount))

    def withdraw(self, amount):
        if amount > self.balance:
            raise InsufficientFunds(self, amount)
        self.balance -= amount
        self.history.append(("withdraw", amount))


def transfer(source, target, amount):
    try:
        source.withdraw(amount)
    except InsufficientFunds as exc:
        print("transfer refused:", exc)
        return False
    else:
        target.deposit(amount)
        print(f"moved {amount} from {source.owner} to {target.owner}")
        return True
    finally:
        source.history.append(("transfer attempted", amount))


alice = Account("Alice", 100)
bob = Account("Bob")

transfer(alice, bob, 30)
transfer(bob, alice, 45)
transfer(alice, bob, 70)

for acc in (alice, bob):
    print(acc.owner, acc.balance)
    for what, amount in acc.history:
        print("   ", what, amount)
