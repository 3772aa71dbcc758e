from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healbot.generators.language_model.lenient_json import JsonProblem, _Reader, read_value

_settings = settings(deadline=None, max_examples=200)
_TEXT = st.text(alphabet=st.characters(codec="utf-8")) | st.sampled_from(
    ['"""', "'", "it's", "a\nb", "\\", "\\n", "{'a': 1}", "// no comment", "# x", "`", "“”", "😀"]
)
_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=12,
)


@_settings
@given(_VALUES, st.sampled_from([None, 2]), st.booleans())
def test_json_is_read_as_json(value: Any, indent: int | None, ascii_only: bool) -> None:
    """The lenient reader, without the strict one before it, agrees with Python's."""
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert _Reader(text).value(0, 0) == (value, len(text))
    assert read_value(text + " and more", 0) == (value, len(text))


@_settings
@given(st.dictionaries(_TEXT, _VALUES, min_size=1, max_size=3), st.data())
def test_a_cut_object_is_no_value(value: dict[str, Any], data: st.DataObject) -> None:
    text = json.dumps(value)
    length = data.draw(st.integers(1, len(text) - 1))
    with pytest.raises(JsonProblem):
        read_value(text[:length], 0)


@_settings
@given(st.dictionaries(st.text("abc", min_size=1), _TEXT | st.none() | st.booleans(), max_size=3))
def test_python_literals_are_read(value: dict[str, Any]) -> None:
    assert read_value(repr(value), 0)[0] == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{a: 1, }", {"a": "1"}),
        ("[1 // one\n, 2 /* two */, # three\n 3]", ["1", "2", "3"]),
        ("['a', \"b\", `c`, “d”, „e“, «f»]", ["a", "b", "c", "d", "e", "f"]),
        ('"""a "quoted" word"""', 'a "quoted" word'),
        ('{"a": "x"\n "b": "y"}', {"a": "x", "b": "y"}),
        ('["a\\n"\n "b" + \'c\']', ["a\nbc"]),
        (r'"\d+\s\.\x41\u00e9\ud83d\ude00\'"', "\\d+\\s\\.Aé😀'"),
        ("[True, false, None, null, undefined]", [True, False, None, None, None]),
        ('{"a": "line\nline"}', {"a": "line\nline"}),
        ("[,1,,2,]", ["1", "2"]),
    ],
)
def test_what_models_write(text: str, value: Any) -> None:
    assert _Reader(text).value(0, 0)[0] == value


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('{"a": "b"', "complete"),
        ('{"a": "b', "complete"),
        ('{"a": "f("x")"}', "quotation mark"),
        ('{"a" "b"}', "no colon"),
        ('{"a": b}', "value"),
        ('{"a": "x", "a": "y"}', "twice"),
        ('["x" + y]', "joins"),
        ("{'a':" * 30 + "1" + "}" * 30, "deeply"),
        ("{\"a\": 'it's'}", "quotation mark"),
    ],
)
def test_what_is_no_json(text: str, word: str) -> None:
    with pytest.raises(JsonProblem, match=word):
        read_value(text, 0)
