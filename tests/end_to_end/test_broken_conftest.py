"""A mistake that keeps a conftest from loading is healed in the code that the conftest uses."""

from __future__ import annotations

import sys

import pytest

from tests.git_project import GitProject

CONFTEST = (
    "import pytest\n\nimport prices\n\n\n@pytest.fixture\ndef cart():\n    return prices.CART\n"
)
TEST = "def test_cart(cart):\n    assert sum(cart) == 3\n"


@pytest.mark.slow
@pytest.mark.parametrize("target", ["tests/test_cart.py", "tests"])
def test_code_that_a_conftest_imports_is_healed(project: GitProject, target: str) -> None:
    project.write("prices.py", "CART = [1, int(math.sqrt(4))]\n")
    project.write("conftest.py", "")
    project.write("tests/conftest.py", CONFTEST)
    project.write("tests/test_cart.py", TEST)
    project.commit()
    before = project.users()
    done = project.fix(target, "--json", "--python", sys.executable)
    assert done.exit_code == 0, done.said
    assert done.json["ending"] == "healed", done.said
    assert "+import math" in done.json["diff"]
    assert project.users() == before
