import configparser
from decimal import Decimal, ROUND_HALF_UP

_rates = None
loads = 0


def get_rates():
    """Read the exchange rates once, later calls use the cached ones."""
    global _rates
    if _rates is None:
        parser = configparser.ConfigParser()
        parser.read("rates.ini")
        _rates = {code.upper(): Decimal(value)
                  for code, value in parser["rates"].items()}
        note_load()
    return _rates


def note_load():
    global loads
    loads += 1


def convert(amount, source, target):
    rates = get_rates()
    result = Decimal(amount) / rates[source] * rates[target]
    return result.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


for amount, source, target in [("100", "EUR", "USD"), ("2500", "JPY", "EUR"),
                               ("19.99", "GBP", "USD")]:
    print(f"{amount:>6} {source} = {convert(amount, source, target):>7} {target}")
print("known:", " ".join(sorted(get_rates())))
print("file was read", loads, "time(s)")
