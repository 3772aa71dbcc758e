import argparse


def build_parser():
    parser = argparse.ArgumentParser(prog="loan", description="Print a loan schedule")
    parser.add_argument("amount", type=float, help="borrowed amount")
    parser.add_argument(
        "--rate",
        type=float,
        default=6.0
        help="yearly interest in percent (default: %(default)s)",
    )
    parser.add_argument("--months", type=int, default=6)
    return parser


def schedule(amount, rate, months):
    monthly = rate / 100 / 12
    payment = amount * monthly / (1 - (1 + monthly) ** -months)
    balance = amount
    for month in range(1, months + 1):
        interest = balance * monthly
        principal = payment - interest
        balance -= principal
        yield month, interest, principal, abs(balance)


def main(argv=None):
    args = build_parser().parse_args(argv)
    total_interest = 0
    print(f"{'month':>5} {'interest':>9} {'principal':>10} {'balance':>10}")
    for month, interest, principal, balance in schedule(args.amount, args.rate, args.months):
        total_interest += interest
        print(f"{month:>5} {interest:>9.2f} {principal:>10.2f} {balance:>10.2f}")
    print(f"interest paid: {total_interest:.2f} at {args.rate}%")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
