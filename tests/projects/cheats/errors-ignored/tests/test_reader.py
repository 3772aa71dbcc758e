from reader import read


def test_read():
    assert "a" in read("\u00e9a".encode("utf-16"))
