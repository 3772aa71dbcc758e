"""Examples for `foreign_method`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        items = [1, 2]
        items.push(3)
        print(items, items.length)
        """),
        dedent("""\
        items = [1, 2]
        items.append(3)
        print(items, items.length)
        """),
    ),
    Example(
        dedent("""\
        items = [1, 2]
        if items.length > 1:
            print(items.length)
        """),
        dedent("""\
        items = [1, 2]
        if len(items) > 1:
            print(len(items))
        """),
    ),
    Example(
        dedent("""\
        s = "hello"
        print(s.substring(1, 3), s.toUpperCase())
        """),
        dedent("""\
        s = "hello"
        print(s[1:3], s.toUpperCase())
        """),
    ),
    Example(
        dedent("""\
        s = "hello"
        if s.contains("ell"):
            print("yes")
        if not s.contains("zz"):
            print("no")
        """),
        dedent("""\
        s = "hello"
        if "ell" in s:
            print("yes")
        if "zz" not in s:
            print("no")
        """),
    ),
    Example(
        dedent("""\
        words = ["a", "b"]
        print(words.join(", "))
        """),
        dedent("""\
        words = ["a", "b"]
        print(", ".join(words))
        """),
    ),
    Example(
        dedent("""\
        with open(__file__) as f:
            lines = f.split("\\n")
        print(len(lines))
        """),
        dedent("""\
        with open(__file__) as f:
            lines = f.read().split("\\n")
        print(len(lines))
        """),
    ),
    Example(
        dedent("""\
        name = "test_login"
        print(name.removeprefix("test_"))
        """),
        dedent("""\
        name = "test_login"
        print(name[len("test_"):] if name.startswith("test_") else name)
        """),
        python="3.8",
    ),
    Example(
        dedent("""\
        import pandas as pd

        df = pd.DataFrame({"name": ["Ann", "Bob"]})
        df["low"] = df["name"].lower()
        print(df["low"].tolist())
        """),
        dedent("""\
        import pandas as pd

        df = pd.DataFrame({"name": ["Ann", "Bob"]})
        df["low"] = df["name"].str.lower()
        print(df["low"].tolist())
        """),
        needs="pandas",
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        items = [1]
        print(items.frobnicate())
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("foreign_method", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("foreign_method", example)
