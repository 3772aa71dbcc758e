"""The steps of the Action as processes, without a runner around them: hostile input above all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.end_to_end.events import comment_event, pull_request_event, push_event
from tests.failed_run.fake import log
from tests.git_project import GitProject
from tests.github.fake import FakeGitHub, fake_github
from tests.github.state import Level, Repository

READER: dict[str, Level] = {"contents": "read", "pull-requests": "read", "actions": "read"}
WRITER: dict[str, Level] = {"contents": "write", "pull-requests": "write", "issues": "write",
                            "actions": "read"}  # fmt: skip
KEY = "sk-ant-canary-5f1d0c9b8a7e6f5d4c3b2a19"
SCRIPT = "print(math.pi)\n"
SPY = '''\
"""Looks for secrets wherever code can look, and shows what it finds so that nobody masks it."""
import glob, os, re, subprocess, sys

seen = [repr(dict(os.environ)).encode()]
places = glob.glob("/proc/*/environ") + glob.glob("/proc/*/cmdline") + glob.glob("/proc/*/mem")
for folder, names in ((f, n) for f, _, n in os.walk(os.path.dirname(os.environ["SPY_ROOT"]))):
    places += [os.path.join(folder, name) for name in names]
places += [".git/config", "../.git/config", os.path.expanduser("~/.gitconfig")]
for place in places:
    try:
        with open(place, "rb") as file:
            seen.append(file.read(1 << 20))
    except (OSError, ValueError, OverflowError):
        pass
for found in sorted(set(re.findall(rb"sk-ant-canary[\\w-]+|ghs_\\w{20,}", b"".join(seen)))):
    print("LOOT", found[::-1].hex())
for folder in (os.environ["SPY_ROOT"], "..", "../..", "/tmp"):
    for name in ("commands", "output", "summary"):
        try:
            with open(os.path.join(folder, name), "a") as file:
                file.write("outcome=owned\\n")
        except OSError:
            pass
print("::add-path::/evil\\n##[add-path]/evil\\n::set-output name=outcome::owned")
print("::stop-commands::x")
print("::error::@ada fixes #1 <img src=x onerror=alert(1)> [click](javascript:alert(1))")
print(math.pi)
'''


@dataclass
class Machine:
    """A runner's folders, and a checkout of the repository."""

    folder: Path
    fake: FakeGitHub
    repository: Repository
    ran: int = 0
    environment: dict[str, str] = field(default_factory=dict)

    def step(
        self, name: str, event: str, payload: object, token: str, **inputs: str
    ) -> tuple[int, str, dict[str, str]]:
        """Runs a step; returns its exit code, what it printed, and its outputs."""
        self.ran += 1
        place = self.folder / f"step-{self.ran}"
        place.mkdir(parents=True)
        (place / "event.json").write_text(
            payload if isinstance(payload, str) else json.dumps(payload), "utf-8"
        )
        done = subprocess.run(
            [sys.executable, "-I", "-m", "healbot.action", name],
            cwd=self.folder, env=self._variables(place, event, token, inputs),
            text=True, encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        output = place / "output"
        text = output.read_text("utf-8") if output.exists() else ""
        return done.returncode, done.stdout, _outputs_in(text)

    def _variables(
        self, place: Path, event: str, token: str, inputs: Mapping[str, str]
    ) -> dict[str, str]:
        found = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.folder / "home"),
            "LANG": "C.UTF-8",
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self.folder / "checkout"),
            "GITHUB_REPOSITORY": self.repository.full_name,
            "GITHUB_API_URL": self.fake.api_url,
            "GITHUB_SERVER_URL": self.fake.server_url,
            "GITHUB_RUN_ID": "77",
            "GITHUB_WORKFLOW": "healbot",
            "GITHUB_ACTOR": "ada",
            "GITHUB_EVENT_NAME": event,
            "GITHUB_EVENT_PATH": str(place / "event.json"),
            "GITHUB_OUTPUT": str(place / "output"),
            "GITHUB_ENV": str(place / "commands"),
            "GITHUB_STEP_SUMMARY": str(place / "summary"),
            "RUNNER_TEMP": str(self.folder / "temp"),
            "HEALBOT_GITHUB_TOKEN": token,
            "SPY_ROOT": str(place),
            **self.environment,
        }
        for name, value in inputs.items():
            found[f"INPUT_{name.upper()}"] = value
        return found

    @property
    def bundle(self) -> Path:
        """The folder between heal and publish."""
        return self.folder / "temp" / "healbot-bundle"

    def summary(self) -> str:
        """Returns the summary of the last step."""
        return (self.folder / f"step-{self.ran}" / "summary").read_text("utf-8")


def _outputs_in(text: str) -> dict[str, str]:
    found, lines = {}, iter(text.split("\n"))
    for line in lines:
        if not line:
            continue
        name, delimiter = line.split("<<")
        values: list[str] = []
        for value in lines:
            if value == delimiter:
                break
            values.append(value)
        found[name] = "\n".join(values)
    return found


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeGitHub]:
    """A fake GitHub; every request must have fitted GitHub's own description."""
    with fake_github(tmp_path) as running:
        yield running


@pytest.fixture
def project(tmp_path: Path) -> GitProject:
    """A project with a script that fails, and one that spies besides."""
    made = GitProject(tmp_path)
    made.write("simple.py", SCRIPT)
    made.write("spy.py", SPY)
    made.commit()
    return made


@pytest.fixture
def machine(tmp_path: Path, fake: FakeGitHub, project: GitProject) -> Machine:
    """A runner on which the default branch is checked out."""
    repository = fake.add_repository(
        "ada/report", source=project.root, roles={"bob": "write", "eve": "read"}
    )
    made = Machine(tmp_path / "runner", fake, repository)
    for name in ("temp", "home"):
        (made.folder / name).mkdir(parents=True)
    subprocess.run(
        ["git", "clone", "--quiet", str(repository.git.path), str(made.folder / "checkout")],
        check=True,
    )
    return made


def test_heal_then_publish_then_again(machine: Machine, fake: FakeGitHub) -> None:
    pushed = push_event(machine.repository)
    code, said, outputs = machine.step(
        "heal", "push", pushed, fake.token("actions", READER), mode="heal", target="simple.py"
    )
    assert (code, outputs["outcome"]) == (0, "healed"), said
    assert fake.writes == []
    token = fake.token("actions", WRITER)
    for expected in ("published", "unchanged"):
        code, said, outputs = machine.step("publish", "push", pushed, token, mode="publish")
        assert (code, outputs["outcome"]) == (0, expected), said
        (pull,) = machine.repository.pulls.values()
        assert outputs["pr-number"] == str(pull.number)
        assert outputs["pr-url"].endswith(f"/pull/{pull.number}")
    assert f"#{pull.number}" in machine.summary()


@pytest.mark.parametrize("sandbox", ["overlay", "copy"])
def test_hostile_code_finds_no_secret_and_steers_nothing(
    machine: Machine, fake: FakeGitHub, sandbox: str
) -> None:
    """The canary: a key, a token, the runner's files, and text that the runner would obey."""
    token = fake.token("actions", READER)
    machine.environment = {"ANTHROPIC_API_KEY": KEY}
    code, said, outputs = machine.step(
        "heal", "push", push_event(machine.repository), token,
        mode="heal", target="spy.py", sandbox=sandbox, generators="fix_patterns", env="SPY_ROOT",
    )  # fmt: skip
    assert (code, outputs["outcome"], outputs["sandbox"]) == (0, "healed", sandbox), said
    kept = "".join(
        file.read_bytes().decode("utf-8", "replace")
        for file in machine.folder.rglob("*")
        if file.is_file() and file.name not in ("event.json",)
    )
    branch = outputs["branch"]
    kept += machine.repository.git.git("show", "HEAD:spy.py") + said
    kept += subprocess.run(
        ["git", "log", "-p", branch], cwd=machine.folder / "checkout",
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for secret in (KEY, token):
        assert secret not in kept.replace(f"::add-mask::{secret}", "")
        assert secret[::-1].encode().hex() not in kept
    assert "owned" not in (machine.folder / f"step-{machine.ran}" / "output").read_text("utf-8")
    assert not (machine.folder / f"step-{machine.ran}" / "commands").exists()
    _obeyed(said)
    assert fake.writes == []


def _obeyed(said: str) -> None:
    """Checks that of what was printed the runner obeys only healbot's own commands."""
    waiting = ""
    for line in said.splitlines():
        if waiting:
            waiting = "" if line == f"::{waiting}::" else waiting
        elif line.startswith("::stop-commands::"):
            waiting = line.removeprefix("::stop-commands::")
        else:
            assert "##[" not in line
            assert not line.startswith("::") or line.startswith(
                ("::notice title=healbot::", "::warning title=healbot::",
                 "::error title=healbot::", "::add-mask::")
            ), line  # fmt: skip


def test_what_is_posted_of_hostile_text_does_nothing(machine: Machine, fake: FakeGitHub) -> None:
    pushed = push_event(machine.repository)
    machine.step(
        "heal",
        "push",
        pushed,
        fake.token("actions", READER),
        mode="heal",
        target="spy.py",
        env="SPY_ROOT",
    )
    report = json.loads((machine.bundle / "report.json").read_text("utf-8"))
    report["sandbox"]["backend"] = "[click](https://evil.example) @ada"
    report["diff"] = "@ada fixes #1"
    (machine.bundle / "report.json").write_text(json.dumps(report), "utf-8")
    _, said, outputs = machine.step(
        "publish", "push", pushed, fake.token("actions", WRITER), mode="publish"
    )
    assert outputs["outcome"] == "published", said
    (pull,) = machine.repository.pulls.values()
    assert "evil.example" not in pull.body + pull.title
    assert "@ada" not in pull.title
    assert "<img" not in pull.body.replace("```", "")


@pytest.mark.parametrize("harm", ["another file", "no manifest", "no bundle", "a link"])
def test_a_bundle_that_is_none_is_refused(machine: Machine, fake: FakeGitHub, harm: str) -> None:
    machine.bundle.mkdir()
    (machine.bundle / "report.json").write_text("{}", "utf-8")
    if harm == "another file":
        (machine.bundle / "hook.sh").write_text("#!/bin/sh", "utf-8")
    elif harm == "a link":
        (machine.bundle / "manifest.json").symlink_to("/etc/passwd")
    elif harm == "no bundle":
        (machine.bundle / "report.json").unlink()
        machine.bundle.rmdir()
    code, said, outputs = machine.step(
        "publish", "push", push_event(machine.repository), fake.token("actions", WRITER),
        mode="publish",
    )  # fmt: skip
    assert outputs["outcome"] == ("failed" if harm == "no bundle" else "refused"), said
    assert fake.writes == []
    assert "Traceback" not in said
    assert code == (2 if harm == "no bundle" else 5)


@pytest.mark.parametrize(
    ("payload", "event"),
    [("", "push"), ("[]", "push"), ("{", "push"), ('{"a": ' * 5000, "push"), ("{}", "pull_request"),
     ("{}", "workflow_run"), ('{"repository": {"full_name": "../x"}}', "push"),
     ("{}", "Push; rm")],
)  # fmt: skip
def test_an_event_of_another_type_is_one_sentence(
    machine: Machine, fake: FakeGitHub, payload: str, event: str
) -> None:
    code, said, outputs = machine.step(
        "heal", event, payload, fake.token("actions", READER), mode="heal"
    )
    assert code != 0 or outputs["outcome"] == "declined"
    assert "Traceback" not in said
    assert said.count("::error title=healbot::") + said.count("::notice title=healbot::") == 1
    assert fake.writes == []


def test_the_workflow_says_how_often_healbot_acts(machine: Machine, fake: FakeGitHub) -> None:
    token, event = fake.token("actions", READER), push_event(machine.repository)
    for name, gate in (("heals_per_commit", "commit-limit"), ("heals_per_day", "day-limit")):
        code, said, outputs = machine.step("heal", "push", event, token, mode="heal", **{name: "0"})
        assert (code, outputs) == (0, {"outcome": "declined"}), said
        assert gate in machine.summary()


def test_gates_are_asked_before_code_runs(machine: Machine, fake: FakeGitHub) -> None:
    token = fake.token("actions", READER)
    machine.environment = {"ANTHROPIC_API_KEY": KEY}
    fork = pull_request_event(machine.repository, fork=True)
    stale = {**push_event(machine.repository), "after": "1" * 40}
    for event, payload, gate in (("pull_request", fork, "fork"), ("push", stale, "stale")):
        code, said, outputs = machine.step("heal", event, payload, token, mode="heal")
        assert (code, outputs) == (0, {"outcome": "declined"}), said
        assert "::notice title=healbot::declined: " in said
        assert gate in machine.summary()
    code, said, _ = machine.step("heal", "push", stale, token, mode="heal", fail_on="declined")
    assert code == 10, said


@pytest.mark.parametrize("token", ["", "wrong", "a b"])
def test_a_bad_token_is_named(machine: Machine, fake: FakeGitHub, token: str) -> None:
    code, said, outputs = machine.step("check", "push", push_event(machine.repository), token)
    assert (code, outputs["outcome"]) == (9, "failed"), said
    assert "oken" in said
    assert "Traceback" not in said


def test_a_stranger_gets_no_answer(machine: Machine, fake: FakeGitHub) -> None:
    pushed = push_event(machine.repository)
    machine.step(
        "heal", "push", pushed, fake.token("actions", READER), mode="heal", target="simple.py"
    )
    token = fake.token("actions", WRITER)
    machine.step("publish", "push", pushed, token, mode="publish")
    (pull,) = machine.repository.pulls.values()
    before = len(fake.writes)
    fake.add_comment(machine.repository, pull.number, "/healbot stop", user="eve")
    asked = comment_event(machine.repository, pull.number, user="eve")
    code, said, outputs = machine.step("publish", "issue_comment", asked, token, mode="publish")
    assert (code, outputs["outcome"]) == (0, "declined"), said
    assert len(fake.writes) == before


def test_a_checkout_with_changes_is_refused(machine: Machine, fake: FakeGitHub) -> None:
    (machine.folder / "checkout" / "built.py").write_text("x = 1\n", "utf-8")
    code, said, outputs = machine.step(
        "heal", "push", push_event(machine.repository), fake.token("actions", READER),
        mode="heal", target="simple.py",
    )  # fmt: skip
    assert (code, outputs["outcome"]) == (0, "refused"), said
    assert "built.py" in said


@pytest.mark.parametrize(
    ("head_repository", "is_newer", "sentence"),
    [
        ("ada/report", True, "which is not what is checked out"),
        ("eve/report", False, "the code of a fork"),
        ("ada/report", False, "the commit has no such tests"),
    ],
)
def test_a_run_that_is_about_other_code_is_not_healed(
    machine: Machine,
    fake: FakeGitHub,
    project: GitProject,
    head_repository: str,
    is_newer: bool,
    sentence: str,
) -> None:
    """`run-id` names any run; what would be healed is what is checked out."""
    commit = project.git("rev-parse", "HEAD")
    if is_newer:
        project.write("simple.py", "print(maths.pi)\n")
        commit = project.commit()
        machine.repository.git.take(project.root)
    run = fake.add_run(machine.repository, head_sha=commit, head_repository=head_repository)
    text = f"=== short test summary info ===\nFAILED test_it.py::test_a - KeyError\n{'=' * 40}\n"
    fake.add_job(machine.repository, run, log=log("pytest -q", text).encode())
    _, said, outputs = machine.step(
        "heal", "push", push_event(machine.repository),
        fake.token("actions", READER), mode="heal", run_id=str(run.id),
    )  # fmt: skip
    assert sentence in said, said
    assert outputs["outcome"] in ("refused", "declined", "not-reproduced"), said
    assert not machine.bundle.exists()
    assert "Traceback" not in said


def test_check_names_what_to_heal_again_and_shows_that_it_saw(
    machine: Machine, fake: FakeGitHub
) -> None:
    pushed = push_event(machine.repository)
    machine.step(
        "heal", "push", pushed, fake.token("actions", READER), mode="heal", target="simple.py"
    )
    token = fake.token("actions", WRITER)
    machine.step("publish", "push", pushed, token, mode="publish")
    (pull,) = machine.repository.pulls.values()
    fake.add_comment(machine.repository, pull.number, "/healbot retry", user="bob")
    asked = comment_event(machine.repository, pull.number, user="bob")
    code, said, outputs = machine.step("check", "issue_comment", asked, token, mode="check")
    assert (code, outputs["outcome"]) == (0, "ready"), said
    assert outputs["ref"] == machine.repository.git.branch("main")
    assert outputs["branch"] == pull.head_branch
    assert [reaction.content for reaction in pull.comments[-1].reactions] == ["eyes"]
    fake.add_comment(machine.repository, pull.number, "/healbot rollback 0", user="bob")
    asked = comment_event(machine.repository, pull.number, user="bob")
    _, said, outputs = machine.step("check", "issue_comment", asked, token, mode="check")
    assert outputs == {"outcome": "ready"}, said


def test_one_job_for_both_demands_the_overlay(machine: Machine, fake: FakeGitHub) -> None:
    """Its token may write: code that the copy sandbox lets live on could meet it."""
    token = fake.token("actions", WRITER)
    code, said, outputs = machine.step(
        "heal", "push", push_event(machine.repository), token,
        mode="both", target="simple.py", sandbox="copy",
    )  # fmt: skip
    assert (code, outputs["outcome"], outputs["sandbox"]) == (0, "healed", "overlay"), said
