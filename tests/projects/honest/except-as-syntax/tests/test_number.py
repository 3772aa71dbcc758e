from number import to_number


def test_number():
    assert to_number("12") == 12
    assert to_number("x") is None
