"""Examples for `append_to_frame`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        import pandas as pd

        df = pd.DataFrame(columns=["a", "b"])
        for i in range(3):
            df = df.append({"a": i, "b": i * i}, ignore_index=True)
        print(df["b"].sum())
        """),
        dedent("""\
        import pandas as pd

        df = pd.DataFrame(columns=["a", "b"])
        for i in range(3):
            df = pd.concat([df, pd.DataFrame([{"a": i, "b": i * i}])], ignore_index=True)
        print(df["b"].sum())
        """),
        needs="pandas",
    ),
    Example(
        dedent("""\
        import pandas as pd

        a = pd.DataFrame({"x": [1]})
        b = pd.DataFrame({"x": [2]})
        print(len(a.append(b)))
        """),
        dedent("""\
        import pandas as pd

        a = pd.DataFrame({"x": [1]})
        b = pd.DataFrame({"x": [2]})
        print(len(pd.concat([a, b])))
        """),
        needs="pandas",
    ),
    Example(
        dedent("""\
        import pandas as pd

        s = pd.Series([1])
        s = s.append(pd.Series([2]))
        print(s.sum())
        """),
        dedent("""\
        import pandas as pd

        s = pd.Series([1])
        s = pd.concat([s, pd.Series([2])])
        print(s.sum())
        """),
        needs="pandas",
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        class DataFrame:
            pass


        print(DataFrame().append([1]))
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("append_to_frame", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("append_to_frame", example)
