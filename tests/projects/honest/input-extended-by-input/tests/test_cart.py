from cart import put


def test_put():
    assert put([], "apple") == 1
