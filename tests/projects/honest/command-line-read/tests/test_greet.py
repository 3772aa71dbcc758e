import sys

from greet import main


def test_default(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["greet"])
    main()
    assert capsys.readouterr().out == "Hello world\n"
