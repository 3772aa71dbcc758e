"""Every check, its judgement, and what it means."""

from __future__ import annotations

from collections.abc import Sequence

from healbot.core.markdown import code_span, inline, table
from healbot.core.session import Check

MAX_ROWS = 40
_MAX_NAMED = 4
_MEANINGS = {
    "reproduced": "the failure was there before, and it repeats",
    "fresh-tree": "it does not pass because of what an earlier run left behind",
    "exit-status": "the run ended by itself, with success",
    "agreement": "the test runner and healbot's own record tell the same",
    "tests-ran": "the failing tests really ran",
    "pristine-tests": "the tests that pass are the ones of the base, byte for byte",
    "readable-output": "the output was not visibly spoilt",
    "collected-tests": "no test was lost",
    "runs-patched-code": "what was tested is what was changed",
    "suite": "nothing else broke",
    "canaries": "the test runner can still tell good from bad",
    "necessity": "it is this change that heals",
    "minimality": "nothing in it is superfluous",
    "tampering": "no test was weakened, and nothing is hidden",
    "stable-base": "it was proven on the very files it is for",
    "expect-output": "it prints what was asked for",
    "forbid-output": "it does not print what it must not",
    "expect-nonempty": "it produces something",
    "expect-json": "what it prints has the form that was asked for",
    "check": "the check that was asked for passes",
    "prints-something": "it prints something, which says little about the goal",
}
_WORDS = {"pass": "pass", "fail": "**fail**", "inconclusive": "**inconclusive**"}


def evidence_table(checks: Sequence[Check]) -> str:
    """Returns a table of all checks; those that do not pass come first."""
    ordered = sorted(checks, key=lambda check: check.judgement == "pass")
    rows = [_row(check) for check in ordered[:MAX_ROWS]]
    if len(ordered) > MAX_ROWS:
        rows.append(("…", "", f"{len(ordered) - MAX_ROWS} more", ""))
    return table(("check", "", "what was seen", "what it means"), rows)


def _row(check: Check) -> tuple[str, ...]:
    meaning = _MEANINGS.get(check.oracle, "")
    if meaning and check.judgement != "pass":
        meaning = f"not shown: {meaning}"
    word = _WORDS.get(check.judgement, _WORDS["inconclusive"])
    return code_span(check.oracle, 40), word, inline(check.detail, 300), meaning


def tally(checks: Sequence[Check]) -> str:
    """Returns ``all 8 checks pass`` or ``6 of 8 checks pass``."""
    passed = sum(check.judgement == "pass" for check in checks)
    if not checks:
        return "no check was made"
    if passed == len(checks):
        return f"all {passed} checks pass" if passed > 1 else "the one check passes"
    return f"{passed} of {len(checks)} checks pass"


def missing(checks: Sequence[Check]) -> str:
    """Returns which checks do not pass, such as ``suite fails``, in Markdown."""
    ends = {"fail": "fails"}
    words = [
        f"{code_span(check.oracle, 40)} {ends.get(check.judgement, 'is inconclusive')}"
        for check in checks
        if check.judgement != "pass"
    ]
    more = [f"{len(words) - _MAX_NAMED} more do not pass"] if len(words) > _MAX_NAMED else []
    return ", ".join([*words[:_MAX_NAMED], *more])
