from cart import squares


def test_squares():
    assert [square.side for square in squares([1, 2])] == [1, 2]
