"""What a person sees: nothing a stranger wrote may steer the terminal."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from healbot.core.session import Attempt, Check, Outcome, Policy, Request, Session
from healbot.reports.console import PlainConsole, console, print_table
from healbot.reports.errors import print_error, printable
from healbot.reports.summary import FailureView, Summary
from healbot.reports.terminal import print_diff, print_log, print_summary

HOSTILE = "\x1b[2J\x1b]0;owned\x07[bold]x[/bold]\r\x08"


def attempt(**changes: object) -> Attempt:
    values: dict[str, object] = {
        "number": 1,
        "generator": "fix_patterns/text_plus_number",
        "outcome": Outcome.VALIDATED,
        "start": 0,
        "patch_id": "a" * 40,
        "progress": True,
        "fingerprint_after": "",
        "rationale": "Text and int cannot be joined.",
        "headline_after": "passes the checks",
        "traceback_after": "",
        "changed": "report.py:3 +1 -1",
        "seconds": 0.1,
        "checks": (Check("necessity", "pass", "without the patch the same failure is back"),),
    }
    return Attempt(**(values | changes))  # type: ignore[arg-type]


def summary(**changes: object) -> Summary:
    failure = FailureView("TypeError: x (report.py:3)", "f" * 40, "Traceback …")
    values: dict[str, object] = {
        "ending": "healed",
        "exit_code": 0,
        "label": "report.py",
        "reason": "attempt 1 is validated",
        "failure": failure,
        "remaining": None,
        "branch": "healbot/report-ffffffff",
        "attempts": (attempt(),),
        "checks": attempt().checks,
        "diff": "--- a/report.py\n+++ b/report.py\n@@ -1 +1 @@\n-a\n+b\n",
        "applied": False,
        "sandbox": "overlay",
        "limitations": (),
        "advice": (),
        "seconds": 0.5,
    }
    return Summary(**(values | changes))  # type: ignore[arg-type]


def test_printable_keeps_text_and_takes_out_what_steers_a_terminal() -> None:
    assert printable("größe\t日本\n") == "größe\t日本\n"
    shown = printable(HOSTILE)
    assert not any(char in shown for char in "\x1b\x07\x08\r")


def test_a_hostile_diff_is_inert(capsys: pytest.CaptureFixture[str]) -> None:
    buffer = io.StringIO()
    print_diff(Console(file=buffer, markup=False), f"-{HOSTILE}\n+{HOSTILE}\n")
    assert "\x1b" not in buffer.getvalue()
    assert "[bold]x[/bold]" in buffer.getvalue(), "markup is text, not a style"


def test_healed_summary_says_what_changed_why_to_trust_it_and_what_next(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_summary(summary(), quiet=False)
    out = capsys.readouterr().out
    for part in ("healed report.py", "-a", "+b", "necessity", "healbot apply", "rollback 0"):
        assert part in out
    assert "files are untouched" in out


def test_applied_fix_is_not_offered_again(capsys: pytest.CaptureFixture[str]) -> None:
    print_summary(summary(applied=True), quiet=False)
    out = capsys.readouterr().out
    assert "the fix is in your files" in out
    assert "healbot apply" not in out


def test_gave_up_says_what_was_tried_and_advises(capsys: pytest.CaptureFixture[str]) -> None:
    failed = attempt(outcome=Outcome.SAME_FAILURE, headline_after=f"KeyError {HOSTILE}", checks=())
    print_summary(
        summary(
            ending="gave-up",
            exit_code=1,
            reason="fix_patterns had no further candidate",
            remaining=FailureView("KeyError: 'x'", "f" * 40, ""),
            attempts=(failed,),
            advice=("Add --network.",),
            sandbox="copy",
            limitations=("Code can reach the network.",),
        ),
        quiet=False,
    )
    out = capsys.readouterr().out
    for part in ("gave up", "no further candidate", "same failure", "Add --network.", "resume"):
        assert part in out
    assert "Code can reach the network." in out, "the copy sandbox says loudly what it lets pass"
    assert "\x1b" not in out


@pytest.mark.parametrize("coloured", [False, True])
@pytest.mark.parametrize("ending", ["healed", "nothing-to-heal", "gave-up"])
def test_no_text_of_the_code_under_repair_steers_the_terminal_or_adds_lines(
    ending: str, coloured: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = "t.py::test[\x1b]0;owned\x07\x9b2J\nhealed report.py (1 attempt, 0.1 s)]"
    if coloured:
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("COLUMNS", "200")
    told = summary(ending=ending, label=hostile, reason=f"flaky: {hostile} failed once")
    print_summary(told, quiet=False)
    out = capsys.readouterr().out
    assert "owned" in out
    assert not any(steers in out for steers in ("\x1b]", "\x07", "\x9b"))
    own = [line for line in out.splitlines() if "healed report.py (1 attempt, 0.1 s)" in line]
    assert own and all("owned" in line for line in own)


def test_cells_of_a_table_are_of_one_line_and_inert(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(console(), ("name",), [(f"a\n{HOSTILE}",)])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert len(out.splitlines()) == 2


def test_quiet_is_short(capsys: pytest.CaptureFixture[str]) -> None:
    print_summary(summary(), quiet=True)
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_log_shows_each_attempt(capsys: pytest.CaptureFixture[str]) -> None:
    session = Session(
        id="0" * 32, base="0" * 40, fingerprint="f" * 40, headline="KeyError", traceback="",
        request=Request(target="report.py"), policy=Policy(),
        attempts=(attempt(number=1, outcome=Outcome.NEW_FAILURE), attempt(number=2)),
    )  # fmt: skip
    print_log("healbot/report-ffffffff", session)
    out = capsys.readouterr().out
    assert "new-failure" in out and "validated" in out and "healed" in out


def test_table_without_a_terminal_is_aligned_text() -> None:
    buffer = io.StringIO()
    print_table(PlainConsole(buffer), ("no.", "name"), [("1", "a"), ("10", "b")])
    assert buffer.getvalue().splitlines() == ["no.  name", "1    a", "10   b"]


def test_errors_are_one_sentence_and_a_hint(capsys: pytest.CaptureFixture[str]) -> None:
    print_error(f"no {HOSTILE}", "try this")
    err = capsys.readouterr().err
    assert err.startswith("healbot: no ")
    assert "hint: try this" in err
    assert "\x1b" not in err


def test_what_the_stream_cannot_encode_is_escaped() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, "ascii")
    PlainConsole(stream).print("caf\u00e9 \u2026", style="red", end="!")
    assert raw.getvalue() == b"caf\\xe9 \\u2026!"
