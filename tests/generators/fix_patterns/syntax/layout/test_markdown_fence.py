"""`markdown_fence`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "fence1": (
        '''\
Here is the code:

```python
def add(a, b):
    """Adds."""
    return a + b

print(add(1, 2))
```

To run it:

```bash
python add.py
```

Output:

```
3
```
''',
        '''\
def add(a, b):
    """Adds."""
    return a + b

print(add(1, 2))
''',
    ),
    "fence2": (
        """\
```python
x = 1
print(x)
```
""",
        """\
x = 1
print(x)
""",
    ),
    "fence3": (
        """\
First we define a helper:

```python
def sq(x):
    return x * x
```

Then we use it, it's easy:

```python
print(sq(3))
```
""",
        """\
def sq(x):
    return x * x

print(sq(3))
""",
    ),
    "fence-close": (
        """\
x = 1
print(x)
```
""",
        """\
x = 1
print(x)
""",
    ),
    "fence-indented": (
        """\
1. Save this:

   ```py
   for i in range(3):
       print(i)
   ```
2. Run it.
""",
        """\
for i in range(3):
    print(i)
""",
    ),
}
MUST_LEAVE = (
    's = """\n```python\nx = 1\n```\n"""\n',
    "# ```python\n",
    "x = (1, 2\nprint(x)\n",
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("markdown_fence", source) == []
