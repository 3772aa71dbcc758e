"""Examples for `module_for_class`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        import datetime

        print(datetime.now().year > 2000)
        """),
        dedent("""\
        from datetime import datetime

        print(datetime.now().year > 2000)
        """),
    ),
    Example(
        dedent("""\
        import datetime

        d = datetime.timedelta(days=1)
        print((datetime.now() + d).year > 2000)
        """),
        dedent("""\
        import datetime

        d = datetime.timedelta(days=1)
        print((datetime.datetime.now() + d).year > 2000)
        """),
    ),
    Example(
        dedent("""\
        from datetime import datetime

        d = datetime.timedelta(days=1)
        print((datetime.now() + d).year > 2000)
        """),
        dedent("""\
        from datetime import datetime, timedelta

        d = timedelta(days=1)
        print((datetime.now() + d).year > 2000)
        """),
    ),
    Example(
        dedent("""\
        from datetime import datetime

        print(datetime.datetime.now().year > 2000)
        """),
        dedent("""\
        import datetime

        print(datetime.datetime.now().year > 2000)
        """),
    ),
    Example(
        dedent("""\
        from datetime import datetime

        print(datetime.date.today().year > 2000, datetime.now().year > 3)
        """),
        dedent("""\
        from datetime import date, datetime

        print(date.today().year > 2000, datetime.now().year > 3)
        """),
        python="3.8",
    ),
    Example(
        dedent("""\
        from time import time

        start = time()
        time.sleep(0)
        print(time() >= start)
        """),
        dedent("""\
        from time import sleep, time

        start = time()
        sleep(0)
        print(time() >= start)
        """),
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        import datetime

        print(datetime.frobnicate())
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("module_for_class", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("module_for_class", example)
