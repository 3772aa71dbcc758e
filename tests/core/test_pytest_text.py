"""Failures in pytest's own layouts: what a real pytest prints, and text that only looks like it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healbot.core.failure import RaisedException
from healbot.core.junit_parser import parse_junit
from healbot.core.traceback_parser import parse_traceback

_FILES = {
    "pkg/__init__.py": "",
    "pkg/maths.py": """
def divide(a, b):
    return a / b
def ratio(a, b):
    def inner():
        return divide(a, b)
    return inner()
""",
    "tests/test_it.py": """
import json
import logging
import pytest
from pkg.maths import ratio

def decorate(function):
    return function

class TestA:
    @decorate
    def test_calls(self):
        x = 3

        ratio(x,
              0)

    def test_explained(self):
        found = [1, 2]
        assert found == [1, 3]

    def test_message(self):
        assert 1 == 2, "first\\n  second"

def test_bare():
    assert 0

def test_dotted():
    json.loads("{")

def test_lambda():
    (lambda: 1 / 0)()

def test_chain():
    try:
        {}["a"]
    except KeyError as error:
        raise RuntimeError("no such") from error

async def never(): pass

def test_logged():
    try:
        1 / 0
    except ZeroDivisionError:
        logging.exception("caught")
    raise KeyError("real")

@pytest.fixture
def broken():
    raise LookupError("no set-up")

def test_set_up(broken):
    pass

def test_raises():
    with pytest.raises(ValueError):
        pass

def test_source_that_looks_like_output():
    text = '''
E   KeyError: 'not this'
> tests/test_it.py:3: KeyError
'''
    assert text == ""
""",
    "tests/test_syntax.py": "def f(:\n    pass\n",
    "tests/test_lost.py": "import pkg.not_there\n",
    "tests/test_chained.py": """
try:
    import pkg.not_there
except ImportError as error:
    raise RuntimeError("needs it") from error
""",
}
_STYLES = {
    "auto": (),
    "short": ("--tb=short",),
    "long": ("--tb=long",),
    "locals": ("--showlocals",),
    "native": ("--tb=native",),
}
Frames = list[tuple[str, int, str]]
_IT = "tests/test_it.py"
_EXPECTED: dict[str, tuple[str, str, Frames]] = {
    "TestA::test_calls": (
        "ZeroDivisionError",
        "division by zero",
        [(_IT, 15, "test_calls"), ("pkg/maths.py", 7, "ratio"), ("pkg/maths.py", 6, "inner"),
         ("pkg/maths.py", 3, "divide")],
    ),
    "TestA::test_explained": (
        "AssertionError", "assert [1, 2] == [1, 3]", [(_IT, 20, "test_explained")],
    ),
    "TestA::test_message": (
        "AssertionError", "first", [(_IT, 23, "test_message")],
    ),
    "test_bare": ("AssertionError", "assert 0", [(_IT, 26, "test_bare")]),
    "test_dotted": (
        "json.decoder.JSONDecodeError",
        "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        [(_IT, 29, "test_dotted")],
    ),
    "test_lambda": (
        "ZeroDivisionError", "division by zero", [(_IT, 32, "test_lambda"), (_IT, 32, "<lambda>")],
    ),
    "test_chain": ("RuntimeError", "no such", [(_IT, 38, "test_chain")]),
    "test_logged": ("KeyError", "'real'", [(_IT, 47, "test_logged")]),
    "test_set_up": ("LookupError", "no set-up", [(_IT, 51, "broken")]),
    "test_raises": ("Failed", "DID NOT RAISE", [(_IT, 57, "test_raises")]),
    "test_source_that_looks_like_output": (
        "AssertionError", "assert ", [(_IT, 65, "test_source_that_looks_like_output")],
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    for path, text in _FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


_RUN_ALL = """
import json, sys, pytest
for name, options in json.loads(sys.argv[1]).items():
    pytest.main(["-q", "-p", "no:cacheprovider", "--continue-on-collection-errors", "tests",
                 "-o", "junit_family=xunit1", f"--junitxml={name}.xml", *options])
"""


@pytest.fixture(scope="module")
def reports(project: Path) -> dict[str, dict[str, str]]:
    """What JUnit XML holds of each test, by style."""
    argv = [sys.executable, "-c", _RUN_ALL, json.dumps(_STYLES)]
    subprocess.run(argv, cwd=project, capture_output=True, timeout=120, check=True)
    cases = {name: parse_junit((project / f"{name}.xml").read_bytes()) for name in _STYLES}
    return {name: {case.id: case.traceback for case in found} for name, found in cases.items()}


def _frames(exception: RaisedException) -> Frames:
    return [(f.path, f.line, f.function) for f in exception.frames if f.in_project]


@pytest.mark.parametrize("style", _STYLES)
@pytest.mark.parametrize("name", _EXPECTED)
def test_styles_of_tracebacks(
    project: Path, reports: dict[str, dict[str, str]], style: str, name: str
) -> None:
    kind, message, frames = _EXPECTED[name]
    if style in ("auto", "long", "locals"):
        # An entry in the long style that shows no definition.
        frames = [(path, line, f if f != "<lambda>" else "<module>") for path, line, f in frames]
    text = reports[style][f"{_IT}::{name}"]
    found = parse_traceback(text, [str(project)])[-1]
    assert found.short_type == kind.rpartition(".")[2]
    if style != "native" or "." in kind:
        assert found.type_name == kind
    assert found.message.startswith(message)
    assert _frames(found) == frames
    if name == "TestA::test_message":
        assert found.message.split("\n")[1].strip() == "second"
    if name == "test_chain":
        assert len(parse_traceback(text, [str(project)])) == 2
    sources = [frame.source for frame in found.frames if frame.in_project]
    assert sources[0]
    if name == "TestA::test_calls":
        assert sources == ["ratio(x,", "return inner()", "return divide(a, b)", "return a / b"]


@pytest.mark.parametrize(
    ("name", "kind", "frames"),
    [
        ("test_syntax.py", "SyntaxError", [("tests/test_syntax.py", 1, "<module>")]),
        ("test_lost.py", "ModuleNotFoundError", [("tests/test_lost.py", 1, "<module>")]),
        ("test_chained.py", "RuntimeError", [("tests/test_chained.py", 5, "<module>")]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("style", _STYLES)
def test_collection_errors(
    project: Path, reports: dict[str, dict[str, str]], style: str, name: str, kind: str,
    frames: Frames,
) -> None:  # fmt: skip
    found = parse_traceback(reports[style][f"tests/{name}"], [str(project)])[-1]
    assert found.type_name == kind
    assert _frames(found) == frames
    if kind == "SyntaxError":
        assert found.offset == 7
        assert found.frames[-1].source == "def f(:"


def test_the_last_failure_of_a_whole_run(project: Path) -> None:
    argv = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", _IT, "-k", "calls or logged"]
    done = subprocess.run(argv, cwd=project, capture_output=True, text=True, timeout=120)
    output = done.stdout
    assert "caught" in output
    found = parse_traceback("Setting up\n" + output + "\nmake: *** [test] Error 1\n", ["/p"])
    assert [(item.type_name, item.message) for item in found] == [("KeyError", "'real'")]


_PLACE = "tests/test_x.py:3: "
_LONG = f"    def test_a():\n>       f()\nE       KeyError: 'a'\n\n{_PLACE}KeyError\n"
_SHORT = f"{_PLACE}in test_a\n    f()\nE   KeyError: 'a'\n"
_NATIVE = 'Traceback (most recent call last):\n  File "/p/b.py", line 1, in g\nValueError: native\n'
_CAPTURED = "-" * 29 + " Captured stderr call " + "-" * 29 + "\n"
_RULE = "_" * 34 + " test_b " + "_" * 34 + "\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (_LONG, ["KeyError: 'a'"]),
        (_SHORT, ["KeyError: 'a'"]),
        (_SHORT.rstrip(), ["KeyError: 'a'"]),
        (_LONG + _RULE + _SHORT.replace("'a'", "'b'"), ["KeyError: 'b'"]),
        (_LONG + "said later\n" + _NATIVE, ["ValueError: native"]),
        (_NATIVE + _RULE + _LONG, ["KeyError: 'a'"]),
        (_LONG + _CAPTURED + _NATIVE, ["KeyError: 'a'"]),
        (_LONG.replace("E       KeyError: 'a'", "E       assert 1 == 2\nE        +  where 1 = f()")
         .replace("3: KeyError", "3: AssertionError"),
         ["AssertionError: assert 1 == 2\n +  where 1 = f()"]),
        # Nothing that pytest printed.
        ("E   KeyError: 'a'\n", []),
        (f"E   KeyError: 'a'\n\n{_PLACE}KeyError\n", []),
        (f">   f()\n\n{_PLACE}KeyError\n", []),
        (f"{_PLACE}in test_a\n    f()\n", []),
        (f"{_PLACE}in test_a\n    f()\nE   said by someone\n", []),
        (f"{_PLACE}error: Incompatible types\n", []),
        ("> quoted\n\nx.py:3: KeyError\n", []),
        # A rule ends what came before.
        (f">   f()\nE   KeyError: 'a'\n{_RULE}\n{_PLACE}KeyError\n", []),
    ],
)  # fmt: skip
def test_texts(text: str, told: list[str]) -> None:
    found = parse_traceback(text, ["/p"])
    assert [f"{item.type_name}: {item.message}" for item in found] == told


_PIECES = st.sampled_from(
    [_RULE, _NATIVE, _LONG, _SHORT, f"{_PLACE}in f\n", f"{_PLACE}KeyError\n", f"{_PLACE}\n", "\n",
     "E   KeyError: 'x'\n", "E   assert 1\n", "E\n", "E     \n", ">   f()\n", "    def f():\n",
     "_ " * 40 + "\n", "    x = 1\n", "    ^^^\n", "text\n", "    ???\n",
     "The above exception was the direct cause of the following exception:\n"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=30).map("".join))
@settings(deadline=None, max_examples=300)
def test_any_order_of_lines_can_be_read(text: str) -> None:
    for exception in parse_traceback(text, ["/p"]):
        assert exception.type_name
        assert exception.message == exception.message.rstrip()


@given(st.lists(_PIECES, max_size=15).map("".join), st.sampled_from([_LONG, _SHORT]))
@settings(deadline=None)
def test_the_last_failure_is_found_whatever_stands_before(noise: str, failure: str) -> None:
    last = parse_traceback(noise + _RULE + failure.replace("'a'", "'last'"), ["/p"])[-1]
    assert (last.type_name, last.message) == ("KeyError", "'last'")
    assert [frame.function for frame in last.frames] == ["test_a"]


_HOSTILE = {
    "marked lines": ">   f()\n",
    "E lines": "E   x: y\n",
    "indented E lines": "E" + " " * 200 + "x\n",
    "places": f"{_PLACE}in f\n",
    "entries": f">   f()\n\n{_PLACE}\n",
    "short failures": _SHORT,
    "long failures": _LONG,
    "separators": "_ " * 40 + "\n",
    "one E line": "E   ",
    "one place": "a:1",
    "one separator": "_ ",
    "one rule": "= ",
    "one definition": "    def a",
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", _HOSTILE)
def test_a_megabyte_is_read_in_linear_time(name: str) -> None:
    piece = _HOSTILE[name]
    parse_traceback(_RULE + piece * (1024 * 1024 // len(piece)), ["/p"])
