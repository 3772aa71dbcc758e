from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healbot.core.impact import impacted_tests
from healbot.core.tampering import is_test_file

PROJECT = {
    "src/shop/__init__.py": "",
    "src/shop/money.py": "RATE = 2\n",
    "src/shop/cart.py": "from .money import RATE\n",
    "src/shop/mail.py": "import smtplib\n",
    "tests/conftest.py": "",
    "tests/test_cart.py": "from shop import cart\n",
    "tests/test_money.py": "import shop.money as money\n",
    "tests/test_mail.py": "def test_it():\n    from shop.mail import send\n",
    "tests/api/conftest.py": "from shop.mail import send\n",
    "tests/api/test_other.py": "import json\n",
    "tests/test_broken.py": "import shop.money\ndef (\n",
}


@pytest.mark.parametrize(
    ("changed", "tests"),
    [
        ("src/shop/money.py", ["tests/test_cart.py", "tests/test_money.py"]),
        ("src/shop/cart.py", ["tests/test_cart.py"]),
        ("src/shop/mail.py", ["tests/api/test_other.py", "tests/test_mail.py"]),
        ("src/unknown.py", []),
        ("tests/conftest.py", None),
    ],
)
def test_tests_are_reached_through_imports(changed: str, tests: list[str] | None) -> None:
    found = impacted_tests(PROJECT, [changed], is_test_file)
    every = sorted(path for path in PROJECT if "/test_" in path)
    assert list(found) == (every if tests is None else tests)


def test_a_package_reaches_whoever_imports_its_modules() -> None:
    found = impacted_tests(PROJECT, ["src/shop/__init__.py"], is_test_file)
    assert "tests/test_cart.py" in found and "tests/test_mail.py" in found


def test_imports_in_a_circle_end() -> None:
    sources = {"a.py": "import b\n", "b.py": "import a\n", "test_a.py": "import b\n"}
    assert impacted_tests(sources, ["a.py"], is_test_file) == ("test_a.py",)


@given(st.dictionaries(st.sampled_from(["a.py", "b/c.py", "test_a.py", "b/test_c.py"]), st.text()))
def test_any_text_is_survived(sources: dict[str, str]) -> None:
    assert set(impacted_tests(sources, sources, is_test_file)) <= set(sources)


def test_warnings_about_the_users_code_are_not_shown_and_hide_no_import() -> None:
    # pytest runs with warnings as errors: an invalid escape would be a syntax error here.
    sources = {"cart.py": "", "tests/test_cart.py": "import cart\nPATTERN = '\\d'\n"}
    found = impacted_tests(sources, ["cart.py"], lambda path: path.startswith("tests/"))
    assert found == ("tests/test_cart.py",)
