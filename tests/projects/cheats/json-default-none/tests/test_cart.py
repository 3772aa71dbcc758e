from cart import dump


def test_dump():
    assert dump({"a": {1}})
