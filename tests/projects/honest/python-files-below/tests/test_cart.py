from cart import modules


def test_modules(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.py").touch()
    assert modules(tmp_path) == ["b.py"]
