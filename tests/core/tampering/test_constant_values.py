"""Expressions without data are worked out as Python does it, and none runs away."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healbot.core.tampering.constant_values import constant_value, outcomes
from healbot.core.tampering.literals import NotLiteral

_NUMBERS = st.integers(-1000, 1000).map(str) | st.sampled_from(["1.5", "0.25", "True", "'7'"])


def _deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(["+", "-", "*", "/", "//", "%", "<<", ">>", "|", "&", "^", "**"])
    functions = st.sampled_from(
        ["abs", "int", "float", "round", "max", "min", "sum", "ord", "len", "str", "bool", "divmod"]
    )
    return (
        st.tuples(inner, operators, inner).map(lambda parts: f"({' '.join(parts)})")
        | st.tuples(functions, inner).map(lambda parts: f"{parts[0]}({parts[1]})")
        | st.tuples(functions, inner, inner).map(lambda p: f"{p[0]}({p[1]}, {p[2]})")
        | st.tuples(inner, inner, inner).map(lambda p: f"({p[0]}, {p[1]})[{p[2]}]")
        | inner.map(lambda part: f"~{part}")
        | inner.map(lambda part: f"f'{{{part}}}'" if "'" not in part else part)
    )


_EXPRESSIONS = st.recursive(_NUMBERS, _deeper, max_leaves=6)


def _value(text: str) -> object:
    return constant_value(ast.parse(text, mode="eval").body)


@given(_EXPRESSIONS)
@settings(max_examples=300, deadline=None)
def test_a_value_is_what_python_says(text: str) -> None:
    value = _value(text)
    if value is not NotLiteral:
        assert value == eval(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10 + 3", 13), ("1 << 3 | 5", 13), ("~-14", 13), ("ord('\\r')", 13), ("int('13')", 13),
        ("divmod(27, 2)[0]", 13), ("len('thirteen char')", 13), ("max(2, 13)", 13),
        ("sum((6, 7))", 13), ("round(12.6)", 13), ("Decimal('13')", 13), ("Decimal(13)", 13),
        ("decimal.Decimal(13)", 13), ("f'{13}'", "13"), ("int(f'{13}')", 13), ("abs(-13)", 13),
        ("'1' + '3'", "13"), ("[2, 13][1]", 13),
    ],
)  # fmt: skip
def test_a_constant_is_known_however_it_is_written(text: str, value: object) -> None:
    assert _value(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "x", "f(1)", "x + 1", "1 + f(2)", "x[0]", "int()", "sum(x)", "float('nan')", "float('inf')",
        "1 / 0", "int('x')", "[1][5]", "'a' - 1", "math.pi", "int(1, key=2)",
        # These would take all memory, or for ever.
        "9 ** 9 ** 9 ** 9", "2 ** 10 ** 9", "1 << 10 ** 12", "'a' * 10 ** 12", "(1,) * 10 ** 12",
        "'%1000000000d' % 1", "10 ** 12 * 10 ** 12", "'a' * 999 + 'b' * 999",
        "+".join(["1"] * 500),
    ],
    ids=lambda text: text[:20],
)  # fmt: skip
def test_what_depends_on_data_or_is_out_of_bounds_is_no_constant(text: str) -> None:
    assert _value(text) is NotLiteral


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("13", [13]), ("x", []), ("x + 13", []), ("f(13)", []), ("Money(13)", [13]),
        ("Money(x, 13)", []), ("max(x, 13)", [13]), ("max(*(x, 13))", [13]), ("x or 13", [13]),
        ("13 if x else y", [13]), ("x if y else 13", [13]), ("(a := 13)", [13]),
        ("(0, x, 13)[len(y)]", [0, 13]), ("{9: 13}[x]", [13]), ("{9: 13}.get(x, 8)", [13, 8]),
        ("dict(a=x, b=13)['b']", [13]), ("d.get(x, 13)", []), ("[13, x]", []),
        ("3 if a else 4 if b else 6 + 7", [3, 4, 13]),
    ],
)  # fmt: skip
def test_the_constants_that_an_expression_may_be_worth(text: str, values: list[object]) -> None:
    assert [value for value, _ in outcomes(ast.parse(text, mode="eval").body)] == values
