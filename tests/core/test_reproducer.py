"""What a run of tests is called."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from healbot.core.reproducer import label_of_tests


@pytest.mark.parametrize(
    ("selection", "label"),
    [
        ((), "pytest"),
        (("tests",), "tests"),
        (("tests/test_a.py::test_b",), "tests/test_a.py::test_b"),
        (("tests/test_a.py::test_b", "tests/test_a.py::C::test_c"), "2 tests in tests/test_a.py"),
        (("tests/test_a.py::test_b[::.]", "tests/test_a.py"), "2 tests in tests/test_a.py"),
        (("tests/test_a.py::test_b", "tests/test_b.py::test_b"), "2 tests"),
        (("t.test_a.C.test_b", "t.test_a.C.test_c", "t.test_a.C.test_d"), "3 tests in t.test_a.C"),
        (("t.test_a.C.test_b", "t.test_a.D.test_c"), "2 tests"),
    ],
)
def test_label(selection: Sequence[str], label: str) -> None:
    assert label_of_tests(selection, "pytest") == label
