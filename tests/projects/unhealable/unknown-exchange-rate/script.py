RATES = {"USD": 1.0875, "GBP": 0.855, "JPY": 162.4, "CHF": 0.957}

TRIPS = [
    ("London", 240.0, "GBP"),
    ("Kyoto", 58000.0, "JPY"),
    ("Marrakesh", 1900.0, "MAD_DIRHAM"),
    ("Zürich", 310.0, "CHF"),
]


def in_euro(amount, currency):
    if currency == "EUR":
        return amount
    return amount / RATES[currency]


total = 0.0
for city, amount, currency in TRIPS:
    euro = in_euro(amount, currency)
    total += euro
    print(f"{city:<12}{amount:>10.2f} {currency}  = {euro:>8.2f} EUR")

print(f"Travel costs: {total:.2f} EUR")
