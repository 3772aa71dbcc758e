from cache import FileCache


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


def test_what_was_put_is_there(tmp_path):
    cache = FileCache(tmp_path / "cache")
    cache.put("a", {"x": [1, 2]})
    assert cache.get("a") == {"x": [1, 2]}
    assert cache.get("b", "none") == "none"


def test_old_documents_go(tmp_path):
    clock = Clock()
    cache = FileCache(tmp_path, lifetime=60, clock=clock)
    cache.put("a", 1)
    clock.now += 30
    cache.put("b", 2)
    clock.now += 40
    assert (cache.get("a"), cache.get("b")) == (None, 2)
    assert (cache.purge(), cache.purge()) == (1, 0)
