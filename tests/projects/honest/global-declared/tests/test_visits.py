from visits import visit


def test_visit():
    first = visit()
    assert visit() == first + 1
