import pytest
from timer import Timer


def test_timer():
    timer = Timer()
    with pytest.raises(KeyError), timer:
        assert timer.running
        raise KeyError
    assert not timer.running
