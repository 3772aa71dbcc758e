"""`missing_global`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        '''\
count = 0
def add():
    """Adds."""
    count += 1
add()
print(count)
''',
        '''\
count = 0
def add():
    """Adds."""
    global count
    count += 1
add()
print(count)
''',
    ),
    Example(
        """\
def outer():
    n = 0
    def inner():
        n += 1
        return n
    return inner()
print(outer())
""",
        """\
def outer():
    n = 0
    def inner():
        nonlocal n
        n += 1
        return n
    return inner()
print(outer())
""",
    ),
    Example(
        """\
import json
def f(flag):
    print(json.dumps([1]))
    if flag:
        import json
        return 3
    return 2
f(0)
""",
        """\
import json
def f(flag):
    import json
    print(json.dumps([1]))
    if flag:
        return 3
    return 2
f(0)
""",
    ),
    Example(
        """\
def total(xs): return sum(xs)
def main():
    total = total([1,2])
    print(total)
main()
""",
        """\
def total(xs): return sum(xs)
def main():
    total_value = total([1,2])
    print(total_value)
main()
""",
    ),
    Example(
        """\
def main():
    count = 0
    for i in range(3):
        coutn += 1
    print(count)
main()
""",
        """\
def main():
    count = 0
    for i in range(3):
        count += 1
    print(count)
main()
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
def check(value):
    if value > 3:
        label = "big"
    print(label)

check(1)
""",
    ),
    Example(
        """\
def main():
    for row in []:
        last = row
    print(last)

main()
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "missing_global")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
