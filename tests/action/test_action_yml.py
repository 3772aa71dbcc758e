"""``action.yml``, the code behind it and what the README says of it agree."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from healbot.action.ending import OUTCOMES
from healbot.action.inputs import CHECKS, MODES, OUTCOMES_THAT_MAY_FAIL, SETTINGS, variable
from healbot.settings.catalogue import KEYS as KEYS_OF_SETTINGS

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "action.yml").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
KEYS = {"anthropic-api-key", "openai-api-key", "gemini-api-key", "base-url", "token"}


def section(name: str) -> dict[str, str]:
    """Returns the entries of a top-level section: their text by name."""
    body = re.split(r"^\w", TEXT.partition(f"\n{name}:\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    parts = re.split(r"^  ([a-z-]+):\n", body, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def step(name: str) -> str:
    """Returns the text of a step."""
    return TEXT.partition(f"- name: {name}\n")[2].partition("\n    - name:")[0]


def test_every_input_reaches_the_code_and_no_other() -> None:
    declared = set(section("inputs"))
    passed = set(re.findall(r"INPUT_[A-Z_]+(?=:)", TEXT))
    through_variables = declared - KEYS - {"healbot-python"}
    assert passed == {variable(name) for name in through_variables}
    source = (ROOT / "healbot" / "action" / "inputs.py").read_text("utf-8")
    for name in through_variables - set(SETTINGS) - set(CHECKS):
        assert f'"{name}"' in source, name


def test_every_setting_and_check_is_an_input() -> None:
    assert set(SETTINGS) | set(CHECKS) <= set(section("inputs"))


def test_no_variable_is_taken_for_a_setting() -> None:
    """``HEALBOT_PYTHON`` would make the project run on healbot's own interpreter."""
    set_by_steps = set(re.findall(r"^ +([A-Z_]+): ", TEXT, re.MULTILINE))
    assert not set_by_steps & {key.variable for key in KEYS_OF_SETTINGS.values()}


def test_no_expression_stands_in_a_script() -> None:
    for script in re.findall(r"^ +run: (?:\|\n((?: {8,}.*\n|\n)+)|(.*)\n)", TEXT, re.MULTILINE):
        assert "${{" not in "".join(script)


def test_keys_are_only_where_they_are_needed() -> None:
    for name in ("ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY"):
        assert TEXT.count(name) == 1
        assert name in step("Heal")
    for name in ("Set up Python for healbot", "Install healbot"):
        assert "inputs.token" not in step(name)
        assert "api-key" not in step(name)


def test_descriptions_name_every_mode_and_outcome() -> None:
    assert set(re.findall(r"`([a-z]+)`", section("inputs")["mode"])) == set(MODES)
    assert set(re.findall(r"`([a-z-]+)`", section("outputs")["outcome"])) - {"check"} == set(
        OUTCOMES
    )
    named = set(re.findall(r"`([a-z-]+)`", section("inputs")["fail-on"])) - {"none"}
    assert named == set(OUTCOMES_THAT_MAY_FAIL)


def test_the_readme_lists_every_input_and_output() -> None:
    part = README.partition("\n## On GitHub\n")[2].partition("\n## ")[0]
    rows = set(re.findall(r"^\| `([a-z-]+)`", part, re.MULTILINE))
    assert set(section("inputs")) | set(section("outputs")) == rows


def test_what_is_installed_covers_the_dependencies() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = project["project"]["dependencies"] + project["build-system"]["requires"]
    wanted += project["project"]["optional-dependencies"]["openai"]
    pinned = (ROOT / ".github" / "action-requirements.txt").read_text("utf-8")
    versions = dict(re.findall(r"^([a-z0-9._-]+)==([^ \\;]+)", pinned, re.MULTILINE))
    for requirement in wanted:
        match = re.match(r"([A-Za-z0-9._-]+)>=([0-9.]+)", requirement)
        assert match is not None, requirement
        found = versions.get(match[1].lower())
        assert found is not None, requirement
        assert _numbers(found) >= _numbers(match[2]), requirement
    for block in re.split(r"\n(?=[a-z])", re.sub(r"^#.*\n", "", pinned, flags=re.MULTILINE)):
        assert "--hash=sha256:" in block, block


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]


def test_actions_are_pinned_by_their_commit() -> None:
    files = [ROOT / "action.yml", *(ROOT / ".github" / "workflows").glob("*.yml")]
    for file in files:
        for used in re.findall(r"uses: (\S+)", file.read_text("utf-8")):
            pinned = re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", used)
            assert pinned or used.startswith(("./", "OWNER/")), (file.name, used)
