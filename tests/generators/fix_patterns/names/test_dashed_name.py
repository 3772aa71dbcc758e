"""Examples for `dashed_name`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        import argparse

        parser = argparse.ArgumentParser()
        parser.add_argument("--dry-run", action="store_true")
        args = parser.parse_args([])
        if args.dry-run:
            print("dry")
        print(args)
        """),
        dedent("""\
        import argparse

        parser = argparse.ArgumentParser()
        parser.add_argument("--dry-run", action="store_true")
        args = parser.parse_args([])
        if args.dry_run:
            print("dry")
        print(args)
        """),
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        import argparse

        args = argparse.Namespace(dry=3)
        print(args.dry - runs)
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("dashed_name", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("dashed_name", example)
