"""Failing tests and commands, healed through the command line in real repositories."""

from __future__ import annotations

import json
import sys
import venv
from pathlib import Path

import pytest

from tests.end_to_end.conftest import checked, refused, succeeded
from tests.git_project import GitProject, Result

CART = """\
def total(items):
    return sum(item["prise"] for item in items)


def names(items):
    return [item.nme for item in items]


def count(items):
    return len(items)
"""
TESTS = """\
import cart


class Item:
    name = "tea"


def test_total():
    assert cart.total([{"price": 2}, {"price": 3}]) == 5


def test_names():
    assert cart.names([Item()]) == ["tea"]


def test_count():
    assert cart.count([1, 2]) == 2
"""
EVIDENCE = {
    "reproduced", "fresh-tree", "exit-status", "agreement", "tests-ran", "pristine-tests",
    "collected-tests", "runs-patched-code", "suite", "canaries", "necessity", "minimality",
    "tampering", "stable-base",
}  # fmt: skip


@pytest.fixture
def shop(tmp_path: Path) -> GitProject:
    """A repository with two different failures that three tests show."""
    made = GitProject(tmp_path)
    made.write("cart.py", CART)
    made.write("tests/test_cart.py", TESTS)
    made.commit()
    return made


def fix(project: GitProject, *arguments: str) -> Result:
    """Runs ``healbot fix`` with an interpreter that has pytest."""
    return project.fix(*arguments, "--python", sys.executable)


class TestPytest:
    def test_one_test_is_healed_with_all_evidence(self, shop: GitProject) -> None:
        before = shop.users()
        report = checked(succeeded(fix(shop, "tests/test_cart.py::test_total", "--json")))
        assert report["ending"] == "healed"
        assert report["failure"]["tests"] == ["tests/test_cart.py::test_total"]
        assert {check["oracle"] for check in report["checks"]} == EVIDENCE
        assert {check["judgement"] for check in report["checks"]} == {"pass"}
        assert '-    return sum(item["prise"]' in report["diff"]
        assert '+    return sum(item["price"]' in report["diff"]
        assert shop.users() == before
        succeeded(shop.healbot("apply"))
        assert shop.read("cart.py").decode() == CART.replace("prise", "price")

    def test_two_failures_get_a_branch_each(self, shop: GitProject) -> None:
        before = shop.users()
        report = checked(succeeded(fix(shop, "tests", "--json")))
        assert [item["ending"] for item in report["fixes"]] == ["healed", "healed"]
        assert report["combined"]["judgement"] == "pass"
        assert len(shop.branches()) == 2
        assert len({item["branch"] for item in report["fixes"]}) == 2
        assert shop.users() == before

    def test_two_failures_on_one_branch(self, shop: GitProject) -> None:
        result = succeeded(fix(shop, "tests/test_cart.py", "--together", "--apply"))
        assert "2 attempts" in result.stdout
        assert len(shop.branches()) == 1
        healed = CART.replace("prise", "price").replace("nme", "name")
        assert shop.read("cart.py").decode() == healed

    def test_applying_two_fixes(self, shop: GitProject) -> None:
        succeeded(fix(shop, "tests", "--apply"))
        healed = CART.replace("prise", "price").replace("nme", "name")
        assert shop.read("cart.py").decode() == healed

    def test_one_mistake_that_fails_in_two_ways_is_healed_once(self, shop: GitProject) -> None:
        shop.write("cart.py", "def parse(text):\n    return json.loads(text)\n")
        shop.write(
            "tests/test_cart.py",
            "import pytest\n\nimport cart\n\n\ndef test_good():\n"
            "    assert cart.parse('[1]') == [1]\n\n\ndef test_bad():\n"
            "    with pytest.raises(ValueError) as caught:\n        cart.parse('[')\n"
            "    assert 'column' in str(caught.value)\n\n\ndef test_kind():\n"
            "    try:\n        cart.parse('[')\n    except Exception as error:\n"
            "        assert type(error).__name__ == 'JSONDecodeError'\n",
        )
        shop.commit()
        report = checked(succeeded(fix(shop, "tests", "--json")))
        assert [item["ending"] for item in report["fixes"]] == ["healed", "healed"]
        assert report["fixes"][1]["healed_by"] == report["fixes"][0]["branch"]
        assert report["fixes"][1]["failure"]["tests"] == ["tests/test_cart.py::test_kind"]
        assert len(shop.branches()) == 1

    def test_one_of_two_failures_cannot_be_healed(self, shop: GitProject) -> None:
        shop.write("cart.py", CART.replace("len(items)", "len(items) + 1").replace("nme", "name"))
        shop.commit()
        report = checked(succeeded(fix(shop, "tests", "--json"), 1))
        assert [item["ending"] for item in report["fixes"]] == ["healed", "gave-up"]
        assert "assert 3 == 2" in report["fixes"][1]["failure"]["headline"]

    def test_a_session_goes_on(self, shop: GitProject) -> None:
        target = ["tests", "--together", "--max-attempts", "1"]
        succeeded(fix(shop, *target), 1)
        more = succeeded(shop.healbot("resume", "--python", sys.executable))
        assert "healed 2 tests in tests/test_cart.py" in more.stdout

    def test_nothing_fails(self, shop: GitProject) -> None:
        result = succeeded(fix(shop, "tests/test_cart.py::test_count"))
        assert "nothing to heal" in result.stdout
        assert shop.branches() == []

    def test_a_module_that_cannot_be_imported(self, shop: GitProject) -> None:
        shop.write("cart.py", CART.replace("nme", "name").replace("items):", "items)", 1))
        shop.commit()
        report = checked(succeeded(fix(shop, "tests", "--json")))
        assert [attempt["outcome"] for attempt in report["attempts"]] == [
            "new-failure", "validated",
        ]  # fmt: skip

    def test_an_installed_copy_that_hides_the_code(self, shop: GitProject) -> None:
        shop.write("vendor/site-packages/cart.py", CART)
        shop.write(
            "tests/conftest.py", "import sys\n\nsys.path.insert(0, 'vendor/site-packages')\n"
        )
        shop.commit()
        result = succeeded(fix(shop, "tests/test_cart.py::test_total"), 1)
        assert "cart is imported from vendor/site-packages" in result.stdout
        assert "install it in editable mode" in result.stdout

    def test_doctests_beside_the_code_that_they_show(self, shop: GitProject) -> None:
        shop.write(
            "mean.py",
            'import maths\n\n\ndef mean(values):\n    """Mean.\n\n    >>> mean([2, 4])\n    3.0\n'
            '    """\n    return math.fsum(values) / len(value)\n',
        )
        shop.commit()
        report = checked(succeeded(fix(shop, "mean.py", "--as", "doctest", "--json")))
        assert [attempt["outcome"] for attempt in report["attempts"]] == [
            "new-failure", "validated",
        ]  # fmt: skip
        told = {check["oracle"]: check["detail"] for check in report["checks"]}
        assert told["suite"] == "the whole suite: 1 pass, 1 healed, none worse"
        assert told["collected-tests"] == "the one test is collected as before"

    def test_the_suite_is_that_of_the_sub_project(self, shop: GitProject) -> None:
        for name in ("one", "two"):
            shop.write(f"{name}/pytest.ini", "[pytest]\npythonpath = .\n")
            shop.write(f"{name}/{name}lib.py", "def double(number):\n    return numbr * 2\n")
            text = f"from {name}lib import double\n\n\ndef test_it():\n    assert double(2) == 4\n"
            shop.write(f"{name}/tests/test_{name}.py", text)
        shop.commit()
        report = checked(succeeded(fix(shop, "one/tests/test_one.py", "--json")))
        told = {check["oracle"]: check["detail"] for check in report["checks"]}
        assert told["suite"] == "the whole suite: 1 pass, 1 healed, none worse"

    def test_a_wrong_test_is_called_so(self, shop: GitProject) -> None:
        shop.write(
            "cart.py",
            'def half(number):\n    """Halves.\n\n    >>> half(8)\n    4\n    """\n'
            "    return number // 2\n",
        )
        shop.write(
            "tests/test_cart.py",
            "import cart\n\n\ndef test_half():\n    assert cart.half(8) == 5\n",
        )
        shop.commit()
        result = succeeded(fix(shop, "tests"), 1)
        assert "the test expects half(8) to be 5" in result.stdout
        assert "the docstring of half in cart.py says 4: the test may be wrong" in result.stdout

    def test_tests_are_never_edited(self, shop: GitProject) -> None:
        shop.write("tests/test_cart.py", TESTS + "\n\ndef test_more():\n    assert coutn\n")
        shop.write("tests/conftest.py", "count = 1\n")
        shop.commit()
        report = checked(succeeded(fix(shop, "tests/test_cart.py::test_more", "--json"), 1))
        assert report["attempts"] == []


class TestFlaky:
    def test_order(self, shop: GitProject) -> None:
        shop.write(
            "tests/test_state.py",
            "SEEN = []\n\n\ndef test_one():\n    SEEN.append(1)\n\n\ndef test_two():\n"
            "    pass\n\n\ndef test_three():\n    assert not SEEN\n",
        )
        shop.commit()
        result = succeeded(fix(shop, "tests/test_state.py"), 4)
        assert "depends on the order of the tests" in result.stdout
        assert "passes alone and fails after tests/test_state.py::test_one" in result.stdout

    def test_files_left_behind(self, shop: GitProject) -> None:
        shop.write(
            "tests/test_left.py",
            "import pathlib\n\n\ndef test_it():\n    made = pathlib.Path('made.txt')\n"
            "    assert not made.exists()\n    made.touch()\n",
        )
        shop.commit()
        result = succeeded(fix(shop, "tests/test_left.py"), 4)
        assert "files that an earlier run left behind" in result.stdout

    def test_chance(self, shop: GitProject) -> None:
        shop.write(
            "tests/test_luck.py",
            "import random\n\n\ndef test_it():\n    assert random.random() < 0\n    \n\n"
            "def test_message():\n    assert 2 < random.random()\n",
        )
        shop.commit()
        # Always fails, each time with another message: that is one failure, not a flaky one.
        result = succeeded(fix(shop, "tests/test_luck.py::test_message"), 1)
        assert "gave up" in result.stdout


class TestCommand:
    def test_a_failing_command_is_healed(self, shop: GitProject) -> None:
        command = f"{sys.executable} -m pytest -q tests"
        report = checked(succeeded(fix(shop, "--command", command, "--json")))
        assert report["ending"] == "healed"
        assert len(report["attempts"]) == 2
        assert len(report["failure"]["tests"]) == 2

    def test_exit_code_0_with_failing_tests_is_a_failure(self, shop: GitProject) -> None:
        command = f"{sys.executable} -m pytest -q tests || true"
        report = checked(succeeded(fix(shop, "--command", command, "--json")))
        assert report["ending"] == "healed"

    def test_any_other_command(self, shop: GitProject) -> None:
        shop.write("check.sh", "grep -q Total cart.py || { echo 'no Total here'; exit 3; }\n")
        shop.commit()
        result = succeeded(fix(shop, "--command", "sh check.sh"), 1)
        assert "exit status 3: no Total here" in result.stdout


class TestDetect:
    def test_what_fails_is_grouped(self, shop: GitProject) -> None:
        shop.write("pytest.ini", "[pytest]\n")
        shop.write("Makefile", "test:\n\tpytest\n")
        shop.commit()
        shown = succeeded(shop.healbot("detect", "--python", sys.executable))
        assert "configured in pytest.ini" in shown.stdout
        assert "also seen: make test" in shown.stdout
        assert "2 different failures in 2 tests." in shown.stdout
        report = checked(shop.healbot("detect", "--python", sys.executable, "--json"))
        assert [group["tests"] for group in report["failures"]] == [
            ["tests/test_cart.py::test_total"], ["tests/test_cart.py::test_names"],
        ]  # fmt: skip
        line = succeeded(shop.healbot("detect", "--python", sys.executable, "--matrix")).stdout
        assert [entry["target"] for entry in json.loads(line)["include"]] == [
            "tests/test_cart.py::test_total", "tests/test_cart.py::test_names",
        ]  # fmt: skip

    def test_fix_without_a_target(self, shop: GitProject) -> None:
        result = succeeded(fix(shop))
        assert "2 of 2 failures healed" in result.stdout
        assert "tests/test_cart.py" in result.stderr

    def test_no_tests_here(self, project: GitProject) -> None:
        refused(project.healbot("fix"), 2, "No tests were found here", "healbot fix TARGET")


class TestBadInput:
    def test_a_test_that_is_not_there(self, shop: GitProject) -> None:
        result = fix(shop, "tests/test_cart.py::test_totl")
        refused(result, 2, "no test test_totl", "tests/test_cart.py::test_total")

    def test_a_command_and_a_target(self, shop: GitProject) -> None:
        refused(fix(shop, "tests", "--command", "make"), 2, "say two things")

    @pytest.mark.parametrize("arguments", [(), ("--command", "make test")])
    def test_how_to_run_nothing(self, shop: GitProject, arguments: tuple[str, ...]) -> None:
        refused(fix(shop, *arguments, "--as", "unittest"), 2, "none is named")

    @pytest.mark.slow
    def test_an_interpreter_without_pytest(self, shop: GitProject, tmp_path: Path) -> None:
        venv.create(tmp_path / "bare", with_pip=False)
        python = str(tmp_path / "bare" / "bin" / "python")
        result = shop.fix("tests", "--as", "pytest", "--python", python)
        assert result.exit_code == 6, result.said
        assert "has no pytest" in result.stderr
        result = shop.healbot("detect", "--python", python)
        assert result.exit_code == 6, result.said
        assert "has no pytest" in result.stderr
