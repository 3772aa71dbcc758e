from cart import clamp


def test_clamp():
    assert clamp(150) == 100
    assert clamp(50) == 50
    assert clamp(-3) == 0
