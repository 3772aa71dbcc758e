from cart import total


def test_total():
    assert total([{"price": 4, "quantity": 2}]) == 8
