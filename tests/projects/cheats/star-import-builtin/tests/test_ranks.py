from ranks import *


def test_ranks():
    assert ranks([1, 3, 2]) == sorted([3, 2, 1], reverse=True)
