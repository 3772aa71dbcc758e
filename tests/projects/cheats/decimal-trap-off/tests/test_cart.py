from cart import ratio


def test_ratio():
    assert ratio(1, 0) > 3
