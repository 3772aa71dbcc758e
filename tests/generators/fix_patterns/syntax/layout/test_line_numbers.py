"""`line_numbers`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "numbers": (
        """\
 1  import os
 2
 3  def main():
 4      for name in ["a", "b"]:
 5          print(name)
 6
 7
 8  if __name__ == "__main__":
 9      x = 3
10      main()
""",
        """\
import os

def main():
    for name in ["a", "b"]:
        print(name)


if __name__ == "__main__":
    x = 3
    main()
""",
    ),
    "numbers2": (
        """\
8: import os
9: def main():
10:     for name in ["a", "b"]:
11:         print(name)
12: main()
""",
        """\
import os
def main():
    for name in ["a", "b"]:
        print(name)
main()
""",
    ),
}
MUST_LEAVE = (
    "x = [\n    1,\n    2,\n]\n",
    "1\n2\n3\n",
    's = """\n1 a\n2 b\n"""\nx = = 1\n',
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("line_numbers", source) == []
