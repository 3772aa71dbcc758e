from order import Order, check


def test_total():
    order = Order([1, 2])
    check(order)
    assert order.total() == 3
