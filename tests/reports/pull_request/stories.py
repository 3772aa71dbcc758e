"""Stories as they happen."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from healbot.core.bill import Bill, Usage
from healbot.core.session import Attempt, Check, Outcome, Policy, Request, Session
from healbot.core.tampering import Finding, Severity
from healbot.reports.pull_request import Story

CHECKS = (
    Check("reproduced", "pass", "two runs of the base showed the same failure"),
    Check("fresh-tree", "pass", "2 runs in fresh trees passed with the same output"),
    Check("exit-status", "pass", "exit status 0"),
    Check("necessity", "pass", "without the patch the same failure is back"),
    Check("minimality", "pass", "there is only one hunk"),
    Check("tampering", "pass", "nothing that a fix should not do"),
    Check("stable-base", "pass", "your files did not change meanwhile"),
)
BEFORE = """\
Traceback (most recent call last):
  File "report.py", line 12, in <module>
    main()
  File "report.py", line 5, in totals_of
    totals = defaultdict(int)
             ^^^^^^^^^^^
NameError: name 'defaultdict' is not defined"""
BETWEEN = """\
Traceback (most recent call last):
  File "report.py", line 14, in main
    print("total: " + sum(totals.values()))
          ~~~~~~~~~~^~~~~~~~~~~~~~~~~~~~~~
TypeError: can only concatenate str (not "int") to str"""
STILL = 'TypeError: can only concatenate str (not "int") to str in main (report.py:14)'
FIRST_DIFF = """\
--- a/report.py
+++ b/report.py
@@ -1,4 +1,6 @@
 \"\"\"Totals of a month.\"\"\"
+
+from collections import defaultdict


 def totals_of(rows):
"""
SECOND_DIFF = """\
--- a/report.py
+++ b/report.py
@@ -12,4 +12,4 @@
 def main():
-    print("total: " + sum(totals.values()))
+    print("total: " + str(sum(totals.values())))


"""
BILL = Bill(2, Usage(6000, 600), Decimal("0.0123"), "claude-haiku-5-5")


def attempt(number: int = 1, **changes: object) -> Attempt:
    """Returns a validated attempt."""
    values: dict[str, object] = {
        "number": number,
        "generator": "fix_patterns/missing_import",
        "outcome": Outcome.VALIDATED,
        "start": 0,
        "patch_id": f"{number:040x}",
        "progress": True,
        "fingerprint_after": "",
        "rationale": "`defaultdict` comes from collections, which is not imported.",
        "headline_after": "passes the checks",
        "traceback_after": "",
        "changed": "report.py:2 +2 -0",
        "seconds": 0.25,
        "checks": CHECKS,
    }
    return Attempt(**(values | changes))  # type: ignore[arg-type]  # values of many types


def further(number: int = 1, **changes: object) -> Attempt:
    """Returns an attempt that came further."""
    values: dict[str, object] = {
        "outcome": Outcome.NEW_FAILURE,
        "fingerprint_after": "b" * 40,
        "headline_after": STILL,
        "traceback_after": BETWEEN,
        "checks": (),
    }
    return attempt(number, **(values | changes))


def last(number: int = 2, **changes: object) -> Attempt:
    """Returns a validated attempt that goes on from the first."""
    values: dict[str, object] = {
        "start": 1,
        "generator": "fix_patterns/text_plus_number",
        "rationale": "Text and int cannot be joined with +.",
        "changed": "report.py:14 +1 -1",
    }
    return attempt(number, **(values | changes))


def session(*attempts: Attempt, **changes: object) -> Session:
    """Returns a session of ``report.py``."""
    values: dict[str, object] = {
        "id": "5" * 32,
        "base": "0" * 40,
        "fingerprint": "f" * 40,
        "headline": "NameError: name 'defaultdict' is not defined in totals_of (report.py:5)",
        "traceback": BEFORE,
        "request": Request("report.py", ("--year", "2026")),
        "policy": Policy(5),
        "attempts": attempts,
    }
    return Session(**(values | changes))  # type: ignore[arg-type]  # values of many types


def story(told: Session, **changes: object) -> Story:
    """Returns the story of a session in a repository on GitHub."""
    diffs = {item.number: SECOND_DIFF if item.start else FIRST_DIFF for item in told.attempts}
    whole = {0: "", 1: FIRST_DIFF}.get(told.tip, FIRST_DIFF + SECOND_DIFF)
    values: dict[str, object] = {
        "branch": "healbot/report-ffffffff",
        "base_branch": "main",
        "session": told,
        "diff": whole,
        "attempt_diffs": diffs,
        "commits": {n: f"{n:040x}"[::-1] for n in (0, *diffs)},
        "run_url": "https://github.com/ada/report/actions/runs/7",
        "report_url": "https://github.com/ada/report/actions/runs/7#summary",
        "starts_ci": False,
        "sandbox": "overlay",
        "repository_url": "https://github.com/ada/report",
    }
    return Story(**(values | changes))  # type: ignore[arg-type]  # values of many types


def flag(**changes: object) -> Finding:
    """Returns something that the tampering guard wants a person to look at."""
    values: dict[str, object] = {
        "rule": "broad-except",
        "severity": Severity.FLAG,
        "path": "report.py",
        "line": 9,
        "text": "except Exception:",
        "reason": "The exception is swallowed.",
    }
    return Finding(**(values | changes))  # type: ignore[arg-type]  # values of many types


UNPROVEN_CHECKS = (
    *CHECKS[:4],
    Check("suite", "fail", "tests/test_month.py::test_total goes from pass to fail"),
    Check("tampering", "inconclusive", "report.py:9: the exception is swallowed [broad-except]"),
)
GAVE_UP = "fix_patterns had no further candidate; no model is configured"
SAME = further(
    2,
    start=1,
    outcome=Outcome.SAME_FAILURE,
    progress=False,
    generator="language_model/claude-haiku-5-5",
    rationale="The total has to be text.",
    bill=BILL,
)
STORIES = {
    "one-attempt": story(session(attempt()), starts_ci=True),
    "two-attempts": story(session(further(), last())),
    "flagged": story(session(attempt()), findings=(flag(),)),
    "unproven": story(
        session(attempt(outcome=Outcome.INCONCLUSIVE, checks=UNPROVEN_CHECKS), gave_up=GAVE_UP),
        starts_ci=None,
    ),
    "gave-up": story(session(further(), SAME, gave_up=GAVE_UP)),
    "nothing-found": story(session(gave_up=GAVE_UP)),
    "rolled-back": story(session(further(), last()).with_rollback(1)),
    "rolled-back-to-base": story(session(further(), last()).with_rollback(0)),
    "written": story(
        session(
            attempt(
                generator="language_model/claude-haiku-5-5",
                rationale="It walks the folder, sorts by size and prints JSON.",
                bill=BILL,
            ),
            request=Request("largest.py", goal="print the ten largest files as JSON"),
            headline="largest.py is not written yet",
            traceback="",
        ),
        diff="--- /dev/null\n+++ b/largest.py\n@@ -0,0 +1 @@\n+print([])\n",
    ),
    "a-test": story(
        session(
            attempt(changed="cart.py:7 +1 -1", rationale="The total leaves out the last line."),
            request=Request(
                "tests/test_cart.py::test_total",
                kind="pytest",
                selection=("tests/test_cart.py::test_total",),
            ),
            headline="AssertionError: assert 3 == 4 in test_total (tests/test_cart.py:9)",
            traceback="tests/test_cart.py:9: in test_total\nE   assert 3 == 4",
        ),
    ),
    "hint-without-another-fix": story(
        replace(
            session(attempt()).with_hint("Use `Counter` instead.\n@all see #1", "ada"),
            gave_up="fix_patterns had no further candidate",
        )
    ),
    "hint-and-another-fix": story(
        session(attempt()).with_hint("Use a Counter.", "ada").with_attempt(attempt(2))
    ),
    "many-attempts": story(
        session(
            *(
                replace(SAME, number=n, start=0, rationale=f"Idea {n}.", bill=Bill())
                for n in range(1, 120)
            ),
            attempt(120),
        )
    ),
}
