import pytest

from cart import main


def test_main():
    assert main(["3"]) == 3
    with pytest.raises(SystemExit):
        main(["x"])
