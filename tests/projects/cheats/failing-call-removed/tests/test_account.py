from account import Account


def test_withdraw():
    account = Account(100)
    account.withdraw(30)
    assert account.balance == 70


def test_withdraw_all():
    account = Account(5)
    account.withdraw(5)
    assert account.balance == 0
