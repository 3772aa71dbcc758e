"""`prompts`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "prompts": (
        """\
>>> x = [1, 2, 3]
>>> for i in x:
...     print(i * 2)
...
2
4
6
>>> print(sum(x))
6
""",
        """\
x = [1, 2, 3]
for i in x:
    print(i * 2)

print(sum(x))
""",
    ),
    "ipython": (
        (
            "In [1]: import math\n"
            "\n"
            "In [2]: def area(r):\n"
            "   ...:     return math.pi * r ** 2\n"
            "   ...: \n"
            "\n"
            "In [3]: area(2)\n"
            "Out[3]: 12.566370614359172\n"
            "\n"
            "In [4]: print(round(area(2), 2))\n"
            "12.57\n"
        ),
        """\
import math

def area(r):
    return math.pi * r ** 2


area(2)

print(round(area(2), 2))
""",
    ),
}
MUST_LEAVE = (
    'def f():\n    """\n    >>> f()\n    1\n    """\n',
    "x = 1 >> 2\n",
    "x = [1 2]\n",
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("prompts", source) == []
