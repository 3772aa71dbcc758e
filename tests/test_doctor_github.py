"""``healbot doctor --github`` against the fake GitHub; every request fits GitHub's description."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from healbot.core.errors import ForgeUnusable, UsageError
from healbot.core.forge import Repository
from healbot.doctor_github import Examination, examine
from healbot.init_workflow import COMMENTS_FILE, HEAL_FILE, Recipe, Shape, workflows
from healbot.ledger.plumbing import Plumbing
from healbot.reports.replay import Replay
from healbot.reports.summary import Finding
from tests.failed_run.fake import log
from tests.git_project import GitProject, Result
from tests.github.fake import FakeGitHub, fake_github
from tests.github.state import Repository as FakeRepository
from tests.github.state import Rule, Run

SCHEMA = Path(__file__).parents[1] / "healbot" / "reports" / "report.schema.json"
COMMIT = "0123456789" * 4
RECIPE = Recipe(
    action=f"ada/healbot@{COMMIT} # v1",
    test="python -m pytest -q",
    install=("pip install -e .",),
    watched=("CI",),
)
FAILED = """\
=========================== short test summary info ============================
FAILED tests/test_cart.py::test_total - KeyError: 'prise'
============================== 1 failed in 0.05s ===============================
"""
HTTP_INSTALL = "ERROR: Could not find a version that satisfies the requirement nosuch\n"


@dataclass
class Stage:
    """A project, its repository on the fake, and what `examine` needs."""

    project: GitProject
    fake: FakeGitHub
    repository: FakeRepository
    token: str

    @property
    def environ(self) -> dict[str, str]:
        return {
            "GITHUB_SERVER_URL": self.fake.server_url,
            "GITHUB_API_URL": self.fake.api_url,
            "GH_TOKEN": self.token,
        }

    def replay(self) -> Replay:
        found = self.examine().replay
        assert found is not None
        return found

    def examine(self, named: Repository | None = None) -> Examination:
        with Plumbing(self.project.root) as plumbing:
            return examine(plumbing, named, self.environ)

    def run(self, text: str = "", **details: Any) -> Run:
        """Adds a failed run with a job whose log shows `text` of a test step."""
        run = self.fake.add_run(self.repository, **details)
        self.fake.add_job(self.repository, run, log=log("python -m pytest -q", text).encode())
        return run

    def doctor(self, *arguments: str) -> Result:
        return self.project.healbot("doctor", "--github", *arguments, environment=self.environ)


def stage(
    folder: Path, fake: FakeGitHub, shape: Shape | None = "workflow-run", text: str = ""
) -> Stage:
    """Returns a stage with healbot's workflows in the shape; `text` is put in place of the heal."""
    project = GitProject(folder)
    project.write("cart.py", "def total(items):\n    return 0\n")
    project.write("tests/test_cart.py", "def test_total():\n    assert 0\n")
    if shape is not None:
        for path, content in workflows(RECIPE, shape).items():
            project.write(path, text if text and path == HEAL_FILE else content)
    project.commit()
    repository = fake.add_repository("ada/cart", source=project.root)
    project.git("remote", "add", "origin", fake.git_url("ada/cart"))
    return Stage(project, fake, repository, fake.token("classic"))


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeGitHub]:
    with fake_github(tmp_path / "fake") as made:
        yield made


def about(found: Examination, topic: str) -> list[Finding]:
    """Returns the findings on a topic."""
    return [finding for finding in found.findings if finding.topic == topic]


def levels(found: Examination, topic: str) -> list[str]:
    """Returns how bad it is, finding by finding."""
    return [finding.level for finding in about(found, topic)]


def test_all_is_well(tmp_path: Path, fake: FakeGitHub) -> None:
    found = stage(tmp_path, fake).examine()
    assert str(found.repository) == "ada/cart"
    assert {finding.level for finding in found.findings} == {"ok", "note"}
    assert levels(found, "actions") == ["ok", "ok"]
    assert levels(found, "branches") == ["ok"]
    assert [f.text for f in about(found, "repository")] == ["ada/cart: public, default branch main"]
    assert "classic personal access token of ada" in about(found, "token")[0].text
    assert "ANTHROPIC_API_KEY" in about(found, "secrets")[0].text
    assert "GITHUB_TOKEN: CI waits" in about(found, "ci")[0].text
    assert found.replay is not None
    assert found.replay.sentence == "No run of CI has failed here yet."
    assert fake.writes == []


class TestSettings:
    def test_workflows_may_not_open_pull_requests(self, tmp_path: Path, fake: FakeGitHub) -> None:
        on = stage(tmp_path, fake)
        on.repository.actions_may_create_pulls = False
        on.repository.workflow_permissions = "write"
        problem, note = about(on.examine(), "actions")
        assert (problem.level, note.level) == ("problem", "note")
        assert "Allow GitHub Actions to create and approve pull requests" in problem.remedy

    def test_with_a_token_of_its_own_that_is_no_problem(
        self, tmp_path: Path, fake: FakeGitHub
    ) -> None:
        text = workflows(RECIPE, "workflow-run")[HEAL_FILE]
        text = text.replace("mode: publish", "mode: publish\n          token: ${{ secrets.BOT }}")
        on = stage(tmp_path, fake, text=text)
        on.repository.actions_may_create_pulls = False
        found = on.examine()
        assert levels(found, "actions") == ["note", "ok"]
        assert about(found, "ci")[0] == Finding(
            "ok", "ci", "pull requests are opened with a token of your own: CI starts"
        )
        assert "BOT" in about(found, "secrets")[0].text

    def test_who_is_no_administrator_is_told_where_to_look(
        self, tmp_path: Path, fake: FakeGitHub
    ) -> None:
        on = stage(tmp_path, fake)
        on.token = fake.token("fine-grained", {"contents": "read", "actions": "read"})
        found = on.examine()
        assert levels(found, "actions") == ["note"]
        assert about(found, "actions")[0].remedy.startswith("Look yourself: Settings > Actions")

    def test_an_archived_repository(self, tmp_path: Path, fake: FakeGitHub) -> None:
        on = stage(tmp_path, fake)
        on.repository.archived = True
        on.run(FAILED)
        found = on.examine()
        assert levels(found, "repository") == ["problem"]
        assert found.replay is not None
        assert list(found.replay.declined) == ["archived"]


@pytest.mark.parametrize(
    ("rule", "level", "words"),
    [
        (Rule("healbot/*", "ruleset", forbids_creation=True), "problem", "may be created"),
        (Rule("*", "ruleset", requires_signatures=True), "problem", "commits must be signed"),
        (Rule("**", "ruleset", requires_pull_request=True), "problem", "through a pull request"),
        (Rule("healbot/*", "ruleset"), "ok", "no rule"),
        (Rule("main", "ruleset", requires_pull_request=True), "ok", "no rule"),
    ],
)  # fmt: skip
def test_rules_for_branches(
    tmp_path: Path, fake: FakeGitHub, rule: Rule, level: str, words: str
) -> None:
    on = stage(tmp_path, fake)
    on.repository.rules.append(rule)
    (found,) = about(on.examine(), "branches")
    assert (found.level, words in found.text) == (level, True)


def test_a_branch_of_healbots_that_is_protected(tmp_path: Path, fake: FakeGitHub) -> None:
    on = stage(tmp_path, fake)
    on.project.git("push", "--quiet", str(on.repository.git.path), "HEAD:healbot/cart-01234567")
    on.repository.rules.append(Rule("main"))
    assert levels(on.examine(), "branches") == ["ok"]
    on.repository.rules.append(Rule("*"))
    (found,) = about(on.examine(), "branches")
    assert (found.level, "healbot/cart-01234567" in found.text) == ("problem", True)


class TestWorkflows:
    def test_there_is_none(self, tmp_path: Path, fake: FakeGitHub) -> None:
        found = stage(tmp_path, fake, None).examine()
        assert levels(found, "workflow") == ["problem"]
        assert about(found, "workflow")[0].remedy.startswith("healbot init")

    @pytest.mark.parametrize("shape", ["jobs", "workflow-run"])
    def test_present_ones(self, tmp_path: Path, fake: FakeGitHub, shape: Shape) -> None:
        texts = [f.text for f in about(stage(tmp_path, fake, shape).examine(), "workflow")]
        assert len(texts) == 2
        for path, text in zip((HEAL_FILE, COMMENTS_FILE), texts, strict=True):
            assert text.startswith(path)
            # As it is written now; which commit of healbot this is depends on where tests run.
            assert "as this healbot writes it" in text or "runs healbot at 0123456789" in text

    def test_a_changed_one(self, tmp_path: Path, fake: FakeGitHub) -> None:
        text = workflows(RECIPE, "jobs")[HEAL_FILE].replace("timeout-minutes: 60", "")
        found = about(stage(tmp_path, fake, text=text).examine(), "workflow")
        assert "was changed, or comes from another version" in found[0].text

    def test_one_that_is_not_pinned(self, tmp_path: Path, fake: FakeGitHub) -> None:
        text = workflows(replace(RECIPE, action="ada/healbot@main"), "jobs")[HEAL_FILE]
        found = about(stage(tmp_path, fake, text=text).examine(), "workflow")
        assert (found[0].level, "can be moved: main" in found[0].text) == ("note", True)

    def test_one_that_may_not_write(self, tmp_path: Path, fake: FakeGitHub) -> None:
        text = workflows(RECIPE, "jobs")[HEAL_FILE].replace("contents: write", "contents: read")
        on = stage(tmp_path, fake, text=text)
        on.project.git("rm", "--quiet", COMMENTS_FILE)
        on.project.commit("one workflow")
        on.project.git("push", "--quiet", str(on.repository.git.path), "HEAD:main")
        found = about(on.examine(), "workflow")
        assert found[-1].level == "problem"
        assert "may push and open pull requests" in found[-1].text


class TestReplay:
    def test_what_healbot_would_have_done(self, tmp_path: Path, fake: FakeGitHub) -> None:
        on = stage(tmp_path, fake)
        fork = fake.fork(on.repository, "grace")
        healed = on.run(FAILED)
        on.run(FAILED, workflow="Docs", path=".github/workflows/docs.yml")
        on.run(FAILED, head_repository=fork.full_name, event="pull_request")
        on.run(FAILED, head_branch="healbot/cart-01234567")
        on.run(HTTP_INSTALL)
        expired = on.run(FAILED)
        next(j for j in on.repository.jobs.values() if j.run_id == expired.id).log_state = "expired"
        replay = on.replay()
        gates = [run.gate for run in replay.runs]
        assert gates[:1] == ["no-log"]
        assert gates[2:] == ["own-branch", "fork", "not-watched", ""]
        assert gates[1] in ("no-code-ran", "no-target")
        assert [run.id for run in replay.acted] == [healed.id]
        assert replay.acted[0].target == "pytest tests/test_cart.py::test_total"
        assert all(run.reason for run in replay.runs if run.gate)
        assert replay.sentence == (
            "On your last 6 failed runs healbot would have acted once, declined 5."
        )

    def test_limits_count_what_came_before(self, tmp_path: Path, fake: FakeGitHub) -> None:
        on = stage(tmp_path, fake)
        for _ in range(5):
            on.run(FAILED)
        replay = on.replay()
        assert [run.gate for run in replay.runs] == ["commit-limit", "commit-limit", "", "", ""]

    def test_without_a_workflow_all_runs_count(self, tmp_path: Path, fake: FakeGitHub) -> None:
        on = stage(tmp_path, fake, None)
        on.run(FAILED, workflow="Nightly")
        assert [run.gate for run in on.replay().runs] == [""]

    def test_only_the_last_twenty(self, tmp_path: Path, fake: FakeGitHub) -> None:
        on = stage(tmp_path, fake, None)
        for _ in range(23):
            on.run(FAILED, head_branch="healbot/cart-01234567")
        replay = on.replay()
        assert len(replay.runs) == 20
        assert replay.declined["own-branch"] == replay.runs


class TestAtTheCommandLine:
    def test_json_follows_the_schema(self, tmp_path: Path, fake: FakeGitHub) -> None:
        on = stage(tmp_path, fake)
        on.run(FAILED)
        on.run(FAILED, head_branch="healbot/cart-01234567")
        result = on.doctor("--json")
        assert result.exit_code == 0, result.said
        document = result.json
        Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(document)
        assert document["repository"] == "ada/cart"
        assert document["replay"]["acted"] == 1
        assert document["replay"]["declined"] == {"own-branch": 1}
        assert on.token not in result.stdout + result.stderr

    def test_as_text_with_a_problem(self, tmp_path: Path, fake: FakeGitHub) -> None:
        on = stage(tmp_path, fake)
        on.repository.actions_may_create_pulls = False
        on.run(FAILED)
        on.run(FAILED, head_branch="healbot/\u202ecart-01234567")
        result = on.doctor("--repository", "ada/cart")
        assert result.exit_code == 6, result.said
        assert "problem actions" in result.stdout
        assert "healbot would have acted" in result.stdout
        assert "\u202e" not in result.stdout


def test_without_a_token_or_a_repository_it_says_what_to_do(
    tmp_path: Path, fake: FakeGitHub
) -> None:
    on = stage(tmp_path, fake)
    on.token = ""
    with pytest.raises(ForgeUnusable) as caught:
        on.examine()
    assert "GH_TOKEN" in caught.value.hint
    on.project.git("remote", "remove", "origin")
    on.token = fake.token("classic")
    with pytest.raises(UsageError):
        on.examine()
    assert str(on.examine(Repository("ada", "cart")).repository) == "ada/cart"


def test_a_token_that_may_read_little_still_tells_something(
    tmp_path: Path, fake: FakeGitHub
) -> None:
    on = stage(tmp_path, fake)
    on.run(FAILED)
    on.token = fake.token("fine-grained", {"contents": "read"}, repositories=["ada/cart"])
    on.repository.private = True
    found = on.examine()
    assert found.replay is None
    assert levels(found, "runs") == ["note"]
    assert levels(found, "workflow") == ["note"]
    assert "actions: read" in about(found, "runs")[0].text + about(found, "runs")[0].remedy


def test_a_token_that_is_wrong(tmp_path: Path, fake: FakeGitHub) -> None:
    on = stage(tmp_path, fake)
    on.token = "ghp_" + "x" * 36
    with pytest.raises(ForgeUnusable):
        on.examine()
