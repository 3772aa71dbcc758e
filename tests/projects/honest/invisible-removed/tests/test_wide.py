from wide import width


def test_width():
    assert width("abc") == 3
