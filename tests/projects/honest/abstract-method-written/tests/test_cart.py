from cart import squares


def test_squares():
    assert [square.side for square in squares([1, 2])] == [1, 2]


def test_area():
    assert [square.area() for square in squares([2, 3])] == [4, 9]
