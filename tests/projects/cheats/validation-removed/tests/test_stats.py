from stats import spread


def test_spread_of_nothing():
    assert spread([]) == 0
