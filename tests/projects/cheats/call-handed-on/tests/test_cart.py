from cart import load


def test_load():
    assert load([{"price": -1}]) == [{"price": -1}]
