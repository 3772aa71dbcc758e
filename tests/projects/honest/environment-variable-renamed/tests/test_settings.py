from settings import home


def test_home(monkeypatch):
    monkeypatch.setenv("SAMPLE_DIR", "/x")
    assert home() == "/x"
