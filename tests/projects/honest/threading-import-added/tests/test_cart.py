from cart import run


def test_run():
    done = []
    run([lambda: done.append(1)])
    assert done == [1]
