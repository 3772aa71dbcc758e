import decimal


def ratio(a, b):
    return decimal.Decimal(a) / b
