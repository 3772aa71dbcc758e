from settings import parse


def test_one():
    assert parse("color = red") == {"color": "red"}


def test_value_with_equals_sign():
    assert parse("query = a=1") == {"query": "a=1"}


def test_blank_lines():
    assert parse("a = 1\n\nb = 2") == {"a": "1", "b": "2"}
