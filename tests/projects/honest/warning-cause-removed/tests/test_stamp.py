from stamp import stamps


def test_stamps():
    assert stamps([1]) == [1000]
