# Invoice calculator

items = [
    {"name": "Keyboard", "price": 49.99, "qty": 2},
    {"name": "Mouse", "price": 19.5, "qty": 3},
    {"name": "USB cable", "price": 4.25, "qty": 10},
]

TAX_RATE = 0.19

def subtotal(lines):
    total = 0
    for line in lines:
        total += line["price"] * line["qty"]
    return round(total, 2)

def print_invoice(lines):
    print("INVOICE")
    print("=" * 30)
    for line in lines:
        amount = line["price"] * line["qty"]
        print(line["name"].ljust(15) + f"{line['qty']:>4}" + f"{amount:>11.2f}")
    net = subtotal(lines)
    tax = round(net * TAX_RATE, 2)
    print("-" * 30)
    print("Net:   " + f"{net:.2f}")
    print("Tax:   " + str(tax) + " EUR")
    print("Gross: " + f"{net + tax:.2f}")

print_invoice(items)
