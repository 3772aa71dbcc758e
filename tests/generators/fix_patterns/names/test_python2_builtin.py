"""Examples for `python2_builtin`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        name = u"x"
        for i in xrange(3):
            print(unicode(i))
        print(isinstance(3, (int, long)))
        """),
        dedent("""\
        name = u"x"
        for i in range(3):
            print(str(i))
        print(isinstance(3, int))
        """),
    ),
    Example(
        dedent("""\
        import sys
        reload(sys)
        sys.setdefaultencoding("utf-8")
        print("ok")
        """),
        dedent("""\
        import sys
        print("ok")
        """),
    ),
    Example(
        dedent("""\
        values = [1, 2]
        print(cmp(values[0], values[1]))
        """),
        dedent("""\
        values = [1, 2]
        print((values[0] > values[1]) - (values[0] < values[1]))
        """),
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        def run():
            return rangee(3)


        print(list(run()))
        """),
        dedent("""\
        def run():
            return range(3)


        print(list(run()))
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("python2_builtin", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("python2_builtin", example)
