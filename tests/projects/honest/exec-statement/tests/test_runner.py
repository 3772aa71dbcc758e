from runner import run


def test_run():
    assert run("a = 1")["a"] == 1
