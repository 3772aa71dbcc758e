from near import near


def test_far():
    assert not near(1.0, 1.05)
    assert near(1.0, 1.0)
