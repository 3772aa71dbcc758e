from tags import tag


def test_calls_are_apart():
    tag("a")
    assert tag("b") == ["b"]
