"""Which distributions a project says it needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from healbot.reproducers.declared import declared_dependencies

PYPROJECT = """
[project]
dependencies = ["requests>=2", "Flask_Login[x] ; python_version > '3'", "zope.interface"]
[project.optional-dependencies]
docs = ["sphinx"]
[dependency-groups]
dev = ["pytest", {include-group = "docs"}]
[tool.poetry.dependencies]
python = "^3.11"
numpy = "*"
"""


def test_all_places(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    (tmp_path / "requirements-dev.txt").write_text(
        "# comment\n-r other.txt\n--index-url https://x\n\n  pandas==2 # why\nPy_YAML\n"
    )
    assert declared_dependencies(tmp_path) == {
        "requests", "flask-login", "zope-interface", "sphinx", "pytest", "python", "numpy",
        "pandas", "py-yaml",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["", "[project", "project = 3\n", "[project]\ndependencies = 'x'\n", "\0",
     "[project]\noptional-dependencies = []\n", "[tool]\npoetry = 1\n", "a = " + "[" * 5000],
)  # fmt: skip
def test_odd_files_declare_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    assert declared_dependencies(tmp_path) == frozenset()


def test_nothing(tmp_path: Path) -> None:
    assert declared_dependencies(tmp_path) == frozenset()
