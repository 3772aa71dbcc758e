from ages import is_valid


def test_old():
    assert is_valid(117)


def test_young():
    assert is_valid(7)
