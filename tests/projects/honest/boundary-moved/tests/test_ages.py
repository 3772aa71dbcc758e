from ages import is_adult


def test_adult():
    assert is_adult(18)
    assert not is_adult(17)
