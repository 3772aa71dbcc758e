from summary import typical


def test_typical():
    assert typical([1, 2, 6]) == 3
