"""A heal that is interrupted says where it can be taken up again, and only when it can."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from healbot.cli import main
from healbot.core.patch import Patch
from healbot.ports import Problem
from tests.gate.heals import Scripted, scripted
from tests.git_project import GitProject


@dataclass
class Interrupting(Scripted):
    """Is interrupted while it looks for a second patch, or for the first."""

    first: bool = False

    def propose(self, problem: Problem) -> Iterator[Patch]:
        """Yields a patch that heals nothing."""
        if not self.first:
            yield from super().propose(problem)
        raise KeyboardInterrupt


@pytest.mark.parametrize("first", [True, False])
def test_resume_is_named_when_there_is_a_branch(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    first: bool,
) -> None:
    project = GitProject(tmp_path)
    project.write("main.py", "print(total)\n")
    project.commit()
    monkeypatch.chdir(project.root)
    generator = Interrupting({"main.py": "print(totals)\n"}, first=first)
    with scripted(generator, guarded=True):
        assert main(["fix", "main.py"], exit_process=False) == 130
    said = capfd.readouterr().err
    branches = project.branches()
    assert "Your files are untouched." in said
    assert bool(branches) is not first
    assert f"healbot resume {branches[0]} goes on" in said if branches else "resume" not in said
