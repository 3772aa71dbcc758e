class Account:
    def __init__(self, owner, rate):
        self.owner = owner
        self.rate = rate
        self.movements = []

    def deposit(self, amount):
        self.movements.append(amount)
        return self

    def withdraw(self, amount):
        if amount > self.balance:
            print(f"{self.owner}: cannot withdraw {amount}")
            return self
        self.movements.append(-amount)
        return self

    def balance(self):
        return sum(self.movements)

    def year_end(self):
        interest = round(self.balance() * self.rate, 2)
        self.movements.append(interest)
        return interest


accounts = [Account("Hana", 0.02), Account("Igor", 0.015)]
hana, igor = accounts
hana.deposit(500).withdraw(120).deposit(75)
igor.deposit(80).withdraw(100)

for account in accounts:
    interest = account.year_end()
    print(f"{account.owner:<5} interest {interest:>6.2f}  balance {account.balance():>8.2f}")

print("movements:", hana.movements)
