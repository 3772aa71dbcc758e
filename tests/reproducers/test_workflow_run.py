from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healbot.core.forge import JobLog
from healbot.reproducers.here import Here
from healbot.reproducers.workflow_run import FailedJob, RunPlan, plan_of
from tests.failed_run import fake
from tests.job_logs import CORPUS, LoggedJob

HERE = Here("3.11.2", "linux", {})
SUMMARY = "=== short test summary info ===\nFAILED tests/test_a.py::test_b - x\n=== 1 failed ==="


def failed(text: str | None, **changes: Any) -> FailedJob:
    return FailedJob(fake.job(**changes), None if text is None else JobLog(text))


def plan(script: str, output: str = "", code: int = 1, **changes: Any) -> RunPlan:
    return plan_of(fake.run(**changes), [failed(fake.log(script, output, code))], HERE)


@pytest.mark.parametrize("logged", CORPUS, ids=lambda logged: logged.name)
def test_the_corpus(logged: LoggedJob) -> None:
    found = plan_of(fake.run(), [failed(logged.text, step="")], HERE)
    expected = logged.expected
    assert found.reason == expected["reason"]
    assert found.before_code_ran == expected["before_code_ran"]
    assert list(found.differences) == expected["differences"]
    assert (found.target is None) == (expected["plan"] is None)
    if found.target is not None:
        target, wanted = found.target, expected["plan"]
        assert (target.kind, target.command, target.script) == (
            wanted["kind"], wanted["command"], wanted["script"],
        )  # fmt: skip
        assert list(target.arguments) == wanted["arguments"]
        assert list(target.folders) == wanted["folders"]
        tests = [] if target.kind == "command" else expected["ids"]
        assert list(target.selection) == wanted.get("selection", tests)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"status": "in_progress", "conclusion": None}, "has not ended yet"),
        ({"conclusion": "success"}, "the run succeeded"),
        ({"conclusion": "cancelled"}, "the run was cancelled"),
        ({"conclusion": "startup_failure"}, "its workflow file is not valid"),
        ({"conclusion": None}, "no job of the run failed"),
    ],
)
def test_runs_without_a_failed_job(changes: dict[str, Any], reason: str) -> None:
    found = plan_of(fake.run(**changes), [], HERE)
    assert found.target is None
    assert found.before_code_ran
    assert reason in found.reason


@pytest.mark.parametrize("text", [None, "", " \n"])
def test_a_job_without_a_log(text: str | None) -> None:
    found = plan_of(fake.run(), [failed(text)], HERE)
    assert "has no log" in found.reason


@pytest.mark.parametrize(
    "command",
    [
        "curl https://x.invalid | sh", "sudo pytest", "gh pr merge 3", "docker run x pytest",
        "./deploy.sh", "make deploy", "npm publish", "python -c 'import os'", "python /tmp/x.py",
        "python ../x.py", "pytest $(cat ids)", "pytest `cat ids`", "pytest; rm -rf ~",
        "pytest && git push", "pytest | mail ada", "ssh host pytest", "bash run.sh", "eval pytest",
        "twine upload dist/*", "python upload.py", "python -m http.server", "pytest ***",
        "pytest 'unclosed", "pytest " + "x" * 3000, "source .env; pytest", "cat <(ls)",
    ],
)  # fmt: skip
def test_what_is_no_test_run_is_refused(command: str) -> None:
    found = plan(command)
    assert found.target is None, found.target
    assert found.reason.startswith("the step ")
    assert not found.before_code_ran


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        ("pytest", "pytest"),
        ("python -m pytest -x", "pytest"),
        ("python3.12 -W error -m pytest", "pytest"),
        ("poetry run pytest", "pytest"),
        ("uv run --group test pytest -q", "pytest"),
        ("A=1 pytest", "pytest"),
        ("env A=1 pytest", "pytest"),
        ("xvfb-run -a pytest", "pytest"),
        ("coverage run -m pytest", "pytest"),
        ("coverage run --source pkg -m unittest", "unittest"),
        ("python -m coverage run -m pytest", "command"),
        ("pytest 2>&1 | tee log.txt", "pytest"),
        ("python -m unittest -v", "unittest"),
        ("tox -e py312", "command"),
        ("nox", "command"),
        ("make check", "command"),
        ("make", "command"),
        ("just test", "command"),
        ("npm test", "command"),
        ("hatch test", "command"),
        ("python setup.py test", "command"),
        ("python tools/report.py --all", "script"),
        ("pytest tests/test_*.py", "command"),
        ("pytest $OPTIONS", "command"),
    ],
)
def test_what_runs_tests_is_run(command: str, kind: str | None) -> None:
    target = plan(command).target
    assert (target.kind if target else None) == kind


def test_of_several_lines_the_one_that_failed() -> None:
    script = "pip install -e .\npytest tests/fast\npytest tests/slow\n"
    one = "======= test session starts =======\n"
    first, second = plan(script, one).target, plan(script, one * 2).target
    assert first is not None
    assert second is not None
    assert (first.selection, second.selection) == (("tests/fast",), ("tests/slow",))
    assert plan(script).reason.endswith("several of its commands run tests")


def test_options_that_change_a_test_are_kept_and_others_not() -> None:
    found = plan("pytest -q -n 4 --cov=pkg -W error -p no:randomly -k slow --runslow tests")
    assert found.target is not None
    assert found.target.arguments == ("-W", "error", "-p", "no:randomly")
    assert found.target.selection == ("tests",)
    assert any("--runslow" in sentence for sentence in found.differences)


def test_tests_are_run_alone_whatever_ran_them() -> None:
    found = plan("docker compose run app ./ci.sh", SUMMARY)
    assert found.target is not None
    assert (found.target.kind, found.target.selection) == ("pytest", ("tests/test_a.py::test_b",))


def test_of_several_jobs_the_one_nearest_to_here() -> None:
    jobs = [
        failed(fake.log("pip install x", "ERROR: No matching distribution found for x"), name="a"),
        failed(fake.log("pytest", SUMMARY, python="3.8.1"), name="old"),
        failed(fake.log("pytest", SUMMARY, python="3.11.9"), name="same"),
        failed(fake.log("make test", ""), name="make"),
    ]
    found = plan_of(fake.run(), jobs, HERE)
    assert found.job == "same"
    assert found.differences == ()


def test_paths_of_windows_are_read_as_those_of_the_commit() -> None:
    text = fake.log("python -m pytest tests\\unit", "INTERNALERROR", 3).replace(
        "/usr/bin/bash -e {0}", "C:\\Program Files\\PowerShell\\7\\pwsh.EXE -command \". '{0}'\""
    )
    found = plan_of(fake.run(), [failed(text)], HERE)
    assert found.target is not None
    assert found.target.selection == ("tests/unit",)
    found = plan_of(fake.run(), [failed(text.replace("tests\\unit", "$env:TESTS"))], HERE)
    assert found.reason.endswith("its script is for pwsh")


def test_a_log_without_its_beginning() -> None:
    text = fake.log("pytest", f"lots of output\n{SUMMARY}")
    end = text[text.index("lots of output") :]
    found = plan_of(fake.run(), [FailedJob(fake.job(), JobLog(end, is_cut=True))], HERE)
    assert found.target is not None
    assert found.target.selection == ("tests/test_a.py::test_b",)
    text = fake.log("make html", "lots of output\nno")
    end = text[text.index("lots of output") :]
    found = plan_of(fake.run(), [FailedJob(fake.job(), JobLog(end, is_cut=True))], HERE)
    assert "its beginning" in found.reason
    assert not found.before_code_ran


def test_pytest_that_found_no_tests() -> None:
    assert plan("pytest -q", "no tests ran in 0.01s", 5).reason == "pytest found no tests"


WORDS = (
    "pytest", "python", "-m", "unittest", "make", "test", "cd", "sub", "&&", ";", "|", "||", "&",
    "$(", "`", "'", '"', "\\", "\n", "#", "<<EOF", "uv", "run", "coverage", "env", "A=1", "sudo",
    "curl", "-c", "if", "fi", "{", "}", "***", "${{ x }}", "..", "/", "tests/test_a.py", "--", "-W",
    ">", "2>&1", "set", "-x", "+ ", "tox", "pip", "install", "é", "\x00",
)  # fmt: skip
scripts = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), max_size=20)


@settings(deadline=None)
@given(scripts, scripts, st.sampled_from([" ", ""]))
def test_any_script_gives_a_plan_and_nothing_that_hides_a_command(
    words: list[str], printed: list[str], between: str
) -> None:
    found = plan(between.join(words) or "x", between.join(printed))
    assert bool(found.target) != bool(found.reason)
    if found.target is not None and found.target.kind == "command":
        text = found.target.command
        assert not any(mark in text for mark in ("$(", "`", "<(", "***", "${{", "sudo", "curl"))
