from area import circle


def test_circle():
    assert circle(1) == 3.1416
