from reader import read


def test_read():
    assert read("\u00e9a".encode("utf-16")) == "\u00e9a"
