from cart import points


def test_points():
    assert points(["won", "lost", "won"]) == 6
