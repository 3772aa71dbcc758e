PRICES = {"apple": 30, "pear": 45, "melon": 250}


def price_of(name):
    return PRICES[name]


def discount(amount, percent):
    return amount - amount * percent
