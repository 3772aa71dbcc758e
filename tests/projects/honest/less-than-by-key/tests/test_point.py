from point import Point


def test_order():
    low, high = sorted([Point(2, 1), Point(1, 5)])
    assert (low.x, high.x) == (1, 2)
