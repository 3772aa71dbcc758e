from load_test import per_second


def test_rate():
    assert per_second(10, 5) == 2
