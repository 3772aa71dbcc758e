"""``healbot init`` writes workflows that fit the project, and nothing over what is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.conftest import refused, succeeded
from tests.git_project import GitProject

ACTION = "ada/healbot@0123456789abcdef0123456789abcdef01234567"
HEAL, COMMENTS = ".github/workflows/healbot.yml", ".github/workflows/healbot-comments.yml"
CI = """\
name: "Checks"
on: [push]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: pytest
"""


@pytest.fixture
def project(tmp_path: Path) -> GitProject:
    """A package with tests."""
    made = GitProject(tmp_path)
    made.write(
        "pyproject.toml",
        '[project]\nname = "cart"\nversion = "1"\nrequires-python = ">=3.10,<3.13"\n'
        '[project.optional-dependencies]\ntest = ["pytest"]\n[tool.pytest.ini_options]\n',
    )
    made.write("test_cart.py", "def test_one():\n    assert 1\n")
    made.commit()
    made.git("remote", "add", "origin", "https://github.com/ada/cart.git")
    return made


def read(project: GitProject, path: str) -> str:
    """Returns a file of the project."""
    return (project.root / path).read_text("utf-8")


def test_a_workflow_that_tests_and_heals(project: GitProject) -> None:
    said = succeeded(project.healbot("init", "--action", ACTION)).stdout
    heal = read(project, HEAL)
    assert f"uses: {ACTION}" in heal
    assert 'python-version: "3.12"' in heal
    assert "python -m pip install -e '.[test]'" in heal
    assert "run: python -m pytest\n" in heal
    assert "branches: [main]" in heal
    assert "issue_comment:" in read(project, COMMENTS)
    assert "<<" not in heal + read(project, COMMENTS)
    assert "https://github.com/ada/cart/settings/actions" in said
    assert said.count("\n  1. ") == said.count("\n  2. ") == 1


def test_one_that_follows_the_workflow_that_tests(project: GitProject) -> None:
    project.write(".github/workflows/ci.yml", CI)
    succeeded(project.healbot("init", "--action", ACTION))
    heal = read(project, HEAL)
    assert "workflows: [Checks]" in heal
    assert "mode: check" in heal


def test_nothing_is_overwritten_and_print_and_dry_run_write_nothing(project: GitProject) -> None:
    shown = succeeded(project.healbot("init", "--action", ACTION, "--print")).stdout
    assert "# .github/workflows/healbot.yml\n" in shown
    succeeded(project.healbot("init", "--action", ACTION, "--dry-run"))
    assert not (project.root / ".github").exists()
    project.write(COMMENTS, "name: mine\n")
    refused(project.healbot("init", "--action", ACTION), 5, "is there already")
    assert not (project.root / HEAL).exists()
    assert read(project, COMMENTS) == "name: mine\n"


def test_a_link_is_not_followed(project: GitProject, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (project.root / ".github").symlink_to(outside)
    refused(project.healbot("init", "--action", ACTION), 5, ".github is there already")
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "exit_code", "sentence"),
    [
        (("--action", "healbot"), 2, "is no Action"),
        (("--action", "ada/healbot@main\n"), 2, "is no Action"),
        (("--action", ACTION, "--python", "2.7"), 2, "is no Python version"),
        (("--action", ACTION, "--test", "make test"), 2, "how the project is installed"),
        (
            ("--action", ACTION, "--test", "echo ${{ secrets.X }}", "--install", "pip list"),
            5,
            "holds an expression",
        ),
    ],
)
def test_what_does_not_fit_is_said(
    project: GitProject, words: tuple[str, ...], exit_code: int, sentence: str
) -> None:
    refused(project.healbot("init", *words), exit_code, sentence)
    assert not (project.root / ".github").exists()


def test_a_hostile_branch_or_workflow_name_stays_text(project: GitProject) -> None:
    project.write(".github/workflows/x.yml", CI.replace('"Checks"', '"a]: {b} # \'c"'))
    project.git("checkout", "--quiet", "-b", "x]y")
    succeeded(project.healbot("init", "--action", ACTION))
    assert 'workflows: ["a]: {b} # \'c"]' in read(project, HEAL)
