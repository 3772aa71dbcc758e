"""Examples for `renamed_method`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        def look(d):
            if not d.has_key("a"):
                return 0
            for k, v in d.iteritems():
                print(k, v)
            return d.has_key("b") and d.has_key("c")

        print(look({"a": 1}))
        """),
        dedent("""\
        def look(d):
            if "a" not in d:
                return 0
            for k, v in d.items():
                print(k, v)
            return "b" in d and "c" in d

        print(look({"a": 1}))
        """),
    ),
    Example(
        dedent("""\
        text = "abc".decode("utf-8")
        print(text)
        """),
        dedent("""\
        text = "abc"
        print(text)
        """),
    ),
    Example(
        dedent("""\
        def gen():
            yield 1
            yield 2

        g = gen()
        print(g.next())
        print(g.next())
        """),
        dedent("""\
        def gen():
            yield 1
            yield 2

        g = gen()
        print(next(g))
        print(next(g))
        """),
    ),
    Example(
        dedent("""\
        try:
            int("x")
        except ValueError as e:
            print("bad:", e.message)
        """),
        dedent("""\
        try:
            int("x")
        except ValueError as e:
            print("bad:", str(e))
        """),
    ),
    Example(
        dedent("""\
        import unittest


        class T(unittest.TestCase):
            def runTest(self):
                self.assertEquals(1, 1)
                self.assertItemsEqual([1], [1])


        T().runTest()
        print("fine")
        """),
        dedent("""\
        import unittest


        class T(unittest.TestCase):
            def runTest(self):
                self.assertEqual(1, 1)
                self.assertCountEqual([1], [1])


        T().runTest()
        print("fine")
        """),
        python="3.12",
    ),
    Example(
        dedent("""\
        import pandas as pd

        df = pd.DataFrame({"x": [1, 2], "y": [3, 4]})
        for name, column in df.iteritems():
            print(name, column.sum())
        """),
        dedent("""\
        import pandas as pd

        df = pd.DataFrame({"x": [1, 2], "y": [3, 4]})
        for name, column in df.items():
            print(name, column.sum())
        """),
        needs="pandas",
    ),
    Example(
        dedent("""\
        import pandas as pd

        df = pd.DataFrame({"x": [1, 2]}, index=["a", "b"])
        print(df.ix["a", "x"])
        """),
        dedent("""\
        import pandas as pd

        df = pd.DataFrame({"x": [1, 2]}, index=["a", "b"])
        print(df.loc["a", "x"])
        """),
        needs="pandas",
    ),
    Example(
        dedent("""\
        import pandas as pd

        df = pd.DataFrame({"x": [1, 2]})
        print(df.as_matrix().sum())
        """),
        dedent("""\
        import pandas as pd

        df = pd.DataFrame({"x": [1, 2]})
        print(df.to_numpy().sum())
        """),
        needs="pandas",
    ),
    Example(
        dedent("""\
        import pandas as pd

        df = pd.DataFrame({"x": [1, 2]})
        print(df.applymap(lambda v: v * 2)["x"].tolist())
        """),
        dedent("""\
        import pandas as pd

        df = pd.DataFrame({"x": [1, 2]})
        print(df.map(lambda v: v * 2)["x"].tolist())
        """),
        needs="pandas",
    ),
    Example(
        dedent("""\
        import pandas as pd

        df = pd.DataFrame({"amount": [2, 1]})
        print(df.sort("amount")["amount"].tolist())
        """),
        dedent("""\
        import pandas as pd

        df = pd.DataFrame({"amount": [2, 1]})
        print(df.sort_values("amount")["amount"].tolist())
        """),
        needs="pandas",
    ),
    Example(
        dedent("""\
        from PIL import Image, ImageDraw, ImageFont

        image = Image.new("RGB", (100, 100))
        draw = ImageDraw.Draw(image)
        font = ImageFont.load_default()
        width, height = draw.textsize("hello", font=font)
        print(width > 0, height > 0)
        """),
        dedent("""\
        from PIL import Image, ImageDraw, ImageFont

        image = Image.new("RGB", (100, 100))
        draw = ImageDraw.Draw(image)
        font = ImageFont.load_default()
        width, height = draw.textbbox((0, 0), "hello", font=font)[2:]
        print(width > 0, height > 0)
        """),
        needs="PIL",
    ),
    Example(
        dedent("""\
        from PIL import ImageFont

        font = ImageFont.load_default()
        w, h = font.getsize("hello")
        print(w > 0)
        """),
        dedent("""\
        from PIL import ImageFont

        font = ImageFont.load_default()
        w, h = font.getbbox("hello")[2:]
        print(w > 0)
        """),
        needs="PIL",
    ),
    Example(
        dedent("""\
        from sqlalchemy import create_engine

        engine = create_engine("sqlite://")
        print(engine.table_names())
        """),
        dedent("""\
        import sqlalchemy
        from sqlalchemy import create_engine

        engine = create_engine("sqlite://")
        print(sqlalchemy.inspect(engine).get_table_names())
        """),
        needs="sqlalchemy",
    ),
    Example(
        dedent("""\
        import networkx as nx

        g = nx.Graph()
        g.add_edge(1, 2)
        print(g.node[1], nx.from_numpy_matrix)
        """),
        dedent("""\
        import networkx as nx

        g = nx.Graph()
        g.add_edge(1, 2)
        print(g.nodes[1], nx.from_numpy_matrix)
        """),
        needs="networkx",
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        class Box:
            def __init__(self):
                self.items = {}

            def has_keys(self, key):
                return key in self.items


        print(Box().contains_all("x"))
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("renamed_method", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("renamed_method", example)
