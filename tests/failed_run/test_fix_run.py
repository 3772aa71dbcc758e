"""``healbot fix --run`` in real repositories, with runs and logs from memory."""

from __future__ import annotations

import json
import os
import sys
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from healbot.cli import main
from healbot.code_host import CodeHost
from tests.failed_run import fake
from tests.git_project import GitProject, Result

SCHEMA = Path(__file__).parents[2] / "healbot" / "reports" / "report.schema.json"
BROKEN = "def total(items):\n    return sum(item['prise'] for item in items)\n"
RIGHT = BROKEN.replace("prise", "price")
TESTS = "import cart\n\n\ndef test_total():\n    assert cart.total([{'price': 2}]) == 2\n"
SUMMARY = """\
=========================== short test summary info ============================
FAILED tests/test_cart.py::test_total - KeyError: 'prise'
============================== 1 failed in 0.05s ===============================
"""

Fix = Callable[..., Result]


@dataclass
class World:
    project: GitProject
    broken: str
    """The commit that the run is about."""
    fix: Fix


@pytest.fixture
def world(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> World:
    """A project whose second commit is broken, and which went on since."""
    project = GitProject(tmp_path)
    project.write("pyproject.toml", "[tool.pytest.ini_options]\npythonpath = ['.']\n")
    project.write("tests/test_cart.py", TESTS)
    project.write("cart.py", RIGHT)
    project.commit("cart")
    project.write("cart.py", BROKEN)
    broken = project.commit("misspelt")
    project.git("remote", "add", "origin", "https://github.com/ada/cart.git")
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "TMPDIR", "GIT_CONFIG_NOSYSTEM"):
        monkeypatch.setenv(name, project.environment[name])
    monkeypatch.setenv("GH_TOKEN", "ghp_" + "x" * 36)
    for name in ("GITHUB_SERVER_URL", "GITHUB_API_URL", "GH_HOST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.chdir(project.root)

    def fix(*arguments: str, run: Any = None, jobs: Any = None, logs: Any = None) -> Result:
        told = fake.forge(
            run or fake.run(head_sha=broken),
            jobs or [fake.job()],
            logs or {1: fake.log("pytest -q", SUMMARY)},
        )
        monkeypatch.setattr(CodeHost, "open", lambda host: told)
        words = ["fix", "--run", "77", "--python", sys.executable, "--no-suite", *arguments]
        status = main(words, exit_process=False)
        said = capsys.readouterr()
        return Result(status, said.out, said.err)

    return World(project, broken, fix)


def test_heals_the_commit_of_the_run_where_it_is_checked_out(world: World) -> None:
    result = world.fix("--json")
    assert result.exit_code == 0, result.said
    document = json.loads(result.stdout)
    Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(document)
    assert document["ending"] == "healed"
    assert document["run"]["commit"] == world.broken
    branch = document["branch"]
    assert world.project.git("show", f"{branch}:cart.py").strip() == RIGHT.strip()


def test_heals_another_commit_without_touching_what_is_checked_out(world: World) -> None:
    world.project.write("cart.py", RIGHT + "\n# went on\n")
    world.project.commit("went on")
    world.project.write("notes.txt", "not committed")
    world.project.write("cart.py", "not even Python (")
    before = world.project.users()
    result = world.fix("--json")
    assert result.exit_code == 0, result.said
    branch = json.loads(result.stdout)["branch"]
    assert world.project.git("show", f"{branch}:cart.py").strip() == RIGHT.strip()
    assert world.project.git("merge-base", branch, world.broken) == world.broken
    assert world.project.users() == before
    assert world.project.leftovers() == []
    world.project.fsck()
    again = json.loads(world.fix("--json").stdout)
    assert (again["branch"], again["ending"]) == (branch, "healed")
    assert world.project.branches() == [branch]


def test_what_passes_here_is_not_reproduced_and_says_what_differs(world: World) -> None:
    head = world.project.git("rev-parse", "HEAD~1")
    result = world.fix(
        run=fake.run(head_sha=head), logs={1: fake.log("pytest -q", SUMMARY, python="3.6.2")}
    )
    assert result.exit_code == 3, result.said
    assert "CI ran Python 3.6.2" in result.stderr
    assert world.project.branches() == []


def test_nothing_to_heal_is_said_and_nothing_runs(world: World) -> None:
    output = "ERROR: No matching distribution found for nonesuch\n"
    log = fake.log("pip install -r requirements.txt", output)
    result = world.fix(logs={1: log})
    assert result.exit_code == 10, result.said
    assert "failed while installing dependencies" in result.stderr


def test_a_commit_that_nobody_has_is_asked_for(world: World) -> None:
    world.project.git("remote", "set-url", "origin", str(world.project.root / "gone"))
    result = world.fix("--repository", "ada/cart", run=fake.run(head_sha="b" * 40))
    assert result.exit_code == 6, result.said
    assert "git fetch origin bbbb" in result.stderr


def test_a_missing_commit_comes_from_origin(world: World, tmp_path: Path) -> None:
    clone = GitProject(tmp_path, "clone", git=False)
    world.project.git("config", "uploadpack.allowAnySHA1InWant", "true")
    world.project.write("cart.py", BROKEN + "\n\nnew = 1\n")
    late = world.project.commit("late")
    world.project.git("clone", "--quiet", str(world.project.root), str(clone.root))
    clone.git("reset", "--hard", "--quiet", world.broken)
    clone.git("update-ref", "-d", "refs/remotes/origin/main")
    clone.git("reflog", "expire", "--all", "--expire=now")
    clone.git("gc", "--quiet", "--prune=now")
    os.chdir(clone.root)
    result = world.fix("--json", "--repository", "ada/cart", run=fake.run(head_sha=late))
    assert result.exit_code == 0, result.said
    branch = json.loads(result.stdout)["branch"]
    assert clone.git("merge-base", branch, late) == late


def test_an_editable_install_imports_the_commit(world: World, tmp_path: Path) -> None:
    """The venv's packages name the user's folder, where other code lies by now."""
    project = world.project
    venv.create(project.root / ".venv", symlinks=True, system_site_packages=True)
    site = next((project.root / ".venv").glob("lib/python*/site-packages"))
    (site / "cart.pth").write_text(f"{project.root}/src\n")
    (site / "tools.pth").write_text("\n".join(p for p in sys.path if p.endswith("-packages")))
    project.write(".gitignore", ".venv\n")
    project.write("pyproject.toml", "[tool.pytest.ini_options]\n")
    (project.root / "cart.py").unlink()
    project.write("src/cart.py", BROKEN)
    broken = project.commit("src layout")
    project.write("src/cart.py", RIGHT)
    project.commit("mended")
    result = world.fix(
        "--json", "--python", str(project.root / ".venv/bin/python"),
        run=fake.run(head_sha=broken),
    )  # fmt: skip
    assert result.exit_code == 0, result.said
    branch = json.loads(result.stdout)["branch"]
    assert project.git("show", f"{branch}:src/cart.py").strip() == RIGHT.strip()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["tests"], "--run says what to heal"),
        (["--command", "make"], "--run says what to heal"),
        (["--job", "lint"], "No failed job is called 'lint'"),
        (["--run", "https://evil.example/a/b/actions/runs/1"], "sends no token to evil.example"),
        (["--run", "https://github.com@evil.example/a/b/actions/runs/1"], "is no run"),
        (["--run", "twelve"], "is no run"),
        (["--generator", "nonesuch"], "There is no generator"),
    ],
)
def test_what_cannot_be_meant(world: World, arguments: list[str], sentence: str) -> None:
    result = world.fix(*arguments)
    assert result.exit_code == 2, result.said
    assert sentence in result.stderr


def test_without_a_token(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GH_TOKEN")
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    result = world.fix()
    assert result.exit_code == 9, result.said
    assert "GH_TOKEN" in result.stderr
