from zip_code import is_code


def test_code():
    assert is_code("12345")
    assert not is_code("123456")
