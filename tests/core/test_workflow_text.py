from __future__ import annotations

import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healbot.core.workflow_text import follows_template, healbots_workflow, names_shown
from healbot.init_workflow import HEAL_FILE, Recipe, workflows

RECIPE = Recipe(
    action=f"ada/healbot@{'0123456789' * 4} # v1.0.0",
    test="python -m pytest -q",
    install=("pip install -e .",),
    watched=("CI", "Nightly tests"),
)
TEMPLATES = {
    name: (files("healbot.workflow_templates") / f"{name}.yml").read_text("utf-8")
    for name in ("heal", "workflow_run", "comments")
}


def test_what_init_writes_is_read_back() -> None:
    text = workflows(RECIPE, "workflow-run")[HEAL_FILE]
    told = healbots_workflow(HEAL_FILE, text)
    assert told is not None
    assert told.name == "healbot"
    assert told.watched == ("CI", "Nightly tests")
    assert told.modes == ("check", "heal", "publish")
    assert told.references == ("0123456789" * 4,)
    assert told.is_pinned
    assert told.secrets == ("ANTHROPIC_API_KEY",)
    assert not told.has_token
    assert told.may_write


def test_one_that_tests_by_itself_watches_no_other() -> None:
    told = healbots_workflow(HEAL_FILE, workflows(RECIPE, "jobs")[HEAL_FILE])
    assert told is not None
    assert told.watched is None
    assert told.modes == ("heal", "publish")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("uses: ada/healbot@v1", ("v1",)),
        ("- uses: 'ada/healbot/sub@main'", ("main",)),
        ('uses: "ada/healbot@0123"  # comment', ("0123",)),
        ("uses: ./.healbot", ()),
        ("uses: ada/healbots@v1", None),
        ("uses: healbot/other@v1", None),
        ("# uses: ada/healbot@v1", None),
    ],
)
def test_which_actions_are_healbots(line: str, found: tuple[str, ...] | None) -> None:
    text = f"jobs:\n  x:\n    steps:\n      {line}\n        with:\n          mode: heal\n"
    told = healbots_workflow(".github/workflows/x.yml", text)
    assert (None if told is None else told.references) == found
    if told is not None:
        assert told.name == told.path
        assert told.is_pinned == line.endswith(".healbot")


@pytest.mark.parametrize(
    ("token", "has_token"),
    [
        ("${{ secrets.BOT_TOKEN }}", True),
        ("${{ steps.app.outputs.token }}", True),
        ("${{ github.token }}", False),
        ('"${{ secrets.GITHUB_TOKEN }}"', False),
    ],
)
def test_a_token_of_its_own(token: str, has_token: bool) -> None:
    text = f"uses: ada/healbot@v1\nwith:\n  mode: publish\n  token: {token}\n"
    told = healbots_workflow("x", text)
    assert told is not None
    assert told.has_token is has_token


@pytest.mark.parametrize("shape", ["jobs", "workflow-run"])
def test_what_init_writes_follows_its_template(shape: str) -> None:
    name = "heal" if shape == "jobs" else "workflow_run"
    text = workflows(RECIPE, shape)[HEAL_FILE]  # type: ignore[arg-type]  # one of the two shapes
    assert [key for key, template in TEMPLATES.items() if follows_template(text, template)] == [
        name
    ]
    assert not follows_template(text + "x", TEMPLATES[name])
    assert not follows_template("# x\n" + text, TEMPLATES[name])
    assert not follows_template(text.replace("contents: write", "contents: read"), TEMPLATES[name])


@given(st.lists(st.text("ab<>\n", max_size=5), min_size=1, max_size=6), st.data())
def test_any_filling_follows_its_template(pieces: list[str], data: st.DataObject) -> None:
    pieces = [re.sub(r"[<>]", "c", piece) for piece in pieces]
    template, text = pieces[0], pieces[0]
    for piece in pieces[1:]:
        template += "<<a-b>>" + piece
        text += data.draw(st.text("abc\n", max_size=5)) + piece
    assert follows_template(text, template)
    assert not follows_template(text + "\0", template) or pieces[-1] == ""


@given(st.text(), st.text())
def test_any_text_is_read(path: str, text: str) -> None:
    for content in (text, f"uses: a/healbot@{text}\nmode: heal\nname: {text}\n"):
        told = healbots_workflow(path, content)
        assert told is None or told.name or not path


def test_names_in_a_sentence() -> None:
    assert names_shown(["a", "b"]) == "a, b"
    assert names_shown(list("abc"), 2) == "a, b and 1 more"
