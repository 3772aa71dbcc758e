from area import TOLERANCE, circle, integrate, same


def test_line():
    assert abs(integrate(lambda x: x, 0, 1) - 0.5) <= TOLERANCE


def test_same():
    assert same(integrate(lambda x: 2 * x, 0, 1), 1.0)


def test_circle():
    assert circle(1) == 3.1416
