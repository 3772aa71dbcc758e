"""`old_octal`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "octal-mode": (
        """\
import os
os.chmod("run.sh", 0755)
os.umask(022)
""",
        """\
import os
os.chmod("run.sh", 0o755)
os.umask(0o22)
""",
    ),
    "octal-date": (
        """\
from datetime import date
d = date(2024, 01, 09)
e = date(2024, 010, 012)
""",
        """\
from datetime import date
d = date(2024, 1, 9)
e = date(2024, 10, 12)
""",
    ),
}
MUST_LEAVE = (
    "x = 0o777, 0, 00, 0.5, 0x07\n",
    's = "0777"\n',
    "x = 12 13\n",
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("old_octal", source) == []
