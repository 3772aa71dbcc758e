import pytest

from cart import number


def test_number():
    with pytest.raises(ValueError, match="no number: x"):
        number("x")
