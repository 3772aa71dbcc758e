from roman import to_roman


def test_nine():
    assert to_roman(9) == "IX"
