import pytest
from store import Store


def test_undone():
    store = Store()

    def job(values):
        values["a"] = 1
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.change(job)
    assert store.values == {}
