from __future__ import annotations

from pathlib import Path

import pytest

from healbot.reproducers.pytest_config import suite_of_sub_project

_FILES = {
    "a/pytest.ini": "[pytest]\n",
    "a/tests/test_a.py": "",
    "b/pyproject.toml": "[tool.pytest.ini_options]\ntestpaths = ['tests', 'more']\n",
    "b/tests/test_b.py": "",
    "b/more/test_c.py": "",
    "c/pyproject.toml": "[tool.pytest.ini_options]\ntestpaths = ['ga*']\n",
    "c/test_c.py": "",
    "d/test_d.py": "",
}


@pytest.mark.parametrize(
    ("selection", "cwd", "expected"),
    [
        (("a/tests/test_a.py::test_x[a/b]",), ".", ("a",)),
        (("a/tests",), ".", ("a",)),
        (("b/tests/test_b.py",), ".", ("b/tests", "b/more")),
        (("b",), ".", ("b/tests", "b/more")),
        (("c/test_c.py",), ".", ("c",)),
        (("d/test_d.py",), ".", ()),
        (("a/tests/test_a.py", "b/tests/test_b.py"), ".", ()),
        (("tests/test_a.py",), "a", ()),
        (("../b/tests/test_b.py",), "a", ()),
        (("gone/test_x.py",), ".", ()),
        ((), ".", ()),
    ],
)
def test_the_suite_is_that_of_the_project_whose_configuration_counts(
    selection: tuple[str, ...], cwd: str, expected: tuple[str, ...], tmp_path: Path
) -> None:
    for name, text in _FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert suite_of_sub_project(selection, cwd, tmp_path) == expected
