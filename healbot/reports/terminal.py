"""Prints how things ended: heals, sessions, attempts, diffs, findings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from healbot.core.session import Check, Session
from healbot.reports.bill import bill_words, cost_words
from healbot.reports.console import PlainConsole, console, print_table
from healbot.reports.errors import one_line, printable
from healbot.reports.hints import hint_lines, short_hint
from healbot.reports.outcome_words import OUTCOME_WORDS
from healbot.reports.summary import AttemptView, DryRun, Finding, Fixes, Summary, status_of

if TYPE_CHECKING:
    from rich.console import Console

_SHOWN_LINES = 20
"""Lines of the remaining traceback that a report shows: the end."""
_SIGNS = {"pass": ("ok", "green"), "fail": ("FAIL", "red"), "inconclusive": ("??", "magenta")}


def print_diff(out: Console | PlainConsole, diff: str) -> None:
    """Prints a unified diff, coloured on a terminal."""
    for line in printable(diff.replace("\r\n", "\n")).rstrip("\n").split("\n"):
        style = ""
        if line.startswith(("+++", "---")):
            style = "bold"
        elif line.startswith("+"):
            style = "green"
        elif line.startswith("-"):
            style = "red"
        elif line.startswith("@@"):
            style = "cyan"
        out.print(line, style=style)


def print_checks(out: Console | PlainConsole, checks: tuple[Check, ...]) -> None:
    """Prints the evidence, one line a check."""
    for check in checks:
        sign, style = _SIGNS.get(check.judgement, ("??", "magenta"))
        out.print(f"  {sign:<4} ", style=style, end="")
        out.print(f"{check.oracle:<17} {one_line(check.detail)}")


def print_summary(summary: Summary, *, quiet: bool, several: bool = False) -> None:
    """Prints how a heal ended and what can be done now; `several` names the branch each time."""
    out = console()
    if summary.ending == "nothing-to-heal":
        out.print(f"{one_line(summary.label)}: nothing to heal, {one_line(summary.reason)}.")
        return
    if summary.healed_by:
        out.print(
            f"healed {one_line(summary.label)} by the fix on {summary.healed_by}",
            style="bold green",
        )
        return
    if summary.ending == "healed":
        _print_healed(out, summary, quiet)
    else:
        _print_gave_up(out, summary, quiet)
    if not quiet:
        _print_footer(out, summary, several)


def print_fixes(fixes: Fixes, *, quiet: bool) -> None:
    """Prints how each of several heals ended, and an overview when there is more than one."""
    out = console()
    count = len(fixes.summaries)
    for number, summary in enumerate(fixes.summaries, 1):
        if count > 1 and not quiet:
            out.print(f"\n== failure {number} of {count} ==", style="bold")
        print_summary(summary, quiet=quiet, several=count > 1)
    if count > 1:
        healed = sum(summary.ending == "healed" for summary in fixes.summaries)
        out.print(f"\n{healed} of {count} failures healed", style="bold")
    if fixes.combined is not None:
        print_checks(out, (fixes.combined,))


def _print_healed(out: Console | PlainConsole, summary: Summary, quiet: bool) -> None:
    count = len(summary.attempts)
    tried = f"{count} attempt{'s' * (count != 1)}, {summary.seconds:.1f} s"
    out.print(f"healed {one_line(summary.label)} ({tried})", style="bold green")
    if quiet:
        out.print(f"branch {summary.branch}")
        if summary.applied:
            out.print("the fix is in your files")
        return
    out.print()
    print_diff(out, summary.diff)
    out.print()
    out.print("It passes the checks. The evidence:")
    print_checks(out, summary.checks)
    for sentence in summary.advice:
        out.print(f"hint: {printable(sentence)}", style="yellow")


def _print_gave_up(out: Console | PlainConsole, summary: Summary, quiet: bool) -> None:
    label, reason = one_line(summary.label), one_line(summary.reason)
    out.print(f"gave up on {label}: {reason}", style="bold red")
    if summary.remaining is not None and summary.failure is not None:
        same = summary.remaining.fingerprint == summary.failure.fingerprint
        word = "It fails with" if same else "What is left"
        out.print(f"{word}: {one_line(summary.remaining.headline)}")
        if not quiet and summary.remaining.traceback:
            for line in printable(summary.remaining.traceback).splitlines()[-_SHOWN_LINES:]:
                out.print(f"  | {line}", style="dim")
    if not quiet and summary.attempts:
        out.print("What was tried:")
        for attempt in summary.attempts:
            words = OUTCOME_WORDS[attempt.outcome]
            out.print(f"  {attempt.number}. {one_line(attempt.rationale)}")
            aside = ", and set aside by a hint" * (attempt.number in summary.set_aside)
            out.print(f"     {words}{aside}: {one_line(attempt.headline_after)}", style="dim")
            for check in attempt.checks:
                if check.judgement != "pass":
                    out.print(f"     {check.oracle}: {one_line(check.detail)}", style="magenta")
        if summary.diff:
            out.print("How far it came:")
            print_diff(out, summary.diff)
    for sentence in summary.advice:
        out.print(f"hint: {one_line(sentence)}", style="yellow")


def _print_footer(out: Console | PlainConsole, summary: Summary, several: bool) -> None:
    out.print()
    if summary.branch is not None:
        touched = "the fix is in your files" if summary.applied else "your files are untouched"
        out.print(f"branch {summary.branch}; {touched}")
        last = summary.attempts[-1].number if summary.attempts else 0
        # The newest branch is meant when none is named.
        option, name = (
            (f" --branch {summary.branch}", f" {summary.branch}") if several else ("", "")
        )
        look = [
            f"healbot show {last}{option}",
            f"healbot log{name}",
            f"git log -p {summary.branch}",
        ]
        out.print("  look at it   " + "    ".join(look))
        if summary.ending == "healed" and not summary.applied:
            out.print(f"  take it      healbot apply{option}")
        if summary.ending == "gave-up":
            out.print(f"  go on        healbot resume{name}")
            if summary.set_aside:
                out.print(
                    f"  take it all the same   healbot rollback {max(summary.set_aside)}{option}"
                )
        back = f"healbot rollback {max(last - 1, 0)}{option}"
        undo = f"{back}    healbot drop {summary.branch}"
        if summary.applied:
            undo = f"healbot diff {last} --branch {summary.branch} | git apply -R"
        out.print(f"  undo         {undo}")
    else:
        out.print("No branch was made; your files are untouched.")
    if summary.bill:
        out.print(f"model: {one_line(bill_words(summary.bill))}", style="dim")
    out.print(f"sandbox: {summary.sandbox} (healbot doctor says what it stops)", style="dim")
    if summary.interpreter:
        out.print(f"python: {one_line(summary.interpreter)}", style="dim")
    if summary.sandbox != "overlay":
        for sentence in summary.limitations:
            out.print(f"  not stopped here: {sentence}", style="yellow")


def print_dry_run(told: DryRun) -> None:
    """Prints exactly what a model would be sent, and its size."""
    out = console()
    if told.request is None:
        out.print(f"{one_line(told.label)}: nothing fails, so nothing would be sent.")
        return
    out.print("== system ==", style="bold")
    out.print(told.request.system)
    for message in told.request.messages:
        out.print(f"== {message.role} ==", style="bold")
        out.print(message.text)
    for tool in told.request.tools:
        out.print(f"== tool {tool.name} ==", style="bold")
        out.print(f"{tool.description}\n{json.dumps(tool.parameters)}")
    out.print("== schema of the answer ==", style="bold")
    out.print(json.dumps(told.request.schema))
    out.print()
    to = f"to {one_line(told.model)}" if told.model else "to no one: no model is configured"
    out.print(f"{told.size:,} characters would be sent {to}. Nothing was sent.")
    out.print("It would be sent only when no embedded generator heals the failure.")


def print_explanation(fixes: Fixes) -> None:
    """Prints the whole story of each heal."""
    from healbot.reports.explanation import explanation

    out = console()
    for summary in fixes.summaries:
        out.print(f"\nThe story of {one_line(summary.label)}", style="bold")
        for line in explanation(summary):
            out.print(line)


def print_log(name: str, session: Session) -> None:
    """Prints the attempts of a session as a table."""
    out = console()
    out.print(f"{name}: {status_of(session)}", style="bold")
    out.print(f"  {one_line(session.request.target)} failed: {one_line(session.headline)}")
    if session.gave_up:
        out.print(f"  gave up: {one_line(session.gave_up)}")
    if session.rolled_back_to is not None:
        out.print(f"  rolled back to attempt {session.rolled_back_to}")
    for line in hint_lines(session.hints):
        out.print(line)
    rows = [
        (
            str(attempt.number),
            attempt.generator,
            attempt.outcome.value + ", set aside" * (attempt.number in session.set_aside),
            attempt.changed,
            f"{attempt.seconds:.2f}",
            *((cost_words(attempt.bill) if attempt.bill else "",) if session.bill else ()),
        )
        for attempt in session.attempts
    ]
    header = ("no.", "generator", "outcome", "changed", "seconds")
    print_table(out, (*header, "cost") if session.bill else header, rows)
    if session.bill:
        out.print(f"model: {one_line(bill_words(session.bill))}", style="dim")


def print_sessions(sessions: list[tuple[str, Session]]) -> None:
    """Prints the sessions of a repository as a table."""
    out = console()
    if not sessions:
        out.print("There is no healbot branch in this repository.")
        return
    rows = [
        (
            name,
            status_of(session),
            str(len(session.attempts)),
            session.request.target,
            session.headline,
        )
        for name, session in sessions
    ]
    print_table(out, ("branch", "status", "attempts", "target", "failure"), rows)


def print_attempt(view: AttemptView) -> None:
    """Prints one attempt: why, the diff, and the traceback before and after."""
    out = console()
    attempt = view.attempt
    if attempt is None:
        out.print(f"{view.branch}: the reproduced failure", style="bold")
        out.print(printable(view.traceback_before))
        return
    out.print(f"{view.branch}, attempt {attempt.number}: {attempt.outcome}", style="bold")
    out.print(f"generator  {attempt.generator}")
    out.print(f"why        {one_line(attempt.rationale)}")
    out.print(f"result     {one_line(attempt.headline_after)}")
    if attempt.bill:
        out.print(f"model      {one_line(bill_words(attempt.bill))}")
    for hint in view.hints:
        out.print(f"hint       {short_hint(hint)}")
    if view.set_aside_by is not None:
        out.print("set aside  another fix was asked for:", style="yellow")
        for line in hint_lines((view.set_aside_by,), " " * 11):
            out.print(line)
    out.print()
    print_diff(out, view.diff)
    out.print()
    out.print("Before:", style="bold")
    out.print(printable(view.traceback_before) or "(nothing was printed)")
    out.print("After:", style="bold")
    out.print(printable(view.traceback_after) or "passes the checks")
    if attempt.checks:
        out.print("Evidence:", style="bold")
        print_checks(out, attempt.checks)


def print_findings(findings: list[Finding]) -> None:
    """Prints what ``healbot doctor`` found."""
    out = console()
    styles = {"ok": "green", "note": "yellow", "problem": "red"}
    for finding in findings:
        out.print(f"{finding.level:<8}", style=styles[finding.level], end="")
        out.print(f"{finding.topic:<12} {printable(finding.text)}")
        if finding.remedy:
            out.print(f"{'':<20} -> {printable(finding.remedy)}", style="dim")
