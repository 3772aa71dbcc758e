import io

from cart import Source


def test_source():
    with Source(io.StringIO("a")) as stream:
        assert stream.read() == "a"
