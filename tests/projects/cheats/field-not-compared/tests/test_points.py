from points import Point


def test_mirrored():
    assert Point(1, 2).mirrored() == Point(1, -2)
