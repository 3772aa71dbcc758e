"""Properties of all value patterns: they never raise, and what they propose applies and parses."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import healbot.generators.fix_patterns.values as values
from healbot.core.failure import Failure, FailureKind, Frame, RaisedException
from healbot.core.observation import CrashState, ObservedValue
from healbot.core.reproducer import Reproducer
from healbot.core.source import SourceFile
from healbot.generators.fix_patterns.pattern import Context
from healbot.generators.fix_patterns.values import VALUE_PATTERNS
from healbot.generators.fix_patterns.values.words import closest, edit_distance
from healbot.ports import Problem
from tests.generators.fix_patterns.values.harness import FixedInspector, FrozenFiles, applied

FOLDER = Path(values.__file__).parent
SOURCES = sorted(FOLDER.glob("*.py")) + sorted(Path(__file__).parent.glob("test_*.py"))
KINDS = (
    "int str list dict tuple float NoneType method bytes set type builtin_function_or_method "
    "function coroutine dict_keys map generator datetime.date datetime.datetime decimal.Decimal "
    "module"
)
WORDS = ["name", "code", "node", "propose", "match", "text", "self", "edits", "fixes", "__init__"]
MESSAGES = [
    ("TypeError", 'can only concatenate str (not "{kind}") to str'),
    ("TypeError", 'can only concatenate list (not "{kind}") to list'),
    ("TypeError", "unsupported operand type(s) for +: '{kind}' and '{kind2}'"),
    ("TypeError", "unsupported operand type(s) for *: '{kind}' and '{kind2}'"),
    ("TypeError", "'<' not supported between instances of '{kind}' and '{kind2}'"),
    ("TypeError", "{word}() takes 1 positional argument but 2 were given"),
    ("TypeError", "{word}() missing 1 required positional argument: 'self'"),
    ("TypeError", "{word}() missing 2 required positional arguments: 'a' and 'b'"),
    ("TypeError", "{word}() got an unexpected keyword argument '{word}'"),
    ("TypeError", "{word}() got multiple values for argument 'x'"),
    ("TypeError", "{word}() takes no arguments"),
    ("TypeError", "list.append() takes exactly one argument (2 given)"),
    ("TypeError", "'{kind}' object is not callable"),
    ("TypeError", "'{kind}' object is not subscriptable"),
    ("TypeError", "'{kind}' object is not iterable"),
    ("TypeError", "'{kind}' object does not support item assignment"),
    ("TypeError", "'{kind}' object cannot be interpreted as an integer"),
    ("TypeError", "object of type '{kind}' has no len()"),
    ("TypeError", "unhashable type: '{kind}'"),
    ("TypeError", "can't multiply sequence by non-int of type '{kind}'"),
    ("TypeError", "list indices must be integers or slices, not {kind}"),
    ("TypeError", "string indices must be integers, not '{kind}'"),
    ("TypeError", "slice indices must be integers or None or have an __index__ method"),
    ("TypeError", "sequence item 0: expected str instance, {kind} found"),
    ("TypeError", "a bytes-like object is required, not 'str'"),
    ("TypeError", "can't concat str to bytes"),
    ("TypeError", "cannot use a string pattern on a bytes-like object"),
    ("TypeError", "write() argument must be str, not {kind}"),
    ("TypeError", "Object of type {kind} is not JSON serializable"),
    ("TypeError", "the JSON object must be str, bytes or bytearray, not {kind}"),
    ("TypeError", "not enough arguments for format string"),
    ("TypeError", "not all arguments converted during string formatting"),
    ("TypeError", "isinstance() arg 2 must be a type, a tuple of types, or a union"),
    ("TypeError", "__init__() should return None, not 'X'"),
    ("TypeError", "__str__ returned non-string (type {kind})"),
    ("TypeError", "sort() takes no positional arguments"),
    ("TypeError", "object {kind} can't be used in 'await' expression"),
    ("TypeError", "cannot unpack non-iterable {kind} object"),
    ("AttributeError", "'{kind}' object has no attribute 'append'"),
    ("AttributeError", "'str' object has no attribute 'read'"),
    ("KeyError", "'{word}'"),
    ("KeyError", "3"),
    ("IndexError", "list index out of range"),
    ("IndexError", "Replacement index 1 out of range for positional args tuple"),
    ("UnboundLocalError", "local variable '{word}' referenced before assignment"),
    ("UnicodeDecodeError", "'utf-8' codec can't decode byte 0xff in position 0: invalid"),
    ("UnicodeEncodeError", "'ascii' codec can't encode character '\\xe9' in position 3: ordinal"),
    ("FileNotFoundError", "[Errno 2] No such file or directory: 'dta/{word}.csv'"),
    ("FileExistsError", "[Errno 17] File exists: 'out'"),
    ("ValueError", "invalid literal for int() with base 10: '3.5'"),
    ("ValueError", "could not convert string to float: '1,234.5'"),
    ("ValueError", "too many values to unpack (expected 2)"),
    ("ValueError", "not enough values to unpack (expected 2, got 1)"),
    ("ValueError", "time data '2024-01-02' does not match format '%d/%m/%Y'"),
    ("ValueError", "I/O operation on closed file."),
    ("ValueError", "Unknown format code 'f' for object of type 'str'"),
    ("ValueError", "incomplete format"),
    ("json.decoder.JSONDecodeError", "Expecting value: line 1 column 1 (char 0)"),
    ("json.decoder.JSONDecodeError", "Extra data: line 2 column 1 (char 5)"),
    ("RuntimeError", "dictionary changed size during iteration"),
    ("RuntimeError", "generator raised StopIteration"),
    ("RuntimeError", "asyncio.run() cannot be called from a running event loop"),
    ("RuntimeError", "no running event loop"),
    ("RecursionError", "maximum recursion depth exceeded"),
    ("re.error", "nothing to repeat at position 0"),
    ("_csv.Error", "iterator should return strings, not bytes"),
    ("sqlite3.ProgrammingError", "Incorrect number of bindings supplied."),
]


def observed() -> st.SearchStrategy[ObservedValue]:
    return st.builds(
        ObservedValue,
        type_name=st.sampled_from(KINDS.split()),
        keys=st.lists(st.sampled_from([repr(w) for w in WORDS]), max_size=3).map(tuple),
        length=st.none() | st.integers(0, 5),
        text=st.none()
        | st.sampled_from(["'3'", "'abc'", "'1,5'", "b'x'", "3", "'{\"a\": 1}'", "'("]),
        item_types=st.lists(st.sampled_from(KINDS.split()), max_size=3).map(tuple),
        parameters=st.none() | st.lists(st.sampled_from(WORDS), max_size=3).map(tuple),
    )


@st.composite
def contexts(draw: st.DrawFn) -> Context:
    path = draw(st.sampled_from(SOURCES))
    text = path.read_text()
    if draw(st.booleans()):  # the other line end, to be kept
        text = text.replace("\n", "\r\n")
    lines = text.count("\n") + 1
    line = draw(st.integers(1, lines))
    type_name, template = draw(st.sampled_from(MESSAGES))
    message = template.replace("{kind}", draw(st.sampled_from(KINDS.split())))
    message = message.replace("{kind2}", draw(st.sampled_from(KINDS.split())))
    message = message.replace("{word}", draw(st.sampled_from(WORDS)))
    names = re.findall(r"[A-Za-z_]\w*(?:\.\w+)*", "\n".join(text.splitlines()[line - 1 : line]))
    seen = (
        {name: draw(observed()) for name in sorted(set(names))[:6]} if draw(st.booleans()) else {}
    )
    crash = CrashState("script.py", line, "f", {}, {}, seen) if draw(st.booleans()) else None
    frame = Frame("script.py", line, draw(st.sampled_from(["<module>", "propose"])), "", True)
    exception = RaisedException(type_name, message, (frame,))
    failure = Failure(FailureKind.EXCEPTION, (exception,), (), "", "0" * 40, "")
    source = SourceFile("script.py", text.encode())
    files = FrozenFiles({"script.py": source.data, "data/name.csv": b"name,code\na,1\n"})
    reproducer = Reproducer("script", (sys.executable, "script.py"), ".", "s", "script.py")
    problem = Problem(reproducer, failure, files, FixedInspector(sys.executable, crash))
    return Context(problem, exception, frame, source)


def fixes(context: Context) -> Iterator[str]:
    for pattern in VALUE_PATTERNS:
        if context.exception.short_type in pattern.exceptions:
            for fix in pattern.propose(context):
                assert 0.2 <= fix.confidence <= 1.0
                assert fix.rationale
                yield applied(context, fix)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(contexts())
def test_patterns_never_raise_and_their_edits_apply(context: Context) -> None:
    newline = context.source.newline
    for after in fixes(context):
        assert after != context.source.text
        ast.parse(after)
        if newline == "\r\n":
            assert "\n" not in after.replace("\r\n", "")


def test_every_pattern_is_named_like_its_module_and_has_tests() -> None:
    for pattern in VALUE_PATTERNS:
        assert (FOLDER / f"{pattern.name}.py").is_file()
        assert Path(__file__).with_name(f"test_{pattern.name}.py").is_file()
    names = [pattern.name for pattern in VALUE_PATTERNS]
    assert len(set(names)) == len(names)


@given(st.text(max_size=12), st.text(max_size=12))
def test_edit_distance_is_symmetric_and_zero_only_for_equal_texts(left: str, right: str) -> None:
    assert edit_distance(left, right) == edit_distance(right, left)
    assert (edit_distance(left, right) == 0) == (left == right)


@pytest.mark.parametrize(
    ("word", "candidates", "wanted"),
    [
        ("quantiy", ["quantity", "price"], "quantity"),
        ("First Name", ["first_name", "last_name"], "first_name"),
        ("user", ["users", "groups"], "users"),
        ("nmae", ["name", "age"], "name"),
        ("qty", ["quantity", "price"], "quantity"),
        ("item3", ["item1", "item2"], None),
        ("zebra", ["apple", "pear"], None),
        ("cat", ["car", "cab"], None),
    ],
)
def test_closest(word: str, candidates: list[str], wanted: str | None) -> None:
    found = closest(word, candidates)
    assert (found[0] if found else None) == wanted
