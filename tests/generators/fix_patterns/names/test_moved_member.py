"""Examples for `moved_member`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        from collections import Mapping, OrderedDict

        print(isinstance(OrderedDict(), Mapping))
        """),
        dedent("""\
        from collections import OrderedDict
        from collections.abc import Mapping

        print(isinstance(OrderedDict(), Mapping))
        """),
    ),
    Example(
        dedent("""\
        from itertools import izip, chain

        for a, b in izip([1], [2]):
            print(a, b, list(chain([1])))
        """),
        dedent("""\
        from itertools import chain

        for a, b in zip([1], [2]):
            print(a, b, list(chain([1])))
        """),
    ),
    Example(
        dedent("""\
        from collections import lru_cache, Counter

        @lru_cache
        def f(x):
            return Counter(x)

        print(f("aa"))
        """),
        dedent("""\
        from collections import Counter
        from functools import lru_cache

        @lru_cache
        def f(x):
            return Counter(x)

        print(f("aa"))
        """),
    ),
    Example(
        dedent("""\
        from flask import Flask, Markup, escape

        print(escape("<a>"), Markup("<b>"))
        """),
        dedent("""\
        from flask import Flask
        from markupsafe import Markup, escape

        print(escape("<a>"), Markup("<b>"))
        """),
        needs="flask",
    ),
    Example(
        dedent("""\
        from jinja2 import Environment, Markup, contextfunction


        @contextfunction
        def f(ctx):
            return "x"


        print(Markup("<b>"))
        """),
        dedent("""\
        from jinja2 import Environment, pass_context
        from markupsafe import Markup


        @pass_context
        def f(ctx):
            return "x"


        print(Markup("<b>"))
        """),
        needs="jinja2",
    ),
    Example(
        dedent("""\
        from werkzeug import secure_filename

        print(secure_filename("a b.txt"))
        """),
        dedent("""\
        from werkzeug.utils import secure_filename

        print(secure_filename("a b.txt"))
        """),
        needs="werkzeug",
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        from asyncio import coroutine

        print(coroutine)
        """),
        python="3.12",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("moved_member", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("moved_member", example)
