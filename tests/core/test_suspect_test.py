from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healbot.core.suspect_test import why_the_test_looks_wrong

CODE = '''
def total(items, tax=0):
    """Adds up.

    >>> total([1, 2])
    3
    >>> total([2], tax=1)
    3
    """
    return sum(items) + tax
'''


def _why(body: str, others: str = "", code: str = CODE) -> str:
    test = f"import cart\n\n\ndef test_it(self=None):\n    {body}\n{others}"
    return why_the_test_looks_wrong(
        "t/test_cart.py", "test_it", {"t/test_cart.py": test}, {"cart.py": code}
    )


@pytest.mark.parametrize(
    "body",
    [
        "assert cart.total([1, 2]) == 4",
        "assert 4 == cart.total([1,2])",
        "self.assertEqual(cart.total([1, 2]), 4)",
        "assert total([2], tax=1) == 2",
    ],
)
def test_a_docstring_contradicts_the_test(body: str) -> None:
    assert "the docstring of total in cart.py says 3" in _why(body)


@pytest.mark.parametrize(
    "body",
    [
        "assert cart.total([1, 2]) == 3",
        "assert cart.total([1, 3]) == 9",
        "assert cart.total(items) == 4",
        "assert cart.total([1, 2]) > 3",
        "assert cart.total([2], tax=2) == 9",
        "pass",
    ],
)
def test_nothing_contradicts_the_test(body: str) -> None:
    assert _why(body) == ""


def test_another_test_contradicts_the_test() -> None:
    other = "\n\ndef test_other():\n    assert cart.total([5]) == 5\n"
    said = _why("assert cart.total([5]) == 6", other, code="def total(items): ...\n")
    assert said == (
        "the test expects total([5]) to be 6, but t/test_cart.py::test_other says 5: "
        "the test may be wrong"
    )


@given(st.text(), st.text())
def test_any_text_is_survived(test: str, code: str) -> None:
    tests = {"a.py": test, "b.py": "def test_it():\n    assert f(1) == 2\n"}
    why_the_test_looks_wrong("b.py", "test_it", tests, {"c.py": code})
