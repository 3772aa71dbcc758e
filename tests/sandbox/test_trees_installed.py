"""Installed projects: what a change is laid over must be what runs, in every backend."""

from __future__ import annotations

import fcntl
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from healbot.core.execution import Execution
from healbot.core.source import SourceFile
from healbot.core.verdict import Judgement
from healbot.oracles.runs_patched_code import RunsPatchedCode, marker_import
from healbot.ports import Command, Observation, Sandbox, SandboxTree
from healbot.reproducers.pytest_runner import PytestRunner
from healbot.sandbox.interpreter import find_interpreter, visible_paths
from healbot.sandbox.repository_on_demand import RepositoryOnDemand
from healbot.sandbox.request import SandboxRequest
from tests.git_project import GitProject
from tests.sandbox.conftest import factory
from tests.sandbox.installed_projects import EDITABLE, NOT_EDITABLE, make_projects, module_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.getbasetemp().resolve()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # the workers share it: it takes a while to make
    root = base / "installed" / "repository"
    base.mkdir(exist_ok=True)
    with (base / "installed.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not root.exists():
            root.mkdir(parents=True)
            make_projects(root)
    return root


@pytest.fixture(scope="module", params=["overlay", "confined", "unconfined"])
def sandbox(request: pytest.FixtureRequest, projects: Path) -> Iterator[Sandbox]:
    interpreter = find_interpreter(projects, None, {})
    yield factory(request.param)(SandboxRequest(projects, interpreter, visible_paths(interpreter)))


def patched(path: str) -> dict[str, SourceFile]:
    return {path: SourceFile(path, b"WHO = 'patched'\n")}


def run_tests(tree: SandboxTree, projects: Path, *arguments: str, cwd: str) -> Execution:
    python = str(projects / ".venv" / "bin" / "python")
    return tree.run(Command((python, "-P", "-m", "pytest", "-q", *arguments), cwd=cwd))


def test_editable_installs_run_the_patched_code(sandbox: Sandbox, projects: Path) -> None:
    changes: dict[str, SourceFile] = {}
    for name, module in EDITABLE.items():
        changes |= patched(f"{name}/{module}")
    with sandbox.fresh_tree(changes) as tree:
        tests = [f"{name}/tests" for name in EDITABLE]
        execution = run_tests(tree, projects, *tests, cwd=".")
    assert execution.exited_zero, execution.stdout + execution.stderr
    assert f"{2 * len(EDITABLE)} passed" in execution.stdout
    assert not any("import hook" in sentence for sentence in sandbox.limitations)


def test_a_plain_install_runs_what_is_installed(sandbox: Sandbox, projects: Path) -> None:
    with sandbox.fresh_tree(patched(f"plain/{NOT_EDITABLE['plain']}")) as tree:
        execution = run_tests(tree, projects, cwd="plain")
        code = f"import {module_of('plain')} as module; print(module.__file__)"
        found = tree.run(Command((str(projects / ".venv/bin/python"), "-c", code), cwd="plain"))
        assert found.stdout.startswith(f"{tree.root}/.venv/lib/"), found.stderr
    assert "assert 'original' == 'patched'" in execution.stdout


def test_the_oracle_tells_them_apart(sandbox: Sandbox, projects: Path) -> None:
    python = str(projects / ".venv" / "bin" / "python")
    for name, module in {**EDITABLE, **NOT_EDITABLE}.items():
        path = f"{name}/{module}"
        verdict = marker_import(sandbox, python, name, path)
        expected = Judgement.PASS if name in EDITABLE else Judgement.FAIL
        # Where the folder has another name than the package, its dotted name is unknown.
        if name == "hooked":
            expected = Judgement.INCONCLUSIVE
        assert verdict.judgement is expected, (name, verdict)
    runner = PytestRunner(python, "plain")
    path = f"plain/{NOT_EDITABLE['plain']}"
    with sandbox.fresh_tree(patched(path)) as tree:
        execution = runner.run(tree, 60.0)
        verdict = RunsPatchedCode([path]).judge(
            Observation(runner.reproducer("."), execution, tree)
        )
    assert verdict.judgement is Judgement.FAIL
    assert re.fullmatch(
        r"plain is imported from \.venv/lib/python[\d.]+/site-packages/plain,"
        r" not from plain/src/plain: install it in editable mode",
        verdict.detail,
    )


def test_the_oracle_sees_that_the_patched_code_runs(sandbox: Sandbox, projects: Path) -> None:
    python = str(projects / ".venv" / "bin" / "python")
    for name in ("strict", "hooked"):
        path = f"{name}/{EDITABLE[name]}"
        runner = PytestRunner(python, name)
        with sandbox.fresh_tree(patched(path)) as tree:
            execution = runner.run(tree, 60.0)
            observation = Observation(runner.reproducer("."), execution, tree)
            verdict = RunsPatchedCode([path]).judge(observation)
        assert verdict.passed, verdict


def test_programs_of_the_venv_run_the_patched_code(sandbox: Sandbox, projects: Path) -> None:
    with sandbox.fresh_tree(patched("compat/src/compat/mod.py")) as tree:
        for program in ("pytest", str(projects / ".venv" / "bin" / "pytest")):
            execution = tree.run(Command((program, "-q", "-k", "itself"), cwd="compat"))
            assert execution.exited_zero, execution.stdout + execution.stderr


def test_an_extension_built_in_place_is_there(sandbox: Sandbox, projects: Path) -> None:
    path = "native/src/native/__init__.py"
    change = {path: SourceFile(path, b"from native.speed import seven\nPATCHED = seven()\n")}
    python = str(projects / ".venv" / "bin" / "python")
    with sandbox.fresh_tree(change) as tree:
        execution = tree.run(
            Command((python, "-c", "import native; print(native.PATCHED)"), cwd="native/src")
        )
    assert execution.stdout == "7\n", execution.stderr


def test_nothing_is_left_in_the_venv(sandbox: Sandbox, projects: Path) -> None:
    before = sorted(path for path in (projects / ".venv").rglob("*"))
    with sandbox.fresh_tree(patched("hooked/code/mod.py")) as tree:
        environment = {"PYTHONDONTWRITEBYTECODE": ""}
        python = str(projects / ".venv" / "bin" / "python")
        tree.run(Command((python, "-c", "import hooked.mod"), environment=environment))
    assert sorted(path for path in (projects / ".venv").rglob("*")) == before


@pytest.mark.parametrize("backend", ["overlay", "unconfined"])
def test_setuptools_scm_gives_the_users_version(
    projects: Path, tmp_path: Path, backend: str
) -> None:
    project = GitProject(tmp_path.resolve(), "versioned")
    project.write("pyproject.toml", "[tool.setuptools_scm]\n")
    project.commit("first")
    project.git("tag", "v3.4")
    project.git("commit", "--quiet", "--allow-empty", "--message", "second")
    project.git("commit", "--quiet", "--allow-empty", "--message", "third")
    python = projects / ".venv" / "bin" / "python"
    argv = (str(python), "-m", "setuptools_scm")
    environment = {**project.environment, "PYTHONDONTWRITEBYTECODE": "1"}
    said = subprocess.run(
        argv, cwd=project.root, env=environment, capture_output=True, text=True, check=True
    ).stdout
    environ = {**os.environ, **project.environment}
    request = SandboxRequest(project.root, python, visible_paths(python), environ=environ)
    sandbox = RepositoryOnDemand(request, factory(backend))
    with sandbox.fresh_tree({}) as tree:
        execution = tree.run(Command(argv))
    assert said.startswith("3.5.dev2+g")
    # Commits have names of their own.
    assert execution.stdout.partition("+g")[0] == said.partition("+g")[0], execution.stderr
    assert sandbox.need
