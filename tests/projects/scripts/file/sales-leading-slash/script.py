import json

MONTHS = ("Jan Feb Mar Apr May Jun "
          "Jul Aug Sep Oct Nov Dec").split()


def read_sales(year):
    with open(f"/data/sales_{year}.json") as fp:
        quarters = json.load(fp)
    return [amount for q in sorted(quarters) for amount in quarters[q]]


def growth(series):
    return [None] + [
        (now - before) / before * 100
        for before, now in zip(series, series[1:])
    ]


sales = read_sales(2023)
for month, amount, change in zip(MONTHS, sales, growth(sales)):
    change = "" if change is None else f"{change:+.1f}%"
    print(f"{month} {amount:>6} {change:>8}".rstrip())
print("year:", sum(sales), "best month:", MONTHS[sales.index(max(sales))])
