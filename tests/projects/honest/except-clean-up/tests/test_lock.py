import pytest
from lock import Lock


def test_released_after_error():
    lock = Lock()
    with pytest.raises(KeyError):
        lock.run(lambda: {}["x"])
    assert not lock.held
