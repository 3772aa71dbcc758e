import datetime

LOAN_DAYS = 21
FEE_PER_DAY = 0.25

LOANS = [
    ("Dune", "2024-02-12", "2024-03-01"),
    ("Emma", "2024-02-20", "2024-03-19"),
    ("The Trial", "2023-12-28", "2024-01-19"),
]


def parse_day(text):
    return datetime.datetime.strptime(text, "%Y-%m-%d").date()


def overdue_days(borrowed, returned):
    due = borrowed + datetime.timedelta(days=LOAN_DAYS)
    return max(0, (returned - due).days)


def main():
    total = 0
    for title, borrowed, returned in LOANS:
        borrowed, returned = parse_day(borrowed), parse_day(returned)
        late = overdue_days(borrowed, returned)
        fee = late * FEE_PER_DAY
        total += fee
        due = borrowed + datetime.timedelta(days=LOAN_DAYS)
        print(f"{title:<10} due {due:%d %b %Y}  late {late:>2} days  fee {fee:.2f}")
    print(f"Fees collected: {total:.2f}")


if __name__ == "__main__":
    main()
