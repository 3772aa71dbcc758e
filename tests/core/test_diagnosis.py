from __future__ import annotations

from typing import Any

import pytest

from healbot.core.diagnosis import diagnose, not_written
from healbot.core.execution import Execution, Stop
from healbot.core.failure import Failure, FailureKind
from healbot.core.failure_text import MAX_TRACEBACK
from healbot.core.redaction import MASK, Redactor
from healbot.core.reproducer import Reproducer
from healbot.core.verdict import Judgement, Verdict
from tests.core.failures import execution

PASS = Verdict("exit-status", Judgement.PASS, "exit status 0")
FAIL = Verdict("check", Judgement.FAIL, "test -s out.csv exits 1", "no out.csv")
UNSURE = Verdict("expect-json", Judgement.INCONCLUSIVE, "nested too deeply")


def _crash(root: str = "/p", said: str = "KeyError: 'total'", line: int = 3) -> str:
    return (
        "Traceback (most recent call last):\n"
        f'  File "{root}/tools/main.py", line {line + 6}, in <module>\n'
        "    summarise()\n"
        f'  File "{root}/tools/main.py", line {line}, in summarise\n'
        "    return row['total']\n"
        f"{said}\n"
    )


def _diagnose(
    run: Execution,
    *verdicts: Verdict,
    roots: tuple[str, ...] = ("/p",),
    secrets: tuple[str, ...] = (),
) -> Failure | None:
    return diagnose(run, verdicts, roots, "tools", Redactor(secrets).redact)


def _failure(*verdicts: Verdict, secrets: tuple[str, ...] = (), **changes: Any) -> Failure:
    roots = changes.pop("roots", ("/p",))
    found = _diagnose(execution(**changes), *verdicts, roots=roots, secrets=secrets)
    assert found is not None
    return found


def test_a_run_that_ended_well_is_no_failure() -> None:
    assert _diagnose(execution()) is None
    assert _diagnose(execution(stderr=_crash()), PASS) is None


@pytest.mark.parametrize(
    ("changes", "verdicts", "kind", "headline"),
    [
        ({"exit_code": 1, "stderr": _crash()}, [], FailureKind.EXCEPTION,
         "KeyError: 'total' in summarise (tools/main.py:3)"),
        ({"exit_code": 1, "stderr": _crash(said="ValueError: a\nb")}, [PASS], FailureKind.EXCEPTION,
         "ValueError: a in summarise (tools/main.py:3)"),
        ({"exit_code": 1, "stderr": _crash(said="pkg.Lost")}, [], FailureKind.EXCEPTION,
         "Lost in summarise (tools/main.py:3)"),
        ({"exit_code": 1, "stderr": '  File "main.py", line 2\n    x = = 1\n       ^\n'
          "SyntaxError: invalid syntax\n"}, [], FailureKind.EXCEPTION,
         "SyntaxError: invalid syntax (tools/main.py:2)"),
        ({"exit_code": 1, "stderr": _crash("/elsewhere")}, [], FailureKind.EXCEPTION,
         "KeyError: 'total'"),
        ({"exit_code": 3}, [], FailureKind.EXIT_STATUS, "exit status 3"),
        ({"exit_code": 2, "stderr": "usage: x\n\nx: error: no file\n \n"}, [],
         FailureKind.EXIT_STATUS, "exit status 2: x: error: no file"),
        ({"exit_code": None, "signal": 11, "stderr": _crash()}, [], FailureKind.SIGNAL,
         "was ended by SIGSEGV"),
        ({"exit_code": None, "signal": 250}, [], FailureKind.SIGNAL, "was ended by signal 250"),
        ({"exit_code": None, "stop": Stop.TIMEOUT, "stderr": _crash()}, [], FailureKind.LIMIT,
         "ran longer than its time limit"),
        ({"exit_code": None, "signal": 9, "stop": Stop.MEMORY}, [], FailureKind.LIMIT,
         "used more memory than its limit"),
        ({"exit_code": 0, "stop": Stop.OUTPUT}, [], FailureKind.LIMIT,
         "printed more than its output limit"),
        ({"exit_code": None, "stop": Stop.DISK}, [], FailureKind.LIMIT,
         "wrote more to disk than its limit"),
        ({"exit_code": 0, "stop": Stop.PROCESSES}, [], FailureKind.LIMIT,
         "started more processes than its limit"),
        ({}, [PASS, FAIL], FailureKind.ORACLE, "check: test -s out.csv exits 1"),
        ({}, [UNSURE], FailureKind.ORACLE, "expect-json: nested too deeply"),
        ({"exit_code": 1, "stderr": _crash()}, [FAIL], FailureKind.EXCEPTION,
         "KeyError: 'total' in summarise (tools/main.py:3)"),
    ],
)  # fmt: skip
def test_what_failed(
    changes: dict[str, Any], verdicts: list[Verdict], kind: FailureKind, headline: str
) -> None:
    found = _failure(*verdicts, **changes)
    assert (found.kind, found.headline) == (kind, headline)
    assert found.stop == changes.get("stop")
    assert found.verdicts == tuple(each for each in verdicts if not each.passed)
    assert len(found.fingerprint) == 40


def _fingerprint(**changes: Any) -> str:
    return _failure(**changes).fingerprint


def test_the_same_failure_in_another_tree_has_the_same_fingerprint() -> None:
    first, second = (
        _failure(
            exit_code=1,
            roots=(root, "/home/me/project"),
            stderr=_crash(
                root, f"FileNotFoundError: no '{root}/data.csv' in {root} at 0x7f00{line}00", line
            ),
        )
        for root, line in (("/srv/tree-1/x", 3), ("/srv/tree-22/y", 30))
    )
    assert first.fingerprint == second.fingerprint
    assert first.headline.startswith("FileNotFoundError: no 'data.csv' in . at")
    # What the message says is kept as it was for those who look for the file.
    assert first.exception is not None
    assert "'/srv/tree-1/x/data.csv'" in first.exception.message


def test_other_failures_have_other_fingerprints() -> None:
    runs: list[dict[str, Any]] = [
        {"exit_code": 1, "stderr": _crash()},
        {"exit_code": 1, "stderr": _crash(said="KeyError: 'sum'")},
        {"exit_code": 1},
        {"exit_code": 2},
        {"exit_code": 1, "stderr": "one"},
        {"exit_code": 1, "stderr": "two"},
        {"exit_code": None, "signal": 9},
        {"exit_code": None, "signal": 11},
        {"exit_code": None, "stop": Stop.TIMEOUT},
        {"exit_code": None, "stop": Stop.MEMORY},
    ]
    assert len({_fingerprint(**run) for run in runs}) == len(runs)
    oracles = [FAIL, UNSURE, Verdict("check", Judgement.FAIL, "other exits 1")]
    assert len({_failure(each).fingerprint for each in oracles}) == 3


def test_the_evidence_of_an_oracle_is_no_part_of_its_fingerprint() -> None:
    again = Verdict("check", Judgement.FAIL, FAIL.detail, "said otherwise")
    assert _failure(FAIL).fingerprint == _failure(again).fingerprint
    assert _failure(FAIL).traceback == "check: test -s out.csv exits 1\nno out.csv"


@pytest.mark.parametrize(
    ("text", "roots", "shown"),
    [
        ("at /p/a.py", ("/p",), "at a.py"),
        ("at /p/a.py", ("/p/",), "at a.py"),
        ('File "/p/a b.py"', ("/p",), 'File "a b.py"'),
        ("in /p now", ("/p",), "in . now"),
        ("in '/p/'", ("/p",), "in './'"),
        ("at /p2/a.py", ("/p",), "at /p2/a.py"),
        ("at /home/p/a.py", ("/p",), "at /home/p/a.py"),
        ("at /p/tree/a.py", ("/p", "/p/tree"), "at a.py"),
        ("at /p/tree/a.py", ("/p/tree", "/p"), "at a.py"),
        ("/a/b", ("/",), "/a/b"),
        ("a+(x)/b", ("a+(x)",), "b"),
    ],
)
def test_paths_are_shown_relative_to_the_project(
    text: str, roots: tuple[str, ...], shown: str
) -> None:
    assert _failure(exit_code=1, stderr=text, roots=roots).traceback == shown


def test_only_the_end_of_long_output_is_kept() -> None:
    lines = "".join(f"line {number}\n" for number in range(5000))
    kept = _failure(exit_code=1, stderr=lines).traceback
    assert len(kept) <= MAX_TRACEBACK + 20
    assert kept.startswith("… (cut)\nline ")
    assert kept.endswith("line 4999")
    assert set(kept.split("\n")[1:]) <= set(lines.split("\n"))
    one_line = _failure(exit_code=1, stderr="x" * 9000).traceback
    assert one_line.endswith("x" * MAX_TRACEBACK)
    evidence = Verdict("check", Judgement.FAIL, "fails", "y" * 9000)
    assert _failure(evidence).traceback.endswith("y" * MAX_TRACEBACK)


def test_secrets_are_masked_everywhere() -> None:
    secret = "hunter2-" + "s" * 8
    crash = _crash(said=f"ValueError: bad token {secret}").replace("row['total']", f"f('{secret}')")
    verdict = Verdict("check", Judgement.FAIL, f"curl {secret} exits 1", f"sent {secret}")
    for found in (
        _failure(exit_code=1, stderr=crash, stdout=f"using {secret}\n", secrets=(secret,)),
        _failure(verdict, stdout=secret, secrets=(secret,)),
        _failure(exit_code=2, stderr=f"bad {secret}", secrets=(secret,)),
        _failure(exit_code=None, signal=9, stderr=secret, secrets=(secret,)),
    ):
        assert secret not in repr(found)
        assert MASK in found.traceback


@pytest.mark.parametrize("shift", range(0, 24, 3))
def test_a_secret_at_the_cut_does_not_leak_in_part(shift: int) -> None:
    secret = "hunter2-" + "s" * 12
    text = "x" * 2000 + secret + "y" * (MAX_TRACEBACK - len(secret) + shift)
    for found in (
        _failure(exit_code=1, stderr=text, secrets=(secret,)),
        _failure(Verdict("check", Judgement.FAIL, "fails", text), secrets=(secret,)),
    ):
        assert "s" not in found.traceback.replace("check: fails", "")


def test_a_traceback_on_standard_output_is_found_when_there_is_none_on_standard_error() -> None:
    failure = _failure(exit_code=2, stdout="testing\n" + _crash(), stderr="make: *** Error 1\n")
    assert failure.kind is FailureKind.EXCEPTION
    assert failure.headline == "KeyError: 'total' in summarise (tools/main.py:3)"
    assert failure.traceback.endswith("KeyError: 'total'")
    failure = _failure(exit_code=1, stdout=_crash(), stderr=_crash(said="ValueError: on stderr"))
    assert failure.headline.startswith("ValueError: on stderr")


def test_groups_are_redacted_and_told_apart_by_their_members() -> None:
    def group(*members: str) -> str:
        shown = "".join(f"  +-+--------------- 1 ---------------\n    | {m}\n" for m in members[:1])
        shown += "".join(
            f"    +--------------- 2 ---------------\n    | {m}\n" for m in members[1:]
        )
        return (
            "  + Exception Group Traceback (most recent call last):\n"
            '  |   File "/p/tools/main.py", line 3, in run\n'
            f"  | ExceptionGroup: failed ({len(members)} sub-exceptions)\n"
            f"  | note: token-123\n{shown}    +------------------------------------\n"
        )

    failure = _failure(
        exit_code=1, stderr=group("KeyError: 'token-123'", "OSError: x"), secrets=("token-123",)
    )
    (raised,) = failure.exceptions
    assert raised.notes == (f"note: {MASK}",)
    assert [member.message for member in raised.members] == [f"'{MASK}'", "x"]
    same = _failure(exit_code=1, stderr=group("OSError: x", f"KeyError: '{MASK}'"))
    other = _failure(exit_code=1, stderr=group("OSError: x", "KeyError: 'other'"))
    assert failure.fingerprint == same.fingerprint != other.fingerprint


def _unwritten(goal: str = "Print it.", target: str = "tools/new.py", **changes: Any) -> Failure:
    reproducer = Reproducer("script", ("python", target), ".", target, target, goal=goal)
    said = f"python: can't open file '/p/{target}': [Errno 2] No such file or directory\n"
    run = execution(exit_code=2, stderr=said, **changes)
    return not_written(reproducer, run, ("/p",), Redactor(("token-123",)).redact)


def test_a_script_that_is_not_written_yet() -> None:
    failure = _unwritten("Ask with token-123.")
    assert failure.kind is FailureKind.UNWRITTEN
    assert failure.headline == "tools/new.py is not written yet"
    assert failure.exceptions == ()
    assert failure.traceback == (
        f"Goal: Ask with {MASK}.\n"
        "python: can't open file 'tools/new.py': [Errno 2] No such file or directory"
    )


def test_the_goal_and_the_path_identify_what_is_not_written() -> None:
    identity = _unwritten().fingerprint
    assert len(identity) == 40
    assert _unwritten(" Print \n it. ", seconds=3.0).fingerprint == identity
    assert _unwritten("Print that.").fingerprint != identity
    assert _unwritten(target="tools/other.py").fingerprint != identity
    ordinary = _failure(exit_code=2, stderr="python: can't open file '/p/tools/new.py'\n")
    assert ordinary.fingerprint != identity
