"""`print_statement`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "print-forms": (
        """\
import sys

def show(xs):
    # print the items
    for x in xs: print x,
    print
    print >>sys.stderr, "bad: %d" % len(xs), xs
    print >>sys.stderr
    if xs: print "one"; print ("a"), 2
    print ("a"
           "b")
    print "total", \\
        sum(xs)
    print "tab\\t",
    print -1
    print map(str, xs), "%s" % {}.keys()

show([1, 2])
""",
        """\
import sys

def show(xs):
    # print the items
    for x in xs: print(x, end=" ")
    print()
    print("bad: %d" % len(xs), xs, file=sys.stderr)
    print(file=sys.stderr)
    if xs: print("one"); print(("a"), 2)
    print ("a"
           "b")
    print("total", \\
        sum(xs))
    print("tab\\t", end="")
    print(-1)
    print(list(map(str, xs)), "%s" % list({}.keys()))

show([1, 2])
""",
    ),
    "print-file": (
        """\
import sys
for line in open(sys.argv[0]):
    print line,
for word in "a b".split():
    print word,
print raw_input, ("a", 1)
print ("a", 1)
""",
        """\
import sys
for line in open(sys.argv[0]):
    print(line, end="")
for word in "a b".split():
    print(word, end=" ")
print(raw_input, ("a", 1))
print(("a", 1))
""",
    ),
    "print-mixed": (
        """\
name = "x"
print(f"Hello {name}")
print("a", 1)
print "done"
print
""",
        """\
name = "x"
print(f"Hello {name}")
print("a", 1)
print("done")
print()
""",
    ),
}
MUST_LEAVE = (
    'print("a", end="")\nprint\n',
    's = "print x"\n# print y\n',
    "x = 3\nprint -x\n",
    "print = 3 3\n",
    "class A:\n    print: int = 3 4\n",
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("print_statement", source) == []
