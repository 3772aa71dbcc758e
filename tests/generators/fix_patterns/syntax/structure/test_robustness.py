"""Whatever the text is, patterns do not raise, and what they propose applies."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, loose_tokens
from healbot.generators.fix_patterns.syntax.structure import STRUCTURE_PATTERNS
from healbot.generators.fix_patterns.syntax.structure.sketch import cached_state
from tests.generators.fix_patterns.syntax.structure.harness import applied, context_at

PROGRAMS = (
    'def area(w, h=2):\n    """Area of a box."""\n    if w < 0 and h != 1:\n        return -1\n'
    "    elif w == 0:\n        raise ValueError('no width')\n    return w * h\n\n"
    'print("area:", area(3), [area(i) for i in range(2)])\n',
    "import math\n\n\nclass Point:\n    def __init__(self, x, y):\n"
    "        self.x, self.y = x, y\n\n"
    "    def norm(self):\n        return math.sqrt(self.x ** 2 + self.y ** 2)\n\n\n"
    "points = [\n    Point(1, 2),\n    Point(3, 4),\n]\n"
    "for p in points:\n    print(f'{p.norm():.2f}')\n",
    'data = {\n    "a": [1, 2],\n    "b": {"c": (3, 4)},\n}\ntry:\n    x = data["z"]\n'
    "except KeyError as error:\n    print(error)\nfinally:\n    key = lambda v: -v\n"
    "while len(data) > 3:\n    data.pop()\n    break\n",
)
NOISE = ("(", ")", "[", "]", "{", "}", ":", ",", "=", '"', "'", '"""', "if", "else", "++", "&&",
         "?", "class", "\n", "    ", "x", "1", ".", "in", "def", "\\")  # fmt: skip


@st.composite
def broken_programs(draw: st.DrawFn) -> str:
    """Small programs with up to two tokens deleted, doubled or replaced."""
    text = draw(st.sampled_from(PROGRAMS))
    for _ in range(draw(st.integers(1, 2))):
        tokens = [t for t in loose_tokens(text) if t.kind is not Kind.COMMENT]
        token = draw(st.sampled_from(tokens))
        new = draw(st.sampled_from(["", token.text * 2, *NOISE]))
        text = text[: token.start] + new + text[token.end :]
    return text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(broken_programs())
def test_patterns_never_raise_and_edits_apply(text: str) -> None:
    state = cached_state(text)
    if state.parses:
        return
    context = context_at(text, state.error_line or 1)
    for pattern in STRUCTURE_PATTERNS:
        for fix in pattern.propose(context):
            assert 0 <= fix.confidence <= 1
            assert fix.rationale
            assert applied(context, fix) != text


@pytest.mark.parametrize("text", ["", "\n", "(", '"', "'''", "\\", "\x00", "é = (", "if", "}\r\n{"])
def test_odd_texts(text: str) -> None:
    context = context_at(text, 1)
    for pattern in STRUCTURE_PATTERNS:
        assert all(applied(context, fix) != text for fix in pattern.propose(context))


@pytest.mark.parametrize(
    "broken", ["x = foo(1, 2", "if x = 5", 'print("a', "def f(x", "y = x &&& 3", "return )", "'''"]
)
def test_large_file_is_quick(broken: str) -> None:
    function = "def f{0}(a, b):\n    if a > b:\n        return [a, b, {0}]\n    return None\n\n\n"
    functions = [function.format(number) for number in range(830)]
    text = "".join([*functions[:600], broken + "\n\n\n", *functions[600:]])
    line = text.count("\n", 0, text.index("\n" + broken + "\n")) + 2
    context = context_at(text, line)
    start = time.monotonic()
    for pattern in STRUCTURE_PATTERNS:
        list(pattern.propose(context))
    assert time.monotonic() - start < 20  # a few seconds on an idle machine
