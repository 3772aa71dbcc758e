"""The broken projects of tests/projects/frugality, with what a model knows about each.

A case is a folder with ``case.toml`` and ``project/``. ``case.toml`` says how the failure shows
itself (`kind`, `target`, for a script `expected_output`), what is wrong (`fault`, `diagnosis`), the
right fix as search/replace edits, and whether it takes a model to find it (`needs_model`).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.git_project import GitProject

FOLDER = Path(__file__).resolve().parents[1] / "projects" / "frugality"
RUN_TIMEOUT = 60.0
GENERATED = ("__pycache__", ".pytest_cache")
"""What running the tests leaves behind, whoever runs them."""


@dataclass(frozen=True)
class Edit:
    """A part of the right fix: whole lines of a file and what takes their place."""

    path: str
    search: str
    replace: str


@dataclass(frozen=True)
class Case:
    """A broken project and the fix that a scripted model knows."""

    name: str
    fault: str
    """What is wrong, for a table."""
    kind: Literal["pytest", "script"]
    target: str
    """The test file or script that shows the failure, relative to the project."""
    needs_model: bool
    """Whether healbot's embedded generators are expected to find no fix."""
    diagnosis: str
    edits: tuple[Edit, ...]
    expected_output: str | None = None
    """What a script prints when it is right."""

    @property
    def project(self) -> Path:
        """The folder with the broken project."""
        return FOLDER / self.name / "project"

    @property
    def argv(self) -> tuple[str, ...]:
        """The command that shows the failure; ``python`` stands for the project's interpreter."""
        if self.kind == "script":
            return ("python", self.target)
        return ("python", "-m", "pytest", "-q", self.target)

    @property
    def command(self) -> str:
        """The same as a user types it."""
        return " ".join(self.argv)

    def edited_files(self) -> tuple[str, ...]:
        """Returns the files that the right fix changes."""
        return tuple(dict.fromkeys(edit.path for edit in self.edits))

    def fixed_file(self, path: str) -> str:
        """Returns the text of a file with the right fix in it.

        Raises `ValueError` when an edit does not fit exactly one place.
        """
        text = (self.project / path).read_text("utf-8")
        for edit in self.edits:
            if edit.path == path:
                if text.count(edit.search) != 1:
                    raise ValueError(f"{self.name}: {path}: an edit fits no single place")
                text = text.replace(edit.search, edit.replace)
        return text


def frugality_cases() -> tuple[Case, ...]:
    """Returns all cases by name."""
    return tuple(map(_read, sorted(FOLDER.glob("*/case.toml"))))


def _read(file: Path) -> Case:
    values = tomllib.loads(file.read_text("utf-8"))
    edits = tuple(Edit(**edit) for edit in values.pop("edits"))
    return Case(name=file.parent.name, edits=edits, **values)


def make_repository(case: Case, folder: Path) -> GitProject:
    """Returns a repository of the case's broken project, made in `folder`."""
    project = GitProject(folder)
    shutil.copytree(
        case.project, project.root, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*GENERATED)
    )
    project.commit("Work of today")
    return project


def passes(case: Case, tree: Path) -> bool:
    """Returns whether the sources in `tree` pass the case's own, unchanged test.

    They are copied elsewhere and every file of the case that the right fix leaves alone is put
    back as it was, tests first of all: a tool may edit what it likes, but not be right by it.
    """
    with tempfile.TemporaryDirectory(prefix="healbot-judged-") as name:
        judged = Path(name) / "project"
        shutil.copytree(tree, judged, ignore=shutil.ignore_patterns(".git", *GENERATED))
        for original in sorted(case.project.rglob("*")):
            path = original.relative_to(case.project)
            if original.is_file() and path.as_posix() not in case.edited_files():
                (judged / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(original, judged / path)
        done = run(case, judged)
    if case.expected_output is not None and done.stdout != case.expected_output:
        return False
    return done.returncode == 0


def run(case: Case, tree: Path) -> subprocess.CompletedProcess[str]:
    """Runs the command that shows the failure in `tree`."""
    return subprocess.run(
        [sys.executable, *case.argv[1:]],
        cwd=tree, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=RUN_TIMEOUT,
        check=False,
    )  # fmt: skip
