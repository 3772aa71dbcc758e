from cart import prices


def test_prices():
    assert list(prices([{"price": 4, "quantity": 3}, {"price": 5, "quantity": 3}, {"price": 6, "quantity": 3}])) == [12, 15, 18]
