from datetime import date

import pytest

from leave.account import Account, NotEnoughLeave

CHRISTMAS = (date(2026, 12, 25), date(2026, 12, 26))


def test_a_single_day():
    account = Account(entitled=2)
    assert account.book(date(2026, 11, 3), date(2026, 11, 3)) == 1
    assert account.left == 1


def test_leave_does_not_end_before_it_begins():
    with pytest.raises(ValueError, match="before it begins"):
        Account(entitled=5).book(date(2026, 11, 3), date(2026, 11, 2))


def test_weekends_and_holidays_take_no_leave():
    account = Account(entitled=10, holidays=CHRISTMAS)
    assert account.book(date(2026, 12, 21), date(2026, 12, 31)) == 8
    assert account.left == 2


def test_no_more_than_is_left():
    account = Account(entitled=4, holidays=CHRISTMAS)
    with pytest.raises(NotEnoughLeave):
        account.book(date(2026, 11, 2), date(2026, 11, 6))
    assert account.booked == []
