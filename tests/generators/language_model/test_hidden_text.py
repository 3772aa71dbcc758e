from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healbot.core.redaction import MASK, Redactor
from healbot.generators.language_model.edit_matching import resolve
from healbot.generators.language_model.hidden_text import check_nothing_hidden
from healbot.generators.language_model.reply import InapplicableReply, ProposedEdit, ProposedFix
from tests.generators.language_model.problems import MemoryFiles

SECRET = "a8Fk29xLqP03"
FILE = f'PASSWORD = "{SECRET}"\nLIMIT = 1\nprint("{MASK} done")\nprint(LIMIT / 0)\n'


def resolved(search: str, replace: str) -> object:
    return resolve(
        ProposedFix("x", (ProposedEdit("app.py", search, replace),)), MemoryFiles({"app.py": FILE})
    )


@pytest.mark.parametrize(
    ("search", "replace"),
    [
        ("", Redactor([SECRET]).redact(FILE).replace("/ 0", "/ 1")),
        (f'PASSWORD = "{MASK}"\nLIMIT = 1\n', f'PASSWORD = "{MASK}"\nLIMIT = 2\n'),
        ("LIMIT = 1\n", f'PASSWORD = "{MASK}"\nLIMIT = 2\n'),
    ],
)
def test_the_mask_is_not_written_over_what_it_hides(search: str, replace: str) -> None:
    with pytest.raises(InapplicableReply) as error:
        resolved(search, replace)
    assert MASK in error.value.feedback
    assert SECRET not in error.value.feedback


@pytest.mark.parametrize(
    ("search", "replace"),
    [
        ("LIMIT = 1\n", "LIMIT = 2\n"),
        ("print(LIMIT / 0)\n", f'print("{MASK} new {MASK}")\n'),
        (f'print("{MASK} done")\n', f'print("{MASK} done")\nprint(1)\n'),
    ],
)
def test_asterisks_of_the_code_itself_are_fine(search: str, replace: str) -> None:
    assert resolved(search, replace)


@given(st.lists(st.text(st.characters(exclude_characters="*\n\r"), max_size=9), min_size=2))
def test_a_masked_line_is_known_by_what_is_left_of_it(pieces: list[str]) -> None:
    line = "secret".join(["x", *pieces, "y"])
    with pytest.raises(InapplicableReply):
        check_nothing_hidden("a.py", [MASK.join(["x", *pieces, "y"])], ["other", line])
    check_nothing_hidden("a.py", [line], [line])
