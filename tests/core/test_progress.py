from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from healbot.core.failure import Failure, FailureKind, Frame
from healbot.core.progress import made_progress
from healbot.core.source import SourceFile
from tests.core.failures import failure, frame, other_failure, raised

LINES = [f"line {number}" for number in range(1, 21)]


def _files(lines: list[str], path: str = "main.py") -> dict[str, SourceFile]:
    return {path: SourceFile(path, "\n".join(lines).encode())}


OLD = _files(LINES)


def _patched(*changes: tuple[int, list[str]], path: str = "main.py") -> dict[str, SourceFile]:
    """Replaces lines (1-based) by others; one line each."""
    lines: list[str] = []
    new = dict(changes)
    for number, line in enumerate(LINES, 1):
        lines += new.get(number, [line])
    return _files(lines, path)


IN_PLACE = _patched((10, ["healed 10"]))
ADDED_ABOVE = _patched((1, ["import x", "line 1"]))
REMOVED_ABOVE = _patched((3, []), (4, []))


def _at(said: str, *places: str, stdout: str = "", source: str = "") -> Failure:
    """A failure at places such as ``10`` or ``12:f``, outermost first."""
    frames: list[Frame] = []
    for place in places:
        line, _, function = place.partition(":")
        where = line if "@" not in line else line.partition("@")[0]
        path = line.partition("@")[2] or "main.py"
        text = source or f"{path} {where}"
        frames.append(frame(f"{path}:{where}", function or "<module>", text))
    return failure(raised(said, *frames), stdout)


def _syntax(line: int, said: str = "SyntaxError: invalid syntax", offset: int | None = None,
            path: str = "main.py", importer: str = "") -> Failure:  # fmt: skip
    frames = [frame(importer)] if importer else []
    where = frame(f"{path}:{line}", source=f"{path} {line}")
    return failure(raised(said, *frames, where, offset=offset))


@pytest.mark.parametrize(
    ("before", "after", "new"),
    [
        # Further down the script.
        (_at("KeyError: 1", "10"), _at("TypeError: x", "12"), IN_PLACE),
        (_at("KeyError: 1", "10"), _at("KeyError: 2", "11"), IN_PLACE),
        (_at("KeyError: 1", "10"), _at("KeyError: 1", "12"), IN_PLACE),  # the same again, later
        (_at("NameError: np", "10"), _at("KeyError: 1", "12"), ADDED_ABOVE),
        (_at("NameError: np", "10"), _at("NameError: pd", "11"), ADDED_ABOVE),  # moved: same line
        (_at("KeyError: 1", "10"), _at("TypeError: x", "9"), REMOVED_ABOVE),
        # The same line goes wrong later on in it.
        (_at("NameError: np", "10"), _at("AttributeError: x", "10"), IN_PLACE),
        (_at("NameError: np", "10"), _at("NameError: pd", "10"), IN_PLACE),
        (_at("ModuleNotFoundError: a", "10"), _at("ImportError: b", "10"), IN_PLACE),
        (_at("KeyError: 1", "10", stdout="a\n"), _at("TypeError: x", "10", stdout="a\n"), IN_PLACE),
        (_at("KeyError: 1", "10"), _at("TypeError: x", "11"), _patched((10, ["a = 1", "b = a"]))),
        # In a function that is called, or in the next one.
        (_at("TypeError: x", "10"), _at("KeyError: 1", "10", "3:f"), IN_PLACE),
        (_at("KeyError: 1", "10", "3:f"), _at("KeyError: 1", "11", "3:f"), _patched((3, ["x"]))),
        (_at("KeyError: 1", "10", "3:f"), _at("KeyError: 1", "10", "3:f", "7:g"), IN_PLACE),
        (_at("KeyError: 1", "10", "3:f"), _at("KeyError: 1", "10", "7:g"), IN_PLACE),
        (_at("KeyError: 1", "10", "3:f"), _at("TypeError: x", "10"), IN_PLACE),
        (_at("KeyError: 1", "2", "3@helper.py:f"), _at("KeyError: 2", "2", "5@helper.py:f"),
         _patched((3, ["healed"]), path="helper.py")),
        # A loop came round once more.
        (_at("KeyError: 1", "10", stdout="a\n"), _at("TypeError: x", "8", stdout="a\nb\n"),
         IN_PLACE),
        (_at("KeyError: 1", "10", "3:f", stdout="a\n"), _at("TypeError: x", "8", stdout="a\nb\n"),
         IN_PLACE),
        # From syntax errors on.
        (_syntax(10), _at("NameError: x", "2"), IN_PLACE),
        (_syntax(10), _syntax(12), IN_PLACE),
        (_syntax(10, offset=3), _syntax(10, offset=9), IN_PLACE),
        (_syntax(10, "TabError: x"), _syntax(12, "IndentationError: y"), IN_PLACE),
        (_syntax(10), _syntax(12), ADDED_ABOVE),
        # The main script compiles now, the module that it imports does not yet; and the next one.
        (_syntax(10), _syntax(3, path="helper.py", importer="main.py:1"), IN_PLACE),
        (_syntax(10, path="helper.py", importer="main.py:1"),
         _syntax(3, path="other.py", importer="main.py:2"),
         _patched((10, ["x"]), path="helper.py")),
        # The tokenizer's errors are shown before the parser's, those before the compiler's.
        (_syntax(10, "SyntaxError: unterminated string literal (detected at line 10)"),
         _syntax(3, "SyntaxError: expected ':'"), IN_PLACE),
        (_syntax(10, "SyntaxError: invalid character '“' (U+201C)"),
         _syntax(3, "SyntaxError: Missing parentheses in call to 'print'."),
         IN_PLACE),
        (_syntax(10, "SyntaxError: expected ':'"),
         _syntax(3, "SyntaxError: 'return' outside function"), IN_PLACE),
        # The script runs to its end now, but an oracle is not content.
        (_at("KeyError: 1", "10"), other_failure(FailureKind.ORACLE), IN_PLACE),
        (_syntax(10), other_failure(FailureKind.ORACLE), IN_PLACE),
    ],
)  # fmt: skip
def test_came_further(before: Failure, after: Failure, new: dict[str, SourceFile]) -> None:
    old = {path: SourceFile(path, OLD["main.py"].data) for path in new}
    assert made_progress(before, after, old, new)


@pytest.mark.parametrize(
    ("before", "after", "new"),
    [
        # Nothing changed.
        (_at("KeyError: 1", "10"), _at("KeyError: 1", "10"), IN_PLACE),
        (_at("KeyError: 1", "10"), _at("KeyError: 1", "11"), ADDED_ABOVE),
        (_at("KeyError: 1", "10"), _at("KeyError: 1", "8"), REMOVED_ABOVE),
        (_at("KeyError: 1", "10"), _at("KeyError: 1", "10", stdout="more\n"), IN_PLACE),
        (_at("KeyError: 1", "10", "3:f"), _at("KeyError: 1", "11", "4:f"), ADDED_ABOVE),
        (_at("KeyError: 1", "10"), _at("KeyError: 1", "11"), _patched((9, ["line 9", "new"]))),
        # A line above the failing one was changed with it: still the same failure.
        (_at("KeyError: 1", "10"), _at("KeyError: 1", "11"), _patched((10, ["x = x", "healed"]))),
        (_at("KeyError: 1", "10", source="d['a']"), _at("KeyError: 1", "12", source="d['a']"),
         IN_PLACE),
        # Earlier.
        (_at("KeyError: 1", "10"), _at("TypeError: x", "9"), IN_PLACE),
        (_at("KeyError: 1", "10"), _at("TypeError: x", "10"), ADDED_ABOVE),
        (_at("KeyError: 1", "10", "3:f"), _at("KeyError: 1", "9"), IN_PLACE),
        (_at("KeyError: 1", "10", "3:f"), _at("KeyError: 2", "10", "2:f"), IN_PLACE),
        (_at("KeyError: 1", "10", stdout="a\n"), _at("TypeError: x", "9", stdout="a\n"), IN_PLACE),
        # The edit broke its own line, or less was printed than before.
        (_at("KeyError: 1", "10"), _at("NameError: healde", "10"), IN_PLACE),
        (_at("AttributeError: x", "10"), _at("ImportError: x", "10"), IN_PLACE),
        (_at("KeyError: 1", "10"), _at("UnboundLocalError: x", "11"), ADDED_ABOVE),
        (_at("KeyError: 1", "10", "3:f"), _at("NameError: healde", "10"), IN_PLACE),
        (_at("KeyError: 1", "10", stdout="a\n"), _at("TypeError: x", "10"), IN_PLACE),
        # It does not even compile any more, or as little as before.
        (_at("KeyError: 1", "10"), _syntax(12), IN_PLACE),
        (_syntax(10), _syntax(10), IN_PLACE),
        (_syntax(10), _syntax(11), ADDED_ABOVE),
        (_syntax(10), _syntax(9), IN_PLACE),
        (_syntax(10, offset=9), _syntax(10, offset=3), IN_PLACE),
        (_syntax(10, offset=9), _syntax(10), IN_PLACE),
        (_syntax(10, "SyntaxError: expected ':'"),
         _syntax(3, "SyntaxError: unterminated string literal (detected at line 10)"), IN_PLACE),
        (_syntax(10, "SyntaxError: unterminated string literal (detected at line 10)"),
         _syntax(10, "SyntaxError: invalid syntax"), IN_PLACE),
        (_syntax(3, "SyntaxError: 'return' outside function"), _syntax(10), IN_PLACE),
        (_syntax(3, "SyntaxError: 'return' outside function"),
         _syntax(10, "SyntaxError: nonlocal declaration not allowed at module level"), IN_PLACE),
        (_syntax(10, path="helper.py", importer="main.py:1"), _syntax(1),
         {**IN_PLACE, **_patched((10, ["x"]), path="helper.py")}),
        # An oracle's verdict, an exit status: there is no place to compare.
        (other_failure(FailureKind.ORACLE), _at("KeyError: 1", "10"), IN_PLACE),
        (other_failure(FailureKind.ORACLE), other_failure(FailureKind.ORACLE), IN_PLACE),
        (other_failure(FailureKind.EXIT_STATUS), _at("KeyError: 1", "10"), IN_PLACE),
        (_at("KeyError: 1", "10"), other_failure(FailureKind.LIMIT), IN_PLACE),
        (_at("KeyError: 1", "10"), other_failure(FailureKind.SIGNAL), IN_PLACE),
        (_at("KeyError: 1", "10"), other_failure(FailureKind.EXIT_STATUS, "more"), IN_PLACE),
    ],
)  # fmt: skip
def test_came_no_further(before: Failure, after: Failure, new: dict[str, SourceFile]) -> None:
    old = {path: SourceFile(path, OLD["main.py"].data) for path in new}
    assert not made_progress(before, after, old, new)


def test_a_module_whose_tests_run_now_came_further_wherever_they_fail() -> None:
    before = replace(_at("ModuleNotFoundError: x", "6"), failing_tests=("main.py",))
    tests = ("main.py::main", "main.py::main.mean")
    after = replace(_at("NameError: x", "3", "15:mean"), failing_tests=tests)
    assert made_progress(before, after, OLD, IN_PLACE)
    assert not made_progress(after, before, OLD, IN_PLACE)


_MISTAKES = {
    "colon": ("if x\n    pass\n", "if x:\n    pass\n"),
    "string": ("s = 'abc\n", "s = 'abc'\n"),
    "triple quote": ('s = """abc\n', 's = """abc"""\n'),
    "smart quotes": ("s = “abc”\n", 's = "abc"\n'),
    "unclosed": ("f(1, 2\n", "f(1, 2)\n"),
    "unmatched": ("f(1))\n", "f(1)\n"),
    "mismatched": ("f(1]\n", "f(1)\n"),
    "comma": ("x = [1 2]\n", "x = [1, 2]\n"),
    "assignment": ("if x = 3:\n    pass\n", "if x == 3:\n    pass\n"),
    "print": ('print "a"\n', 'print("a")\n'),
    "else if": ("if x:\n    pass\nelse if y:\n    pass\n", "if x:\n    pass\nelif y:\n    pass\n"),
    "octal": ("x = 012\n", "x = 0o12\n"),
    "continuation": ("x = 1 \\ 2\n", "x = 1\n"),
    "dedent": ("if x:\n        y = 1\n    z = 2\n", "if x:\n        y = 1\n        z = 2\n"),
    "tabs": ("if x:\n        y = 1\n\ty = 2\n", "if x:\n        y = 1\n        y = 2\n"),
    "indent": ("  y = 3\n", "y = 3\n"),
    "no block": ("def f():\nx = 1\n", "def f():\n    x = 1\n"),
    "return": ("return 3\n", "x = 3\n"),
    "break": ("break\n", "pass\n"),
    "nonlocal": ("def f():\n    nonlocal q\n", "def f():\n    global q\n"),
}


def _compiled(text: str) -> Failure | None:
    try:
        compile(text, "main.py", "exec")
    except SyntaxError as error:
        where = frame(f"main.py:{error.lineno}", source=(error.text or "").strip())
        said = f"{type(error).__name__}: {error.msg}"
        return failure(raised(said, where, offset=error.offset))
    return None


def _compiled_fingerprint(text: str) -> str:
    found = _compiled(text)
    assert found is not None
    return found.fingerprint


def _with_mistakes(one: str, two: str, first: int, second: int) -> str:
    """Returns a program with two mistakes; 1 in the place of 0 is the healed one."""
    pieces = ("ok = 1\n", _MISTAKES[one][first], "ok2 = 2\n", "ok3 = 3\n",
              _MISTAKES[two][second], "ok4 = 4\n")  # fmt: skip
    return "".join(pieces)


def _shown_alone(one: str, two: str) -> tuple[int, int] | None:
    """Returns the state in which only the mistake is left that is shown of both.

    ``None`` when one of the two hides the other.
    """
    both = _compiled_fingerprint(_with_mistakes(one, two, 0, 0))
    healed = {
        _compiled_fingerprint(_with_mistakes(one, two, *state)): state for state in ((0, 1), (1, 0))
    }
    return healed.get(both) if len(healed) == 2 else None


_PAIRS = [pair for pair in permutations(_MISTAKES, 2) if _shown_alone(*pair) is not None]


@pytest.mark.parametrize(("one", "two"), _PAIRS)
def test_healing_the_syntax_error_that_is_shown_is_progress(one: str, two: str) -> None:
    """With two mistakes in a file: whichever this interpreter shows first is healed first."""
    after_state = (1, 0) if _shown_alone(one, two) == (0, 1) else (0, 1)
    both = _compiled(_with_mistakes(one, two, 0, 0))
    after = _compiled(_with_mistakes(one, two, *after_state))
    assert both is not None and after is not None
    old, new = (
        _files(_with_mistakes(one, two, *state).split("\n")) for state in ((0, 0), after_state)
    )
    assert made_progress(both, after, old, new)


def test_most_pairs_of_mistakes_are_shown_one_after_the_other() -> None:
    assert len(_PAIRS) > 0.9 * len(list(permutations(_MISTAKES, 2)))


def test_a_file_that_could_not_be_decoded_and_now_can() -> None:
    undecodable = failure(raised("SyntaxError: encoding problem: nope"))
    assert made_progress(undecodable, _syntax(3), OLD, IN_PLACE)
    assert not made_progress(_syntax(3), undecodable, OLD, IN_PLACE)
    assert made_progress(undecodable, _at("KeyError: 1", "10"), OLD, IN_PLACE)
    assert not made_progress(undecodable, undecodable, OLD, IN_PLACE)


@pytest.mark.timeout(20)
def test_deep_tracebacks_in_large_files_are_compared_in_reasonable_time() -> None:
    lines = [f"    x{number % 7} = {number}" for number in range(30_000)]
    old = _files(lines)
    new = _files(["import y", *lines[:-1], "last"])
    places = [f"{number}:f{number}" for number in range(10, 1000)]
    moved = [f"{number + 1}:f{number}" for number in range(10, 1000)]
    assert not made_progress(_at("RecursionError: x", *places), _at("RecursionError: x", *moved),
                             old, new)  # fmt: skip


def test_any_script_is_more_than_none() -> None:
    none = other_failure(FailureKind.UNWRITTEN)
    absent, written = {"main.py": SourceFile.absent("main.py")}, _files(LINES)
    for crash in (_at("KeyError: 1", "10"), _syntax(3), other_failure(FailureKind.ORACLE),
                  other_failure(FailureKind.LIMIT)):  # fmt: skip
        assert made_progress(none, crash, absent, written)
        assert not made_progress(crash, none, written, written)
    assert not made_progress(none, none, absent, written)
