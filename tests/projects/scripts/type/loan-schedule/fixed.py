"""loan.py PRINCIPAL YEARS RATE -- yearly repayment plan

All amounts in dollars, rate in percent per year.
"""
import sys


def annuity(principal, years, rate):
    q = 1 + rate / 100
    return principal * q ** years * (q - 1) / (q ** years - 1)


def schedule(principal, years, rate):
    payment = annuity(principal, years, rate)
    balance = principal
    for year in range(1, years + 1):
        interest = balance * rate / 100
        balance = balance + interest - payment
        yield year, interest, payment - interest, abs(round(balance, 2))


def main(argv):
    if len(argv) != 4:
        print(__doc__)
        return 2
    principal = float(argv[1])
    years = int(argv[2])
    rate = float(argv[3])

    print("payment per year: %.2f" % annuity(principal, years, rate))
    paid = 0.0
    for year, interest, repaid, balance in schedule(principal, years, rate):
        paid += interest
        print("%4d %10.2f %10.2f %12.2f" % (year, interest, repaid, balance))
    print("interest in total: %.2f" % paid)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
