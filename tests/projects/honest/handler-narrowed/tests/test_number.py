import pytest
from number import to_number


def test_text():
    assert to_number("x") is None


def test_object():
    with pytest.raises(TypeError):
        to_number(object())
