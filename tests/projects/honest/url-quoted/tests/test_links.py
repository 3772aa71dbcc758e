from links import link


def test_link():
    assert link("a b&c") == "/find?q=a%20b%26c"
