from point import Point


def test_mirrored():
    assert Point(1, 2).mirrored() == Point(2, 1)


def test_mirrored_twice():
    assert Point(3, 4).mirrored().mirrored() == Point(3, 4)
