from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.structure.harness import (
    VERSIONS,
    check_change,
    check_leave,
)

MUST_CHANGE = [
    ("for i range(3):\n    print(i)\n", "for i in range(3):\n    print(i)\n"),
    ("print([x for x [1, 2]])\n", "print([x for x in [1, 2]])\n"),
    ("with open(__file__) f:\n    pass\n", "with open(__file__) as f:\n    pass\n"),
    ("import math m\n", "import math as m\n"),
    (
        "try:\n    x = 1\nexcept ValueError e:\n    print(e)\n",
        "try:\n    x = 1\nexcept ValueError as e:\n    print(e)\n",
    ),
    ("import sqrt from math\n", "from math import sqrt\n"),
    ("math import sqrt\n", "from math import sqrt\n"),
    ("main():\n    print(3)\nmain()\n", "def main():\n    print(3)\nmain()\n"),
    ("for i = 1 to 10:\n    print(i)\n", "for i in range(1, 11):\n    print(i)\n"),
    ("x = 3\nif x is in [3]:\n    print(x)\n", "x = 3\nif x in [3]:\n    print(x)\n"),
]
MUST_LEAVE = [
    "import a.b as\n",
    "from x import\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "missing_word")
