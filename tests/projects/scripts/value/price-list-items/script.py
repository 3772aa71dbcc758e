menu = {
    "espresso": 2.20,
    "cappuccino": 3.40,
    "croissant": 1.90,
    "orange juice": 3.80,
}

order = ["espresso", "croissant", "espresso", "orange juice"]


def print_menu(menu):
    print("~ Menu ~".center(24))
    for drink, price in menu:
        print(drink.capitalize().ljust(16) + ("%.2f" % price).rjust(8))


def bill(order):
    total = 0.0
    for thing in order:
        total += menu[thing]
    # happy hour: 10 % off for four or more
    if len(order) >= 4:
        total *= 0.9
    return total


print_menu(menu)
print("Your order:", ", ".join(order))
print("To pay: %.2f" % bill(order))
