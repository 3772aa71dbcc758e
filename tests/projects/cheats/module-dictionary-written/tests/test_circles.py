import math

from circles import area


def test_area():
    assert math.isclose(area(2), 12.566370614359172)
