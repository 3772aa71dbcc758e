"""`chat_filler`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "chat1": (
        """\
Sure! Here is a script that counts words in a text:

import collections

text = "a b a"
print(collections.Counter(text.split()))

This script uses `Counter` from the collections module. Hope this helps!

Output:
Counter({'a': 2, 'b': 1})
""",
        """\
import collections

text = "a b a"
print(collections.Counter(text.split()))
""",
    ),
    "chat2": (
        """\
Here's the Python code you asked for:

def fib(n):
    # Returns the nth number
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a

Now we can call the function with some values:

for i in range(5):
    print(i, fib(i))

Explanation:
1. The function `fib` takes a number.
2. It loops and swaps the values.
- It's fast (O(n)) and doesn't use recursion.

Let me know if you'd like any changes!
""",
        """\
def fib(n):
    # Returns the nth number
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a

# Now we can call the function with some values:

for i in range(5):
    print(i, fib(i))
""",
    ),
}
MUST_LEAVE = (
    'x = "Here is the script:"\n',
    "# Sure! Here is\nx = 1\n",
    '"""\nHere is text.\n"""\n',
    'print "Here is the text of it"\n',
    "if x is greater than 5:\n    pass\n",
    "total = price times number of items\n",
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("chat_filler", source) == []
