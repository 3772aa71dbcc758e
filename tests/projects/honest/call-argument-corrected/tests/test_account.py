from account import Account


def test_withdraw():
    account = Account(100)
    account.withdraw(30)
    assert account.balance == 70
    assert account.log == ["31"]
