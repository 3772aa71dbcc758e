import shapes
from shapes.circle import diameter


def test_diameter():
    assert shapes.__file__ and diameter(2) == 4
