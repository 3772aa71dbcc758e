"""Which frame the probe ``crash_state`` describes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from healbot.core.observation import CrashState
from healbot.ports import Runner
from healbot.probe_source import probe_source
from healbot.reproducers.pytest_runner import PytestRunner
from healbot.reproducers.unittest_runner import UnittestRunner
from healbot.sandbox.inspector import crash_state_from_json
from tests.reproducers.plain_tree import PlainTree, write

_FILES = {
    "shop/__init__.py": "",
    "shop/cart.py": "def each(action, prices):\n    for price in prices:\n        action(price)\n",
    "tests/__init__.py": "",
    "tests/helpers.py": "def check(price):\n    {}[price]\n",
    "tests/test_cart.py": (
        "import unittest\nfrom shop.cart import each\nfrom tests.helpers import check\n\n"
        "class CartTest(unittest.TestCase):\n"
        "    def test_each(self):\n        each(check, [7])\n"
        "    def test_alone(self):\n        check(8)\n"
    ),
}


def state_of(root: Path, runner: Runner) -> CrashState | None:
    tree = PlainTree(root)
    command = runner.crash_command(tree.root, f"{tree.root}/state.json")
    assert command is not None
    tree.run(command)
    return crash_state_from_json(tree.read("state.json") or b"")


def runner_of(kind: str, test: str) -> Runner:
    if kind == "pytest":
        return PytestRunner(sys.executable, ".", (f"tests/test_cart.py::CartTest::{test}",))
    return UnittestRunner(sys.executable, ".", (f"tests.test_cart.CartTest.{test}",))


@pytest.mark.parametrize("kind", ["pytest", "unittest"])
def test_code_under_test_comes_before_the_tests_that_it_calls(tmp_path: Path, kind: str) -> None:
    root = write(tmp_path, _FILES)
    state = state_of(root, runner_of(kind, "test_each"))
    assert state is not None
    assert (state.path, state.line, state.function) == ("shop/cart.py", 3, "each")
    assert state.local_values["price"].text == "7"


@pytest.mark.parametrize("kind", ["pytest", "unittest"])
def test_without_code_under_test_it_is_the_innermost_frame(tmp_path: Path, kind: str) -> None:
    root = write(tmp_path, _FILES)
    state = state_of(root, runner_of(kind, "test_alone"))
    assert state is not None
    assert (state.path, state.line, state.function) == ("tests/helpers.py", 2, "check")
    assert state.local_values["price"].text == "8"


def test_of_a_script_the_innermost_frame_counts_whatever_its_name(tmp_path: Path) -> None:
    script = "from shop.cart import each\n\ndef check(price):\n    {}[price]\n\neach(check, [7])\n"
    files = {path: text for path, text in _FILES.items() if path.startswith("shop/")}
    root = write(tmp_path, {**files, "test_prices.py": script})
    output = root / "state.json"
    argv = (sys.executable, "-c", probe_source("crash_state"), output, root, "test_prices.py")
    subprocess.run(argv, cwd=root, check=False, capture_output=True)
    state = crash_state_from_json(output.read_bytes())
    assert state is not None
    assert (state.path, state.line, state.function) == ("test_prices.py", 4, "check")
