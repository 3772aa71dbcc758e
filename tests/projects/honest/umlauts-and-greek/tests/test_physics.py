from physics import speed


def test_speed():
    assert speed(6, 3) == 2
