from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healbot.core.cases import Comparison
from healbot.core.failure import Failure, FailureKind
from healbot.core.observation import CrashState, ObservedValue
from healbot.core.redaction import MASK, Redactor
from healbot.core.session import Check, Outcome
from healbot.core.verdict import Judgement, Verdict
from healbot.generators.language_model.dossier import Closeness, Dossier
from healbot.generators.language_model.evidence import MAX_TRIED, gather
from healbot.generators.language_model.source_windows import SuspiciousLine
from healbot.generators.language_model.strategy import Strategy
from healbot.ports import LineChange, Problem
from tests.core.failures import failure, frame, other_failure, raised
from tests.generators.language_model.cases import Changes, assertion, script, several_files
from tests.generators.language_model.problems import (
    FixedInspector,
    MemoryFiles,
    facts,
    problem,
    tried,
)

SECRET = "hunter2hunter2"


def gathered(about: Problem, strategy: Strategy = Strategy.NORMAL, **known: Any) -> Dossier:
    return gather(about, facts(redact=Redactor([SECRET]).redact, **known), strategy)


def shown(dossier: Dossier) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for window in dossier.windows:
        found.setdefault(window.path, []).append((window.first, window.last))
    return found


def crash(**values: ObservedValue) -> CrashState:
    return CrashState("report.py", 14, "main", values)


def values_of(**values: ObservedValue) -> dict[str, str]:
    about = problem({"report.py": "x\n"}, failure(raised("KeyError: 'x'", frame("report.py:1"))))
    inspector = FixedInspector(crash(**values))
    dossier = gathered(replace(about, inspector=inspector))
    return {item.expression: item.description for item in dossier.locals}


# ---- sources -----------------------------------------------------------------------------------


def test_a_small_file_is_shown_whole_and_its_failing_line_marked() -> None:
    (window,) = gathered(script()).windows
    assert window.is_whole_file
    assert window.closeness is Closeness.FAILING
    assert window.marked == {14}
    assert window.lines[13] == 'print("sold:", totl)'


def test_a_failing_assertion_shows_what_the_test_calls_first() -> None:
    dossier = gathered(assertion())
    first, *rest = dossier.windows
    assert first.path == "shop/cart.py"
    assert first.closeness is Closeness.FAILING
    assert not first.protected
    assert {window.path for window in rest} == {"tests/test_cart.py", "shop/money.py"}
    assert {window.path for window in rest if window.protected} == {"tests/test_cart.py"}
    text = "\n".join(line for window in rest for line in window.lines)
    assert "def test_total" in text
    assert "def cart" in text  # the fixture that it asks for
    assert "def empty" not in text


def test_of_a_long_file_the_function_is_shown_and_what_its_line_uses() -> None:
    dossier = gathered(several_files())
    assert dossier.windows[0].path == "app/store.py"
    text = "\n".join(dossier.windows[0].lines)
    assert "def price" in text
    assert "TAX = '1.2'" in text
    assert "helper_0" not in text
    assert len(gathered(several_files(), Strategy.WIDER).windows[0].lines) > len(
        dossier.windows[0].lines
    )


def test_windows_hold_the_lines_of_their_numbers() -> None:
    for strategy in Strategy:
        about = several_files()
        for window in gathered(about, strategy).windows:
            source = about.files.source(window.path)
            assert source is not None
            expected = source.lines[window.first - 1 : window.last]
            assert window.lines == tuple(expected)


def test_more_context_shows_files_that_are_imported() -> None:
    files = {"report.py": "import other\n\nother.run\nxs\n", "other.py": "def run(): ...\n"}
    about = problem(files, failure(raised("NameError: x", frame("report.py:4"))))
    assert set(shown(gathered(about))) == {"report.py"}
    assert set(shown(gathered(about, Strategy.WIDER))) == {"report.py", "other.py"}


def test_small_files_that_may_hold_the_cause_are_shown_while_there_is_room() -> None:
    files = {
        "tests/test_a.py": "from a import load\n\n\ndef test_load():\n    assert load()['x']\n",
        "a.py": "from b import merged\n\n\ndef load():\n    return Table(merged())\n\n\n"
        "class Table(dict):\n    def __getitem__(self, key):\n        return self.get(key).x\n",
        "b.py": "def merged():\n    return {}\n",
        "c.py": "def unrelated(): ...\n",
    }
    frames = (frame("tests/test_a.py:5", "test_load"), frame("a.py:10", "__getitem__"))
    test = "tests/test_a.py::test_load"
    for said, expected in (
        ("KeyError: 'x'", ["a.py", "tests/test_a.py", "b.py"]),
        ("NameError: name 'x' is not defined", ["a.py"]),
    ):
        shown_failure = replace(failure(raised(said, *frames)), failing_tests=(test,))
        assert list(shown(gathered(problem(files, shown_failure)))) == expected
    long = {**files, "b.py": "x = 1\n" * 50, "a.py": files["a.py"] + "y = 1\n" * 120}
    shown_failure = replace(failure(raised("KeyError: 'x'", *frames)), failing_tests=(test,))
    assert "b.py" in shown(gathered(problem(long, shown_failure)))
    longer = {**long, "b.py": "x = 1\n" * 61}
    assert "b.py" not in shown(gathered(problem(longer, shown_failure)))


def test_suspicious_lines_are_shown() -> None:
    files = {"report.py": "1 / 0\n", "far.py": "x = 1\n" * 90}
    about = problem(files, failure(raised("ZeroDivisionError: x", frame("report.py:1"))))
    dossier = gathered(about, suspicious=(SuspiciousLine("far.py", 50),))
    assert shown(dossier)["far.py"] == [(38, 62)]
    assert dossier.windows[1].marked == {50}


def test_without_a_place_the_script_is_shown() -> None:
    about = problem({"report.py": "print(1)\n"}, other_failure(FailureKind.ORACLE))
    assert shown(gathered(about)) == {"report.py": [(1, 1)]}


def test_secrets_keep_their_lines() -> None:
    bar = "-" * 5
    key = f"{bar}BEGIN PRIVATE KEY{bar}\n{'A1b2' * 16}\n{bar}END PRIVATE KEY{bar}"
    text = f"KEY = '''{key}'''\nx = '{SECRET}'\n1 / 0\n"
    about = problem(
        {"report.py": text}, failure(raised("ZeroDivisionError: x", frame("report.py:5")))
    )
    (window,) = gathered(about).windows
    assert window.lines == (
        f"KEY = '''{MASK}", MASK, f"{MASK}'''", f"x = '{MASK}'", "1 / 0"
    )  # fmt: skip


@pytest.mark.parametrize("path", [".env", "keys/id_rsa", "x.pem", "../report.py", "/etc/passwd"])
def test_a_traceback_does_not_lead_to_files_that_may_not_be_shown(path: str) -> None:
    place = replace(frame("report.py:1"), path=path)
    about = problem({path: "total = 1\n", "report.py": "x\n"}, failure(raised("E: x", place)))
    dossier = gathered(about)
    assert path not in shown(dossier)
    files = about.files
    assert isinstance(files, MemoryFiles)
    assert path not in files.read


@given(
    st.text(max_size=300),
    st.integers(-3, 50),
    st.sampled_from(list(Strategy)),
)
@settings(max_examples=150, deadline=None)
def test_any_source_gives_windows_of_its_own_lines(
    text: str, line: int, strategy: Strategy
) -> None:
    about = problem({"report.py": text}, failure(raised("E: x", frame(f"report.py:{line}"))))
    for window in gathered(about, strategy).windows:
        assert 1 <= window.first <= window.last <= window.total
        assert all("\n" not in item for item in window.lines)


# ---- the failure -------------------------------------------------------------------------------


def test_nothing_secret_or_hidden_is_in_any_text() -> None:
    bad = f"\x1b[31m{SECRET}\u202e"
    shown_failure = replace(
        failure(raised(f"KeyError: {bad}", frame("report.py:1", bad, bad)), stdout=bad),
        failing_tests=(f"t.py::test[{bad}]",),
        headline=bad,
        comparison=Comparison("==", bad, bad),
    )
    attempt = tried(1, Outcome.NEW_FAILURE, bad, traceback_after=bad, headline_after=bad)
    about = problem(
        {"report.py": f"x = '{bad}'\n"}, shown_failure, crash(x=ObservedValue("str", text=bad)),
        [attempt], ("python", "report.py", bad),
    )  # fmt: skip

    class Odd:
        def last_changes(self, path: str, first: int, last: int) -> tuple[LineChange, ...]:
            return (LineChange("1", "2", bad, (1,)), LineChange("2", "2", bad, (1,)))

    text = repr(gathered(about, history=Odd(), dependencies=lambda: {bad}))
    assert SECRET not in text
    assert "\\x1b" not in text
    assert "\\u202e" not in text


def test_an_oracles_verdict_is_shown() -> None:
    verdict = Verdict("expect-output", Judgement.FAIL, "the output does not match ^total", "out")
    about = problem(
        {"report.py": "print(1)\n"},
        Failure(FailureKind.ORACLE, (), (verdict,), "expect-output: no match", "f" * 40, "1\n"),
    )
    found = gathered(about).failure
    assert found.verdicts == ("expect-output: the output does not match ^total",)
    assert found.text == "1"


@pytest.mark.parametrize(
    ("argv", "command"),
    [
        (("/home/ada/.venv/bin/python3.12", "report.py", "-v"), "python report.py -v"),
        (("/usr/bin/python3", "-m", "pytest", "t.py"), "python -m pytest t.py"),
        (("make", "check"), "make check"),
        (("python", "report.py", SECRET), f"python report.py {MASK}"),
    ],
)
def test_the_command_is_told_without_paths_of_the_machine(
    argv: tuple[str, ...], command: str
) -> None:
    about = script()
    changed = replace(about, reproducer=replace(about.reproducer, argv=argv))
    assert gathered(changed).command == command


# ---- values ------------------------------------------------------------------------------------


def test_values_are_described_in_few_words() -> None:
    assert values_of(
        n=ObservedValue("int", text="3"),
        nothing=ObservedValue("NoneType", text="None"),
        row=ObservedValue("dict", keys=("'a'", "'b'"), length=2),
        rows=ObservedValue("list", length=3, item_types=("dict", "dict")),
        frame=ObservedValue("pandas.core.frame.DataFrame"),
        self=ObservedValue("shop.Cart"),
    ) == {
        "n": "3 (int)",
        "nothing": "None",
        "row": "dict of 2, keys 'a', 'b'",
        "rows": "list of 3: dict",
        "frame": "pandas.core.frame.DataFrame",
    }


@pytest.mark.parametrize(
    ("name", "text", "is_shown"),
    [
        ("password", "'swordfish'", False),
        ("api_key", "'swordfish'", False),
        ("auth_token", "'swordfish'", False),
        ("key", "'total'", True),
        ("key", "'a8Fk29xLqP03'", False),
        ("path", "'/tmp/x'", True),
        ("author", "'Ada'", True),
    ],
)
def test_values_of_secret_names_are_left_out(name: str, text: str, is_shown: bool) -> None:
    found = values_of(**{name: ObservedValue("str", text=text)})
    assert (name in found) == is_shown


def test_expressions_with_secret_names_are_left_out() -> None:
    state = CrashState(
        "report.py", 14, "main", {},
        expression_values={
            "config['password']": ObservedValue("str", text="'swordfish'"),
            "config": ObservedValue("dict", keys=("'password'",), length=1),
        },
    )  # fmt: skip
    about = failure(raised("KeyError: 'x'", frame("report.py:1")))
    dossier = gathered(problem({"report.py": "x\n"}, about, state))
    assert [item.expression for item in dossier.locals] == ["config"]


def test_modules_and_functions_are_no_values() -> None:
    assert values_of(json=ObservedValue("module"), f=ObservedValue("function")) == {}


def test_variables_of_pytests_own_and_addresses_are_left_out() -> None:
    shown_values = values_of(
        **{"@py_assert3": ObservedValue("float", text="3.5")},
        text=ObservedValue("str", text="'<Cart object at 0x7f7eb64bb810>'"),
    )
    assert shown_values == {"text": "'<Cart object at 0x…>' (str)"}
    about = problem(
        {"report.py": "x = 'at 0x7f7eb64bb810'\n"},
        failure(raised("E: <Cart at 0x7f7eb64bb810>", frame("report.py:1"))),
    )
    dossier = gathered(about)
    assert dossier.failure.exceptions[0].message == "<Cart at 0x…>"
    assert dossier.windows[0].lines == ("x = 'at 0x7f7eb64bb810'",)


def test_a_recursion_is_shown_once() -> None:
    files = {"report.py": "def f(n):\n    return f(n + 1)\n\n\nf(1)\n" + "x = 1\n" * 80}
    frames = [frame("report.py:5"), *[frame("report.py:2", "f")] * 900]
    about = problem(files, failure(raised("RecursionError: deep", *frames)))
    assert shown(gathered(about)) == {"report.py": [(1, 17)]}


def test_a_short_file_of_tests_is_shown_whole() -> None:
    test = "from lib import f\n\n\ndef test_f():\n    assert f() == 1\n"
    place = frame("tests/test_lib.py:5", "test_f")
    about = problem(
        {"tests/test_lib.py": test, "lib.py": "def f():\n    return 2\n"},
        replace(
            failure(raised("AssertionError: x", place)),
            failing_tests=("tests/test_lib.py::test_f",),
        ),
    )
    assert shown(gathered(about)) == {"lib.py": [(1, 2)], "tests/test_lib.py": [(1, 5)]}


def test_no_probe_runs_where_there_is_nothing_to_see() -> None:
    inspector = FixedInspector(crash(x=ObservedValue("int", text="1")))
    for about in (
        failure(raised("SyntaxError: invalid syntax", frame("report.py:1"), offset=1)),
        failure(raised("NameError: name 'x' is not defined", frame("report.py:1"))),
        failure(raised("AssertionError: assert 1 == 2", frame("tests/test_x.py:1"))),
        failure(raised("KeyError: 'x'")),
        other_failure(FailureKind.LIMIT),
    ):
        gathered(replace(problem({"report.py": "x\n"}, about), inspector=inspector))
    assert inspector.asked == 0


# ---- what was before ---------------------------------------------------------------------------


def test_history_in_one_commit_tells_nothing() -> None:
    class One:
        def last_changes(self, path: str, first: int, last: int) -> tuple[LineChange, ...]:
            assert (path, first, last) == ("report.py", 1, 15)
            return (LineChange("1a2b3c4", "2026-01-01", "All", (1,)),)

    assert gathered(script(), history=One()).history == ()
    assert len(gathered(script(), history=Changes()).history) == 2


def test_the_last_attempts_are_told() -> None:
    attempts = [tried(number, Outcome.SAME_FAILURE, "diff") for number in range(1, 20)]
    about = problem(
        {"report.py": "x\n"}, failure(raised("E: x", frame("report.py:1"))), None, attempts
    )
    found = gathered(about).tried
    assert [item.number for item in found] == list(range(20 - MAX_TRIED, 20))


def test_the_result_of_an_attempt_is_what_it_showed_and_what_was_not_proven() -> None:
    checks = (Check("suite", "fail", "2 tests fail now"), Check("necessity", "pass", "fine"))
    attempt = tried(1, Outcome.INCONCLUSIVE, "d", headline_after="passes", checks=checks)
    about = problem(
        {"report.py": "x\n"}, failure(raised("E: x", frame("report.py:1"))), None, [attempt]
    )
    (found,) = gathered(about).tried
    assert found.result == "passes\nsuite: 2 tests fail now"


def test_of_a_diff_only_files_that_may_be_shown_are_told() -> None:
    diff = "--- a/.env\n+++ b/.env\n-KEY=swordfish\n--- a/app.py\n+++ b/app.py\n-x\n+y\n"
    about = problem(
        {"report.py": "x\n"}, failure(raised("E: x", frame("report.py:1"))), None,
        [tried(1, Outcome.SAME_FAILURE, diff)],
    )  # fmt: skip
    (found,) = gathered(about).tried
    assert found.diff == "--- a/app.py\n+++ b/app.py\n-x\n+y"


def test_an_outline_is_made_only_for_models_that_need_one() -> None:
    assert gathered(several_files()).outline == ""
    assert "app/main.py: helper_0" in gathered(several_files(), with_outline=True).outline
    assert gathered(script(), with_outline=True).outline == ""
