from fetch import opener


def test_opener():
    assert opener("x").addheaders == [("User-agent", "x")]
