from money import Money


def test_plus():
    assert Money(250).plus(Money(175)) == Money(425)


def test_currency_is_kept():
    assert Money(1, "USD").plus(Money(0, "USD")).currency == "USD"
