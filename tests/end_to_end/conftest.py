"""Projects to heal. Nothing here or in the tests beside it imports healbot: it is a command."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.git_project import GitProject, Result

SIMPLE = """\
print("root", math.sqrt(16))
"""
CHAIN = '''\
"""Prints what a lab measured."""


def mean(values)
    return sum(values) / len(values)


def main():
    readings = [4.0, 9.0, 16.0]
    print("root", math.sqrt(readings[0]))
    print(json.dumps({"count": len(reading)}))


main()
'''
"""Four errors: a colon, two imports, a name."""
HOPELESS = """\
raise ValueError("the ledger does not balance")
"""
SCHEMA = Path(__file__).parents[2] / "healbot" / "reports" / "report.schema.json"


def checked(result: Result) -> Any:
    """Returns what a ``--json`` run printed; it must satisfy the published schema."""
    document = result.json
    Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(document)
    assert document["version"] == 1
    return document


def succeeded(result: Result, exit_code: int = 0) -> Result:
    """Returns `result`, which must have the exit code and nothing that steers a terminal."""
    assert result.exit_code == exit_code, result.said
    assert "\x1b" not in result.stdout + result.stderr
    return result


def refused(result: Result, exit_code: int, sentence: str, hint: str = "") -> None:
    """Checks that a run ended with one sentence and one hint, and no traceback of healbot's."""
    assert result.exit_code == exit_code, result.said
    assert "Traceback" not in result.stderr, result.said
    said = [line for line in result.stderr.splitlines() if line.startswith("healbot: ")]
    assert len(said) == 1, result.said
    assert sentence in said[0], result.said
    hints = [line for line in result.stderr.splitlines() if line.startswith("hint: ")]
    assert len(hints) == 1, result.said
    assert hint in hints[0], result.said
    assert result.stdout == ""


@pytest.fixture
def project(tmp_path: Path) -> GitProject:
    """A repository with one broken script, ``simple.py``."""
    made = GitProject(tmp_path)
    made.write("simple.py", SIMPLE)
    made.write("chain.py", CHAIN)
    made.write("fine.py", "print('fine')\n")
    made.commit()
    return made


@pytest.fixture(scope="session")
def _healed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("healed")
    made = GitProject(folder)
    made.write("chain.py", CHAIN)
    made.commit()
    succeeded(made.fix("chain.py"))
    return folder


@pytest.fixture
def healed(_healed_once: Path, tmp_path: Path) -> GitProject:
    """A repository in which ``chain.py`` was healed in four attempts."""
    shutil.copytree(_healed_once, tmp_path, symlinks=True, dirs_exist_ok=True)
    return GitProject(tmp_path)


Verb = Callable[[GitProject], Result]
