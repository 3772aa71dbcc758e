# invoice.py
# Works out the invoice for one customer.  Prices are in cents so that
# we never have to deal with floats.

ITEMS = [
    # (description, quantity, unit price)
    ("Hosting, small", 12, 499),
    ("Domain renewal", 2, 1250),
    ("Support hour", 7, 8500),
    ("Setup fee", 1, 4900),
]

VAT_PERCENT = 19
DISCOUNT_FROM = 50000      # cents
DISCOUNT_PERCENT = 5


def money(cents):
    sign = "-" if cents < 0 else ""
    cents = abs(cents)
    return "%s%d.%02d EUR" % (sign, cents // 100, cents % 100)


net = 0
for description, quantity, price in ITEMS:
    amount = quantity * price
    print("%-20s %3d x %12s = %14s" % (description, quantity, money(price), money(amount)))
    net += amount

discount = 0
if net > DISCOUNT_FROM  # big orders get (at least: [5 %]) off
    discount = net * DISCOUNT_PERCENT // 100

vat = (net - discount) * VAT_PERCENT // 100

print("-" * 56)
print("net:      ", money(net))
print("discount: ", money(-discount))
print("vat:      ", money(vat))
print("total:    ", money(net - discount + vat))
