"""The exact text of prompts. Set ``HEALBOT_UPDATE_SNAPSHOTS`` to write them anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from healbot.core.redaction import Redactor
from healbot.generators.language_model.evidence import gather
from healbot.generators.language_model.prompt import Prompt, build_prompt
from tests.generators.language_model.cases import CASES, Changes
from tests.generators.language_model.problems import facts

SNAPSHOTS = Path(__file__).parent / "snapshots"


def prompt_of(name: str) -> Prompt:
    case = CASES[name]
    known = facts(
        redact=Redactor(["hunter2hunter2"]).redact,
        history=Changes(),
        dependencies=lambda: {"requests", "attrs"} if "files" in name else set(),
    )
    dossier = gather(case.problem(), known, case.strategy)
    return build_prompt(dossier, case.strategy, case.limit, case.language)


@pytest.mark.parametrize("name", CASES)
def test_the_prompt_is_the_one_that_was_reviewed(name: str) -> None:
    prompt = prompt_of(name)
    file = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("HEALBOT_UPDATE_SNAPSHOTS"):
        file.write_text(prompt.user + "\n", encoding="utf-8")
    assert prompt.user + "\n" == file.read_text(encoding="utf-8")
    assert prompt.tokens <= CASES[name].limit


def test_the_beginning_is_the_one_that_was_reviewed() -> None:
    file = SNAPSHOTS / "system.txt"
    systems = {prompt_of(name).system for name in CASES}
    (system,) = systems
    if os.environ.get("HEALBOT_UPDATE_SNAPSHOTS"):
        file.write_text(system + "\n", encoding="utf-8")
    assert system + "\n" == file.read_text(encoding="utf-8")
    assert len(system) <= 1200


def test_a_short_script_takes_few_characters() -> None:
    assert prompt_of("script_name_error").size <= 2000
