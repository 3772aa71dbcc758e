from cart import Money


def test_difference():
    assert Money(5) - Money(3) == Money(2)
    assert 7 - Money(3) == Money(4)
