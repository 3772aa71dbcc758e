"""Examples for `missing_import`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        import sys

        data = {"a": 1}
        print(json.dumps(data), file=sys.stdout)
        """),
        dedent("""\
        import json
        import sys

        data = {"a": 1}
        print(json.dumps(data), file=sys.stdout)
        """),
    ),
    Example(
        dedent("""\
        \"\"\"Report.\"\"\"


        def main():
            print(math.sqrt(16))


        main()
        """),
        dedent("""\
        \"\"\"Report.\"\"\"

        import math


        def main():
            print(math.sqrt(16))


        main()
        """),
    ),
    Example(
        dedent("""\
        #!/usr/bin/env python3
        # coding: utf-8

        p = Path("a/b")
        print(p.name)
        """),
        dedent("""\
        #!/usr/bin/env python3
        # coding: utf-8

        from pathlib import Path

        p = Path("a/b")
        print(p.name)
        """),
        python="3.8",
    ),
    Example(
        dedent("""\
        from collections import Counter, deque

        d = defaultdict(list)
        d["x"].append(1)
        print(dict(d), Counter("ab"), deque())
        """),
        dedent("""\
        from collections import Counter, defaultdict, deque

        d = defaultdict(list)
        d["x"].append(1)
        print(dict(d), Counter("ab"), deque())
        """),
    ),
    Example(
        dedent("""\
        import os

        print(datetime.now() > datetime(2020, 1, 1), os.sep)
        print(timedelta(days=1))
        """),
        dedent("""\
        import os
        from datetime import datetime, timedelta

        print(datetime.now() > datetime(2020, 1, 1), os.sep)
        print(timedelta(days=1))
        """),
    ),
    Example(
        dedent("""\
        import random

        print(randint(1, 1))
        """),
        dedent("""\
        import random

        print(random.randint(1, 1))
        """),
    ),
    Example(
        dedent("""\
        \"\"\"A module.\"\"\"

        from __future__ import annotations

        VALUES: list[float] = [1.0, 2.0]

        print(statistics.mean(VALUES))
        """),
        dedent("""\
        \"\"\"A module.\"\"\"

        from __future__ import annotations

        import statistics

        VALUES: list[float] = [1.0, 2.0]

        print(statistics.mean(VALUES))
        """),
    ),
    Example(
        dedent("""\
        import json
        import sys

        from helpers import double

        print(json.dumps(double(2)), os.sep, file=sys.stderr)
        """),
        dedent("""\
        import json
        import os
        import sys

        from helpers import double

        print(json.dumps(double(2)), os.sep, file=sys.stderr)
        """),
        files={"helpers.py": "def double(x):\n    return x * 2\n"},
    ),
    Example(
        dedent("""\
        from collections import (
            Counter,
            OrderedDict,
        )

        queue = deque([1])
        print(Counter(queue), OrderedDict())
        """),
        dedent("""\
        from collections import (
            Counter,
            OrderedDict,
            deque,
        )

        queue = deque([1])
        print(Counter(queue), OrderedDict())
        """),
    ),
    Example(
        dedent("""\
        print(slugify("Hello World"))
        """),
        dedent("""\
        from text_tools import slugify

        print(slugify("Hello World"))
        """),
        files={"text_tools.py": 'def slugify(text):\n    return text.lower().replace(" ", "-")\n'},
    ),
    Example(
        dedent("""\
        print(round(pi, 2))
        """),
        dedent("""\
        from math import pi

        print(round(pi, 2))
        """),
    ),
    Example(
        dedent("""\
        def get(url):
            return requests.get(url, timeout=1)


        print(get is not None)
        get("http://127.0.0.1:1")
        """),
        dedent("""\
        import requests


        def get(url):
            return requests.get(url, timeout=1)


        print(get is not None)
        get("http://127.0.0.1:1")
        """),
        needs="requests",
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        frame = pl.DataFrame({"a": [1]})
        print(frame)
        """),
    ),
    Example(
        dedent("""\
        total = 3
        print(totals + mean)
        """),
        dedent("""\
        total = 3
        print(total + mean)
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("missing_import", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("missing_import", example)
