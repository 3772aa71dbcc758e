from lengths import to_cm


def test_to_cm():
    assert to_cm(2) == 5.08
