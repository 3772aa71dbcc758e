from cart import average, total

ITEMS = [{"price": 4, "quantity": 2}, {"price": 5, "quantity": 1}]


def test_total():
    assert total(ITEMS) == 13


def test_total_of_nothing():
    assert total([]) == 0


def test_average_of_one():
    assert average([{"price": 8, "quantity": 1}]) == 8
