import time

from tokens import is_expired, new_token


def test_old_token_is_expired():
    assert is_expired(time.time() - 100, 60)


def test_fresh_token_is_not_expired():
    assert not is_expired(time.time(), 60)


def test_length():
    assert len(new_token(8)) == 8
