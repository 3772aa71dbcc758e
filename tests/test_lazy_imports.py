"""What takes long to import is imported only by who needs it; speed itself is not asserted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.git_project import GitProject

SLOW = {
    "asyncio",
    "filelock",
    "git",
    "github",
    "jsonschema",
    "multiprocessing",
    "requests",
    "rich",
    "sandlock",
    "tomllib",
}


MAIN = """
import sys
from healbot.cli import main
main(sys.argv[1:], exit_process=False)
print(*sorted(sys.modules), file=sys.stderr)
"""


def imported(project: GitProject, *arguments: str) -> set[str]:
    """Returns the modules that ``healbot ARGUMENTS`` imports."""
    done = subprocess.run(
        [sys.executable, "-c", MAIN, *arguments],
        cwd=project.root, env=project.environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(done.stderr.splitlines()[-1].split())


def test_help_imports_no_parts(tmp_path: Path) -> None:
    found = imported(GitProject(tmp_path), "--help")
    assert "healbot.cli" in found
    assert not found & SLOW
    assert not found & {"healbot.wiring", "healbot.healing", "healbot.sandbox", "healbot.ledger"}


def test_a_heal_of_a_script_imports_what_it_needs(tmp_path: Path) -> None:
    project = GitProject(tmp_path)
    project.write("script.py", "rows = {'total': 3}\nprint(rows['totl'])\n")
    project.commit()
    found = imported(project, "fix", "script.py", "--quiet", "--sandbox", "auto")
    assert len(project.branches()) == 1
    assert "healbot.generators.fix_patterns.values.close_key" in found
    assert found & SLOW <= {"git"}
    assert "healbot.failing_tests" not in found
    values = {name for name in found if ".fix_patterns.values." in name}
    modules = list((Path(__file__).parents[1] / "healbot/generators/fix_patterns/values").glob("*"))
    assert len(values) < len(modules) / 3


FORGE = """
import sys
from healbot.core.forge import Repository
from healbot.forge import open_forge
print(open_forge(Repository("ada", "report"), "ghs_x").push_url)
print(*sorted(sys.modules))
"""


def test_a_forge_that_is_asked_nothing_imports_no_client() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FORGE], capture_output=True, text=True, check=True
    )  # fmt: skip
    push_url, modules = done.stdout.splitlines()
    assert push_url == "https://github.com/ada/report.git"
    assert not set(modules.split()) & (SLOW | {"http.client", "ssl", "urllib3"})
