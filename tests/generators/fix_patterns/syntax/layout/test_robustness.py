"""No source makes a pattern fail, every edit applies, and long sources stay quick."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healbot.core.failure import Frame, RaisedException
from healbot.core.patch import apply_to_text
from healbot.core.source import SourceFile
from healbot.generators.fix_patterns.pattern import Context
from healbot.generators.fix_patterns.syntax.layout import LAYOUT_PATTERNS
from healbot.generators.fix_patterns.syntax.reparse import syntax_state
from healbot.ports import Problem

PROGRAM = '''\
import os
print "a", b
def f((a, b), c=0777):
    """Doc it's."""
    for x in range(10L):
\tif x <> `c`: raise ValueError, "x"
    try:
        exec "y" in {}
    except (A, B), e:
        return f"{d["k"]}" + “smart” – 3
>>> x = "C:\\Users\\"
Sure! Here is the code:
```python
class C(object):
  @property
    def g(self): return lambda (k, v): k &lt; v
```
'''
PIECES = (
    "\n", " ", "    ", "\t", '"', "'", '"""', "(", ")", "{", "}", ":", "\\", "\r\n", "\r",
    "`", "print ", "else:", "return", 'f"{', "”", "\u00a0", "\u200b", "\x0c", "#", ",", "def ",
    "lambda (", "except A, ", "&lt;", "```", ">>> ", "1 ", "é", "\x00", ".",
)  # fmt: skip


def context_of(text: str) -> Context | None:
    state = syntax_state(text)
    if state.parses:
        return None
    frame = Frame("x.py", state.error_line or 1, "<module>", "", True)
    exception = RaisedException("SyntaxError", state.message, (frame,))
    source = SourceFile("x.py", text.encode("utf-8", "surrogatepass"))
    return Context(cast(Problem, SimpleNamespace()), exception, frame, source)


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 12), st.sampled_from(PIECES))))
@settings(max_examples=150, deadline=None)
def test_mutated_programs(changes: list[tuple[int, int, str]]) -> None:
    text = PROGRAM
    for at, cut, piece in changes[:12]:
        at %= len(text) + 1
        text = text[:at] + piece + text[at + cut :]
    context = context_of(text)
    if context is None:
        return
    for pattern in LAYOUT_PATTERNS:
        for fix in pattern.propose(context):
            assert apply_to_text(context.source.text, fix.edits) != context.source.text
            assert 0 < fix.confidence < 1


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_arbitrary_text(text: str) -> None:
    context = context_of(text.encode("utf-8", "ignore").decode())
    if context is not None:
        for pattern in LAYOUT_PATTERNS:
            for fix in pattern.propose(context):
                apply_to_text(context.source.text, fix.edits)


BLOCK = '''\
def work_{n}(items, limit={n}):
    """Adds up what is below the limit; it's quick."""
    total = 0
    for item in items:
        if item < limit:
            total += item
        else:
            total -= 1
    return {{"total": total, "limit": limit}}


'''


@pytest.mark.parametrize(
    "mistake",
    [
        "for x in y:\nprint(x)\n",
        "if 1:\n    x = 1\n      y = 2\n",
        "print 'x'\n",
        "x = (1\n",
        "x = 'abc\n",
        "def f():\n\tx = 1\n        return x\n",
        "It is not easy to say what this is.\n",
        'x = f"{y"\n',
        "x = “a”\n",
    ],
)
def test_long_sources_are_quick(mistake: str) -> None:
    blocks = [BLOCK.format(n=n) for n in range(500)]  # 5,500 lines
    text = "".join([*blocks[:250], mistake, *blocks[250:]])
    context = context_of(text)
    assert context is not None
    started = time.process_time()
    for pattern in LAYOUT_PATTERNS:
        list(pattern.propose(context))
    assert time.process_time() - started < 8
