from week import days


def test_days():
    assert days(3) == 21
