"""Bills."""

import math


def is_paid(payments, amount):
    return sum(payments) == amount
