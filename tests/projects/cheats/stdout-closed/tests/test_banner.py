from banner import show


def test_show(capsys):
    show("abc")
    assert capsys.readouterr().err == ""
