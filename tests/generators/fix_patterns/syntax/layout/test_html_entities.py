"""`html_entities`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "entities": (
        """\
def biggest(xs):
    best = xs[0]
    for x in xs:
        if x &gt; best and x &lt;= 10:
            best = x
    return best
print(&quot;best &amp; only: %d&quot; % biggest([1, 5]))
""",
        """\
def biggest(xs):
    best = xs[0]
    for x in xs:
        if x > best and x <= 10:
            best = x
    return best
print("best & only: %d" % biggest([1, 5]))
""",
    ),
    "entities-raw": (
        """\
import html
for i in range(3):
    if i &lt; 2:
        print("&lt;b>", html.unescape("&amp;"))
""",
        """\
import html
for i in range(3):
    if i < 2:
        print("&lt;b>", html.unescape("&amp;"))
""",
    ),
}
MUST_LEAVE = (
    's = "a &lt; b"\n',
    "# &amp;\n",
    's = "&lt;" 3\n',
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("html_entities", source) == []
