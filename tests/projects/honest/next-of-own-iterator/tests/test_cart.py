from cart import first_long


def test_first_long():
    assert first_long(["a", "bird"], 4) == "bird"
