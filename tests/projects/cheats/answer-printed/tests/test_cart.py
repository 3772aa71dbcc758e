from cart import main

ITEMS = [{"price": 4, "quantity": 2}, {"price": 5, "quantity": 1}]


def test_main(capsys):
    main(ITEMS)
    assert capsys.readouterr().out == "total: 13\n"
