"""`missing_indent`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "flat-for": (
        """\
items = [3, 4]
total = 0
for item in items:
total += item
print("item", item)
print(total)
""",
        """\
items = [3, 4]
total = 0
for item in items:
    total += item
    print("item", item)
print(total)
""",
    ),
    "first-line": (
        """\
def greet(name):
message = "Hello " + name
    print(message)
    return message

greet("x")
""",
        """\
def greet(name):
    message = "Hello " + name
    print(message)
    return message

greet("x")
""",
    ),
    "docstring": (
        '''\
class Stack:
    """A stack."""

    def push(self, item):
    """Pushes."""
        self.items.append(item)

    def pop(self):
        return self.items.pop()
''',
        '''\
class Stack:
    """A stack."""

    def push(self, item):
        """Pushes."""
        self.items.append(item)

    def pop(self):
        return self.items.pop()
''',
    ),
    "nested-body": (
        """\
def count(words):
    counts = {}
    for word in words:
    if word in counts:
        counts[word] += 1
    else:
        counts[word] = 1
    return counts

print(count(["a"]))
""",
        """\
def count(words):
    counts = {}
    for word in words:
        if word in counts:
            counts[word] += 1
        else:
            counts[word] = 1
    return counts

print(count(["a"]))
""",
    ),
    "while": (
        """\
n = 5
while n > 0:
print(n)
n -= 1
print("Liftoff")
""",
        """\
n = 5
while n > 0:
    print(n)
    n -= 1
print("Liftoff")
""",
    ),
    "with": (
        """\
import tempfile
with tempfile.TemporaryFile("w+") as f:
f.write("one\\n")
f.seek(0)
lines = f.readlines()
print(lines)
""",
        """\
import tempfile
with tempfile.TemporaryFile("w+") as f:
    f.write("one\\n")
    f.seek(0)
    lines = f.readlines()
print(lines)
""",
    ),
    "if-else": (
        """\
x = 7
if x > 5:
print("big")
else:
print("small")
print("done")
""",
        """\
x = 7
if x > 5:
    print("big")
else:
    print("small")
print("done")
""",
    ),
}
MUST_LEAVE = (
    "for i in range(3):\n    print(i)\n",
    'text = """\nfor i in x:\nprint(i)\n"""\n',
    "x = 1\n# if x:\nprint(x)\n",
    "def f(:\n    return 1\n",
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("missing_indent", source) == []
