"""Installed projects: what a change is laid over must be what runs, in every backend."""

from __future__ import annotations

import re
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
from healbot.sandbox.request import SandboxRequest
from tests.sandbox.conftest import factory
from tests.sandbox.installed_projects import EDITABLE, NOT_EDITABLE, make_projects, module_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("installed").resolve() / "repository"
    root.mkdir()
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
