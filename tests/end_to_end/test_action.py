"""The Action and the workflows, run for real by act, against a fake GitHub and its Git server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from healbot.init_workflow import COMMENTS_FILE, HEAL_FILE, Recipe, workflows
from tests.end_to_end.act import ACTION, Act
from tests.end_to_end.events import comment_event, push_event
from tests.git_project import GitProject
from tests.github.fake import FakeGitHub, fake_github
from tests.github.state import Level, Pull, Repository
from tests.scripted_model import reply, scripted_model

CART = '''\
"""A shopping cart."""


def total(prices):
    result = 0
    for price in prices:
        result += prise
    return result
'''
TEST = """\
from cart import total


def test_total():
    assert total([2, 3]) == 5
"""
RECIPE = Recipe(
    action=ACTION,
    test="python -m pytest -p no:cacheprovider",
    install=("python -m pip --version",),
)

KEY = "sk-ant-canary-5f1d0c9b8a7e6f5d4c3b2a19"
OTHER_FIX = json.dumps({
    "fixes": [{
        "diagnosis": "The name of what is added is misspelt.",
        "edits": [{
            "path": "cart.py",
            "search": "        result += prise",
            "replace": "        result = result + price",
        }],
    }],
})  # fmt: skip


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeGitHub]:
    """A fake GitHub; every request must have fitted GitHub's own description."""
    with fake_github(tmp_path) as running:
        yield running


@pytest.fixture
def project(tmp_path: Path) -> GitProject:
    """A project whose only test fails."""
    made = GitProject(tmp_path)
    made.write("cart.py", CART)
    made.write("test_cart.py", TEST)
    made.write("pytest.ini", "[pytest]\n")
    made.write(".gitignore", "__pycache__/\n")
    made.commit("A cart")
    return made


@pytest.fixture
def repository(fake: FakeGitHub, project: GitProject) -> Repository:
    """``ada/report`` on the fake, with that project."""
    return fake.add_repository("ada/report", source=project.root, roles={"bob": "write"})


@pytest.fixture
def act(tmp_path: Path, fake: FakeGitHub, repository: Repository) -> Act:
    """A runner for it."""
    return Act(tmp_path / "act", fake, repository)


STEP = f"""\
name: healbot
on: push
jobs:
  heal:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1
        with: {{ persist-credentials: false }}
      - id: healbot
        uses: {ACTION}
        with:
          mode: heal
      - name: Keep what there is to see
        if: always()
        env:
          OUTPUTS: ${{{{ toJSON(steps.healbot.outputs) }}}}
          BUNDLE: ${{{{ steps.healbot.outputs.bundle }}}}
        run: |
          mkdir -p "$STAND_IN_ARTIFACTS/seen"
          printf '%s' "$OUTPUTS" > "$STAND_IN_ARTIFACTS/seen/outputs.json"
          [ -z "$BUNDLE" ] || cp -R "$BUNDLE" "$STAND_IN_ARTIFACTS/seen/bundle"
"""


def test_heal_leaves_outputs_bundle_and_summary(
    act: Act, repository: Repository, fake: FakeGitHub
) -> None:
    ran = act.run("push", push_event(repository), STEP, token=fake.token("actions", READER))
    assert ran.exit_code == 0, ran.log
    seen = act.artifact("seen")
    outputs = json.loads((seen / "outputs.json").read_text("utf-8"))
    assert outputs["outcome"] == "healed"
    assert outputs["branch"].startswith("healbot/")
    assert outputs["attempts"] == "1"
    assert outputs["cost"] == "0"
    assert outputs["sandbox"] in ("overlay", "copy")
    assert {file.name for file in (seen / "bundle").iterdir()} == {
        "sessions.bundle", "manifest.json", "report.json",
    }  # fmt: skip
    assert "test_total" in ran.log.partition("Summary - ")[2]
    assert fake.writes == []


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_it_installs_itself(tmp_path: Path, fake: FakeGitHub, repository: Repository) -> None:
    """With the pinned packages, into a virtual environment of its own."""
    act = Act(tmp_path / "act", fake, repository, installs=True)
    ran = act.run("push", push_event(repository), STEP, token=fake.token("actions", READER))
    assert ran.exit_code == 0, ran.log
    assert '"outcome": "healed"' in (act.artifact("seen") / "outputs.json").read_text("utf-8")


READER: dict[str, Level] = {"contents": "read", "actions": "read", "pull-requests": "read"}
WRITER: dict[str, Level] = {
    "contents": "write",
    "pull-requests": "write",
    "issues": "write",
    "actions": "read",
}


def text_of(repository: Repository, branch: str) -> str:
    """Returns the file under repair as a branch has it."""
    return str(repository.git.git("show", f"{branch}:cart.py"))


def answer_of(pull: Pull) -> str:
    """Returns what healbot said on a pull request: one comment."""
    (answer,) = (comment for comment in pull.comments if comment.user != "bob")
    return answer.body


def state_of(repository: Repository, branch: str) -> object:
    """Returns everything that a reviewer can see."""
    pulls = [
        (pull.number, pull.state, pull.title, pull.body, pull.draft, sorted(pull.labels))
        for pull in repository.pulls.values()
    ]
    said = [
        [(comment.user, comment.body) for comment in pull.comments]
        for pull in repository.pulls.values()
    ]
    return repository.git.branch(branch), repository.git.branch("main"), pulls, said


@pytest.mark.slow
@pytest.mark.timeout(2400)
def test_the_whole_story(tmp_path: Path, fake: FakeGitHub, repository: Repository) -> None:
    """A test fails; a pull request; rollback and retry; replayed, nothing changes any more."""
    files = workflows(RECIPE, "jobs")
    heal, comments = (files[name] for name in (HEAL_FILE, COMMENTS_FILE))
    token = fake.token("actions", WRITER)
    with scripted_model([reply(OTHER_FIX)]) as model:
        act = Act(
            tmp_path / "act",
            fake,
            repository,
            secrets={"ANTHROPIC_API_KEY": KEY},
            defaults={
                "base-url": model.anthropic_url, "model": "anthropic:claude-sonnet-5-5",
            },
        )  # fmt: skip
        pushed = push_event(repository)
        ran = act.run("push", pushed, heal, token=token)
        assert ran.exit_code == 1, ran.log  # the tests failed, and that stays visible
        assert len(repository.pulls) == 1, ran.log
        (pull,) = repository.pulls.values()
        branch = pull.head_branch
        assert pull.state == "open", ran.log
        assert not pull.draft
        assert "NameError" in pull.title + pull.body
        assert pull.base_branch == "main"
        assert {"healbot"} == {str(label) for label in pull.labels}
        assert "result += price\n" in text_of(repository, branch)
        assert model.calls == []
        first = state_of(repository, branch)
        act.run("push", pushed, heal, token=token)
        assert state_of(repository, branch) == first

        words = "/healbot retry use the other branch"
        fake.add_comment(repository, pull.number, words, user="bob")
        asked = comment_event(repository, pull.number, user="bob")
        ran = act.run("issue_comment", asked, comments, token=token)
        assert ran.exit_code == 0, ran.log
        assert "use the other branch" in str(model.calls[0].body)
        assert "result = result + price\n" in text_of(repository, branch), ran.log
        assert not pull.draft
        assert "is proven" in answer_of(pull), ran.log
        second = state_of(repository, branch)
        act.run("issue_comment", asked, comments, token=token)
        assert state_of(repository, branch) == second

        words = "/healbot rollback 1"
        fake.add_comment(repository, pull.number, words, user="bob")
        asked = comment_event(repository, pull.number, user="bob")
        ran = act.run("issue_comment", asked, comments, token=token)
        assert ran.exit_code == 0, ran.log
        assert "result += price\n" in text_of(repository, branch), ran.log
        assert "back at attempt 1" in answer_of(pull)
        third = state_of(repository, branch)
        assert third != second
        act.run("issue_comment", asked, comments, token=token)
        assert state_of(repository, branch) == third
    assert KEY not in json.dumps([str(third), str(first)])
