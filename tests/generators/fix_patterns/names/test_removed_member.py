"""Examples for `removed_member`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        import urllib

        print(urllib.urlencode({"a": 1}))
        """),
        dedent("""\
        import urllib.parse

        print(urllib.parse.urlencode({"a": 1}))
        """),
    ),
    Example(
        dedent("""\
        import time

        t = time.clock()
        print(time.clock() >= t)
        """),
        dedent("""\
        import time

        t = time.perf_counter()
        print(time.perf_counter() >= t)
        """),
    ),
    Example(
        dedent("""\
        import fractions

        print(fractions.gcd(4, 6))
        """),
        dedent("""\
        import math

        print(math.gcd(4, 6))
        """),
    ),
    Example(
        dedent("""\
        import string

        print(string.join(["a", "b"], "-"), string.upper("x"), string.letters[:2])
        """),
        dedent("""\
        import string

        print("-".join(["a", "b"]), "x".upper(), string.ascii_letters[:2])
        """),
    ),
    Example(
        dedent("""\
        import os

        print(os.exists("/tmp"))
        """),
        dedent("""\
        import os

        print(os.path.exists("/tmp"))
        """),
    ),
    Example(
        dedent("""\
        import pandas as pd

        s = pd.Series([1.0, pd.np.nan])
        print(s.isna().sum())
        """),
        dedent("""\
        import numpy as np
        import pandas as pd

        s = pd.Series([1.0, np.nan])
        print(s.isna().sum())
        """),
        needs="pandas",
    ),
    Example(
        dedent("""\
        import pandas as pd

        df = pd.Dataframe({"amount": [1, 2]})
        print(len(df))
        """),
        dedent("""\
        import pandas as pd

        df = pd.DataFrame({"amount": [1, 2]})
        print(len(df))
        """),
        needs="pandas",
    ),
    Example(
        dedent("""\
        from PIL import Image

        image = Image.new("RGB", (10, 10))
        print(image.resize((5, 5), Image.ANTIALIAS).size)
        """),
        dedent("""\
        from PIL import Image

        image = Image.new("RGB", (10, 10))
        print(image.resize((5, 5), Image.LANCZOS).size)
        """),
        needs="PIL",
    ),
    Example(
        dedent("""\
        import numpy as np

        mask = np.zeros(3, dtype=np.bool)
        print(mask.astype(np.int).sum(), np.float_(2))
        """),
        dedent("""\
        import numpy as np

        mask = np.zeros(3, dtype=np.bool)
        print(mask.astype(int).sum(), np.float64(2))
        """),
        needs="numpy",
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        import platform

        print(platform.linux_distribution())
        """),
    ),
    Example(
        dedent("""\
        import random

        print(random.randint(1, 2))
        """),
        files={"random.py": "value = 4\n"},
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("removed_member", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("removed_member", example)
