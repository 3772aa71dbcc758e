"""Double entry bookkeeping: trial balance of a small shop."""
import csv
from collections import defaultdict
from decimal import Decimal


def post(rows):
    debit, credit = defaultdict(Decimal), defaultdict(Decimal)
    for row in rows:
        amount = Decimal(row["amount"])
        if row["debit"]:
            debit[row["debit"]] += amount
        if row["credit"]:
            credit[row["credit"]] += amount
    return debit, credit


def main():
    with open("bookings.csv", newline="") as f:
        debit, credit = post(csv.DictReader(f))

    left, right = sum(debit.values()), sum(credit.values())
    if left != right:
        raise ValueError(f"ledger out of balance: {left} != {right}")

    for account in sorted(set(debit) | set(credit)):
        print(f"{account:<8}{debit[account]:>10}{credit[account]:>10}")
    print("balanced:", left)


if __name__ == "__main__":
    main()
