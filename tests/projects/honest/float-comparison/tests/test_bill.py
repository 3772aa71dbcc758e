from bill import is_paid


def test_paid():
    assert is_paid([0.1, 0.2], 0.3)
    assert not is_paid([0.1, 0.1], 0.3)
