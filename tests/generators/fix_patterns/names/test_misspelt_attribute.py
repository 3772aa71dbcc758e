"""Examples for `misspelt_attribute`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        class Account:
            def __init__(self):
                self.balance = 1

            def deposit(self, amount):
                self.balnce += amount


        Account().deposit(1)
        """),
        dedent("""\
        class Account:
            def __init__(self):
                self.balance = 1

            def deposit(self, amount):
                self.balance += amount


        Account().deposit(1)
        """),
    ),
    Example(
        dedent("""\
        text = "hello world"
        print(text.uper())
        print(text.uper(), text.stirp())
        """),
        dedent("""\
        text = "hello world"
        print(text.upper())
        print(text.upper(), text.stirp())
        """),
    ),
    Example(
        dedent("""\
        class Cart:
            def __init__(self):
                self.itmes = []

            def add(self, item):
                self.items.append(item)

            def count(self):
                return len(self.items)


        c = Cart()
        c.add(1)
        print(c.count())
        """),
        dedent("""\
        class Cart:
            def __init__(self):
                self.items = []

            def add(self, item):
                self.items.append(item)

            def count(self):
                return len(self.items)


        c = Cart()
        c.add(1)
        print(c.count())
        """),
    ),
    Example(
        dedent("""\
        class Cart:
            def total_price(self):
                return 3


        print(Cart().totalprice())
        """),
        dedent("""\
        class Cart:
            def total_price(self):
                return 3


        print(Cart().total_price())
        """),
    ),
    Example(
        dedent("""\
        import random

        random.seed(1)
        print(random.randit(1, 1))
        """),
        dedent("""\
        import random

        random.seed(1)
        print(random.randint(1, 1))
        """),
    ),
    Example(
        dedent("""\
        from enum import Enum

        class Color(Enum):
            RED = 1
            GREEN = 2

        print(Color.GREN.value)
        """),
        dedent("""\
        from enum import Enum

        class Color(Enum):
            RED = 1
            GREEN = 2

        print(Color.GREEN.value)
        """),
        python="3.10",
    ),
    Example(
        dedent("""\
        from enum import Enum

        class Color(Enum):
            RED = 1
            GREEN = 2

        print(Color.GREN.value)
        """),
        dedent("""\
        from enum import Enum

        class Color(Enum):
            RED = 1
            GREEN = 2

        print(Color.GREEN.value)
        """),
        python="3.12",
    ),
    Example(
        dedent("""\
        import math


        def area(radius):
            return math.PI * radius ** 2


        print(round(area(2), 2))
        """),
        dedent("""\
        import math


        def area(radius):
            return math.pi * radius ** 2


        print(round(area(2), 2))
        """),
        python="3.13",
    ),
    Example(
        dedent("""\
        import pandas as pd

        df = pd.DataFrame({"amount": [1, 2]})
        print(df.amuont.sum())
        """),
        dedent("""\
        import pandas as pd

        df = pd.DataFrame({"amount": [1, 2]})
        print(df.amount.sum())
        """),
        needs="pandas",
    ),
    Example(
        dedent("""\
        import pandas as pd

        df = pd.DataFrame({"amount": [1, 2], "k": ["a", "b"]})
        print(df.gruopby("k")["amount"].sum().tolist())
        """),
        dedent("""\
        import pandas as pd

        df = pd.DataFrame({"amount": [1, 2], "k": ["a", "b"]})
        print(df.groupby("k")["amount"].sum().tolist())
        """),
        needs="pandas",
    ),
    Example(
        dedent("""\
        import pandas as pd

        print(pd.read_cvs("x.csv"))
        """),
        dedent("""\
        import pandas as pd

        print(pd.read_csv("x.csv"))
        """),
        needs="pandas",
    ),
    Example(
        dedent("""\
        import numpy as np

        print(np.random.randInt(1, 2))
        """),
        dedent("""\
        import numpy as np

        print(np.random.randint(1, 2))
        """),
        needs="numpy",
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        class Robot:
            def walk(self):
                return "walking"


        print(Robot().fly())
        """),
    ),
    Example(
        dedent("""\
        class Proxy:
            def __getattr__(self, name):
                raise AttributeError(name)


        print(Proxy().anything)
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("misspelt_attribute", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("misspelt_attribute", example)
