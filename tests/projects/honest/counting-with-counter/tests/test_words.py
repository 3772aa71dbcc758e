from texts import count, longest


def test_count():
    assert count("a b a") == {"a": 2, "b": 1}


def test_count_ignores_case():
    assert count("The the") == {"the": 2}


def test_longest():
    assert longest("one three five") == "three"
