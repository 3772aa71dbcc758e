from cart import sum_of


def test_old_name():
    assert sum_of([{"price": 4}]) == 4
