from cache import dump, load


def test_round_trip():
    assert load(dump([1])) == [1]
