"""Whole scripts are healed step by step to the output of the right script, by top-1 fixes alone."""

from __future__ import annotations

import re

import pytest

from tests.generators.fix_patterns.values.harness import Example, applied, proposals, run
from tests.generators.fix_patterns.values.realistic_scripts import SCRIPTS, Script

MAX_STEPS = 5


def version(text: str, group: int) -> str:
    return re.sub(r"«([^|»]*)\|([^»]*)»", lambda mark: str(mark[group]), text.removeprefix("\n"))


@pytest.mark.slow
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_heals_to_the_right_output(script: Script) -> None:
    text = version(script.text, 1)
    example = Example(
        text,
        files=script.files,
        stdin=script.stdin,
        args=script.args,
        script=script.script,
        python=script.python,
    )
    wanted = run(example, version(script.text, 2))
    assert wanted.exit_code == 0, "the right script fails"
    for _ in range(MAX_STEPS):
        ran = run(example, text)
        if ran.exit_code == 0:
            break
        assert ran.context is not None
        found = proposals(ran.context)
        assert found, ran.context.exception
        text = applied(ran.context, found[0][1])
    assert (ran.exit_code, ran.stdout) == (0, wanted.stdout), text
