from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.structure.harness import (
    VERSIONS,
    check_change,
    check_leave,
)

MUST_CHANGE = [
    (
        "def f(x):\n    retrun x\ndef g(x):\n    retrun x\n",
        "def f(x):\n    return x\ndef g(x):\n    return x\n",
    ),
    ("whlie True:\n    break\n", "while True:\n    break\n"),
    ("improt os\nprint(os)\n", "import os\nprint(os)\n"),
    (
        "x = 3\nif x == 2:\n    pass\nesle:\n    print(x)\n",
        "x = 3\nif x == 2:\n    pass\nelse:\n    print(x)\n",
    ),
    (
        """\
Import os
From sys Import path
x = 3
If x > 2 And x < 4:
    print(x)
""",
        """\
import os
from sys import path
x = 3
if x > 2 and x < 4:
    print(x)
""",
    ),
    ("for i inrange(3):\n    print(i)\n", "for i in range(3):\n    print(i)\n"),
    ("x = [1]\ny = 3 if x adn True else 4\n", "x = [1]\ny = 3 if x and True else 4\n"),
    ("f = lamda x: x\n", "f = lambda x: x\n"),
    (
        "try:\n    x = 1\nexcpet ValueError as e:\n    print(e)\n",
        "try:\n    x = 1\nexcept ValueError as e:\n    print(e)\n",
    ),
]
MUST_LEAVE = [
    "x = 3 +\n",
    "form = 3 4\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "misspelt_keyword")
