from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.structure.harness import (
    VERSIONS,
    check_change,
    check_leave,
)

MUST_CHANGE = [
    (
        """\
class = 3
print(class + 1, "class", f"{class}")
class A:
    pass
""",
        """\
class_ = 3
print(class_ + 1, "class", f"{class_}")
class A:
    pass
""",
    ),
    (
        """\
def f(from, to):
    return list(range(from, to))
print(f(from=1, to=3))
""",
        """\
def f(from_, to):
    return list(range(from_, to))
print(f(from_=1, to=3))
""",
    ),
    (
        """\
lambda = 0.5
x = lambda * 3
g = lambda x: x
print(x, lambda)
""",
        """\
lambda_ = 0.5
x = lambda_ * 3
g = lambda x: x
print(x, lambda_)
""",
    ),
    (
        """\
class A:
    def __init__(self, class):
        self.class = class
a = A(3)
print(a.class)
""",
        """\
class A:
    def __init__(self, class_):
        self.class_ = class_
a = A(3)
print(a.class_)
""",
    ),
]
MUST_LEAVE = [
    "import json\nprint(json.class)\n",
    "from = \n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "keyword_as_name")
