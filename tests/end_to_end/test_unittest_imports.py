"""Tests of unittest whose module cannot be imported are healed in what the module imports."""

from __future__ import annotations

import sys

import pytest

from tests.git_project import GitProject

TEST = """\
import unittest

from shop.cart import total


class CartTest(unittest.TestCase):
    def test_total(self):
        self.assertEqual(total([1, 2]), 3)
"""


@pytest.mark.slow
@pytest.mark.parametrize("broken", ["import maths\n", "LIMITS = [1, 2\n", "RATE = rat = Rate\n"])
def test_what_keeps_a_module_from_loading_is_healed(project: GitProject, broken: str) -> None:
    right = {"import maths\n": "import math\n", "LIMITS = [1, 2\n": "LIMITS = [1, 2]\n"}
    code = "\n\ndef total(prices):\n    return sum(prices)\n"
    use = "ROOT = maths.sqrt(4)\n" if "maths" in broken else ""
    rate = "class Rates:\n    pass\n\n\n" if "Rate" in broken else ""
    project.write("shop/__init__.py", "")
    project.write("shop/cart.py", rate + broken + use + code)
    project.write("tests/__init__.py", "")
    project.write("tests/test_cart.py", TEST)
    project.commit()
    before = project.users()
    done = project.fix(
        "tests/test_cart.py", "--as", "unittest", "--json", "--python", sys.executable
    )
    assert done.exit_code == 0, done.said
    assert done.json["ending"] == "healed", done.said
    assert right.get(broken, "Rates").rstrip() in done.json["diff"], done.said
    assert project.users() == before
