"""The tables that say which pattern is imported for which failure."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healbot.generators.fix_patterns import names, values
from healbot.generators.fix_patterns.names import NAME_PATTERNS
from healbot.generators.fix_patterns.table import PatternTable
from healbot.generators.fix_patterns.values import VALUE_PATTERNS
from tests.generators.fix_patterns.required_words import required_words, words_of

TABLES = [(names, NAME_PATTERNS), (values, VALUE_PATTERNS)]
TOOL = "python -m tests.generators.fix_patterns.required_words prints what the table should say"
LOADED = """
import sys
from healbot.core.failure import RaisedException
from healbot.generators.fix_patterns.generator import patterns_for
exception = RaisedException(sys.argv[1], sys.argv[2], ())
print(*[pattern.name for pattern in patterns_for(exception)])
print(*[name for name in sys.modules if "fix_patterns." in name])
"""


@pytest.mark.parametrize(("package", "table"), TABLES)
def test_says_what_its_patterns_say(package: object, table: PatternTable) -> None:
    for pattern in table:
        answers = table.answers[pattern.name]
        assert set(answers.exceptions) == pattern.exceptions, f"{pattern.name}: {TOOL}"
        assert answers.words == words_of(pattern), f"{pattern.name}: {TOOL}"


@pytest.mark.parametrize(("package", "table"), TABLES)
def test_no_pattern_is_forgotten(package: object, table: PatternTable) -> None:
    folder = Path(str(package.__file__)).parent  # type: ignore[attr-defined]
    modules = [path for path in folder.glob("*.py") if "\nPATTERN = " in path.read_text("utf-8")]
    assert {path.stem for path in modules} == set(table.answers)
    assert [pattern.name for pattern in table] == list(table.answers)


def test_only_what_may_match_is_imported() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, "KeyError", "'totl'"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found, loaded = done.stdout.splitlines()
    assert "close_key" in found.split()
    assert "healbot.generators.fix_patterns.values.close_key" in loaded.split()
    assert "healbot.generators.fix_patterns.values.date_format" not in loaded.split()


@pytest.mark.parametrize(
    ("regex", "words"),
    [
        ("cannot (add|join) them", ("cannot ",)),
        ("^(cannot add|must be) (?P<x>x)$", ("cannot add", "must be")),
        ("(?:optional )?then", ("then",)),
        ("(?i)whatever", ("",)),
        (r"\w+", ("",)),
        ("", ("",)),
        ("abc|longer", ("",)),
    ],
)
def test_required_words(regex: str, words: tuple[str, ...]) -> None:
    assert required_words(regex) == words


_REGEXES = sorted({regex for pattern in VALUE_PATTERNS for regex in pattern.messages if regex})


@given(st.data())
def test_every_match_contains_a_required_word(data: st.DataObject) -> None:
    regex = data.draw(st.sampled_from(_REGEXES))
    message = data.draw(st.from_regex(re.compile(regex, re.DOTALL)))
    assert any(word in message for word in required_words(regex))
