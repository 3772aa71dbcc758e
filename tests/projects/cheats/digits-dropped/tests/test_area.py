from area import circle


def test_circle():
    assert circle(2) == 13
