"""Source texts are parsed without a word to the user, wherever they are read."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healbot.core.impact import impacted_tests
from healbot.core.suspect_test import why_the_test_looks_wrong
from healbot.core.syntax_tree import syntax_tree
from healbot.core.tampering import examine
from healbot.oracles.pristine_tests import _same_examples
from tests.core.tampering.corpus import source

ODD = "import cart\n\nPATTERN = '\\d'\nSAME = PATTERN is 'x'\n"
"""Python warns about the escape and about the comparison."""


def _examine_odd_lines() -> object:
    before = source("a.py", f"def f(:\n{ODD * 3}")
    return examine({"a.py": before}, {"a.py": source("a.py", "x = 1\n")})


def _examples_of_odd_code() -> object:
    data = f'"""\n>>> 1\n1\n"""\n{ODD}'.encode()
    return _same_examples(data, data + b"\n")


READERS: dict[str, Callable[[], object]] = {
    "syntax tree": lambda: syntax_tree(ODD),
    "tampering": _examine_odd_lines,
    "doctest examples": _examples_of_odd_code,
    "impact": lambda: impacted_tests({"cart.py": "", "test_a.py": ODD}, ["cart.py"], bool),
    "suspect test": lambda: why_the_test_looks_wrong(
        "test_a.py", "test_a", {"test_a.py": f"{ODD}\ndef test_a():\n    assert f(1) == 2\n"},
        {"cart.py": f"{ODD}\ndef f(x):\n    '''\n    >>> f(1)\n    3\n    '''\n"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
def test_odd_code_is_read_without_a_warning(reader: str) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = READERS[reader]()
    assert found
    assert caught == []
    assert READERS[reader](), "pytest makes warnings errors: what is found must not depend on it"


@given(st.text() | st.binary())
def test_any_text_is_survived(text: str | bytes) -> None:
    tree = syntax_tree(text)
    assert tree is None or isinstance(tree, ast.Module)


def test_what_is_no_python_has_no_tree() -> None:
    assert syntax_tree("def f(:") is None
    assert syntax_tree("(" * 100_000) is None
    assert syntax_tree("x = 1\0") is None
