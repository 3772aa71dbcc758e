import pytest
from check import check


def test_negative():
    with pytest.raises(SystemExit):
        check(-1)
