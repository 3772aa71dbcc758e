"""Examples for `annotation_before_class`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        class Node:
            def __init__(self, value, next: Node = None):
                self.value = value
                self.next = next

            def link(self, other: Node) -> Node:
                self.next = other
                return other


        print(Node(1).value)
        """),
        dedent("""\
        class Node:
            def __init__(self, value, next: "Node" = None):
                self.value = value
                self.next = next

            def link(self, other: "Node") -> "Node":
                self.next = other
                return other


        print(Node(1).value)
        """),
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        class B(A):
            pass


        class A:
            pass


        print(B())
        """),
        dedent("""\
        class A:
            pass


        class B(A):
            pass


        print(B())
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("annotation_before_class", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("annotation_before_class", example)
