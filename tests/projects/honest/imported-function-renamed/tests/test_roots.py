from roots import root


def test_root():
    assert root(9) == 3
