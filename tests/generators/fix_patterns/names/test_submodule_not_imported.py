"""Examples for `submodule_not_imported`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        import xml

        root = xml.etree.ElementTree.fromstring("<a/>")
        print(root.tag)
        """),
        dedent("""\
        import xml.etree.ElementTree

        root = xml.etree.ElementTree.fromstring("<a/>")
        print(root.tag)
        """),
    ),
    Example(
        dedent("""\
        import urllib

        print(urllib.parse.quote("a b"))
        """),
        dedent("""\
        import urllib.parse

        print(urllib.parse.quote("a b"))
        """),
    ),
    Example(
        dedent("""\
        import concurrent

        with concurrent.futures.ThreadPoolExecutor() as pool:
            print(list(pool.map(abs, [-1])))
        """),
        dedent("""\
        import concurrent.futures

        with concurrent.futures.ThreadPoolExecutor() as pool:
            print(list(pool.map(abs, [-1])))
        """),
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        import xml

        print(xml.frobnicate.parse("x"))
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("submodule_not_imported", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("submodule_not_imported", example)
