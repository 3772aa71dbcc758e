from export import export


def test_export(tmp_path):
    target = tmp_path / "rows.csv"
    export([["a", 1]], target)
    assert target.read_text() == "a,1\n"
