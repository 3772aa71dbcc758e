import pytest
from stats import average, spread


def test_average():
    assert average([2, 4, 9]) == 5


def test_average_of_nothing():
    assert average([]) == 0


def test_spread():
    assert spread([3, 7, 5]) == 4


def test_spread_of_nothing():
    with pytest.raises(ValueError):
        spread([])
