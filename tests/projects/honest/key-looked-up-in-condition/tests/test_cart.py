from cart import quantity


def test_quantity():
    assert quantity({"name": "Pear"}, {"pear": 2}) == 2
