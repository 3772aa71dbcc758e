"""The whole story for the page of a run of GitHub Actions (``GITHUB_STEP_SUMMARY``)."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.core.errors import Declined, HealbotError
from healbot.core.markdown import beginning_of, code_block, code_span, details, end_of, inline
from healbot.reports.pull_request.attempts import attempt_details, attempts_table
from healbot.reports.pull_request.block import Block, Rank, fitting
from healbot.reports.pull_request.cost import cost_sentence
from healbot.reports.pull_request.evidence import evidence_table, tally
from healbot.reports.pull_request.root_cause import sentence
from healbot.reports.summary import FailureView, Fixes, Summary

HARD_LIMIT = 1024 * 1024
"""Bytes that GitHub takes of one step; of more it shows nothing at all."""
LIMIT = 1_000_000
_ROOM_FOR_NOTICE = 1000
_MAX_TRACEBACK = (200, 20_000)
_MAX_DIFF = (2_000, 100_000)
"""Lines and characters."""
_MAX_FAILURES = 50


def step_summary(fixes: Fixes) -> str:
    """Returns what became of all failures, as Markdown of at most `LIMIT` bytes."""
    blocks = list(_overview(fixes))
    for summary in fixes.summaries[:_MAX_FAILURES]:
        blocks += _story(summary)
    return _joined(blocks)


def error_summary(error: HealbotError) -> str:
    """Returns why healbot did nothing: a gate that is closed, or what it could not work with."""
    if isinstance(error, Declined):
        lead = f"### healbot: nothing was done\n\n{sentence(inline(error.message))}"
        parts = [lead, f"It was the gate {code_span(error.gate)} that said so."]
    else:
        lead = f"### healbot: it could not work\n\n{sentence(inline(error.message))}"
        parts = [lead]
    parts += [sentence(inline(error.hint))] if error.hint else []
    return "\n\n".join(parts) + "\n"


def _joined(blocks: list[Block]) -> str:
    room = LIMIT - _ROOM_FOR_NOTICE
    kept, dropped = fitting(blocks, room, lambda text: len(text.encode()))
    parts = [block.text for block in kept]
    if dropped:
        parts.append(f"**Left out** for lack of room: {len(dropped)} parts of the story above.")
    return "\n\n".join(parts) + "\n"


def _overview(fixes: Fixes) -> Iterator[Block]:
    count = len(fixes.summaries)
    if count > 1:
        healed = sum(summary.ending == "healed" for summary in fixes.summaries)
        yield Block(f"## healbot: {healed} of {count} failures healed", Rank.ALWAYS)
    if count > _MAX_FAILURES:
        yield Block(f"The first {_MAX_FAILURES} of them are told.", Rank.ALWAYS)
    if fixes.combined is not None:
        yield Block(evidence_table((fixes.combined,)), Rank.FLAGS)


def _story(summary: Summary) -> Iterator[Block]:
    """Yields what failed, how it ended, why, where it ran, and what can be done now."""
    yield Block("\n\n".join(_ending(summary)), Rank.ALWAYS)
    if summary.failure is not None:
        yield Block(_failure("What failed", summary.failure), Rank.CAUSE)
    if summary.remaining is not None and summary.remaining != summary.failure:
        yield Block(_failure("What is left", summary.remaining), Rank.CAUSE)
    if summary.checks:
        lead = "**Evidence.** What no check can show: that the program is correct."
        yield Block(f"{lead}\n\n{evidence_table(summary.checks)}", Rank.EVIDENCE)
    if summary.diff:
        shown = code_block(beginning_of(summary.diff, *_MAX_DIFF), "diff")
        yield Block(f"**{_name_of_diff(summary)}**\n\n{shown}", Rank.CHANGE)
    yield from _attempts(summary)
    if summary.healed_by:
        return
    if summary.ending != "nothing-to-heal":
        yield Block(f"**Cost.** {cost_sentence(summary.bill)}", Rank.COST)
    yield Block("\n".join(_sandbox(summary)), Rank.ALWAYS)
    can_be_done = list(_next(summary))
    if can_be_done:
        yield Block("\n".join(["**Next.**", "", *can_be_done]), Rank.ALWAYS)


def _ending(summary: Summary) -> Iterator[str]:
    label, reason = inline(summary.label, 200), sentence(inline(summary.reason, 500))
    if summary.ending == "nothing-to-heal":
        yield f"### healbot: nothing to heal in {label}"
        yield f"Nothing was done: {reason}"
    elif summary.healed_by:
        yield f"### healbot: healed {label}"
        yield f"The fix on {code_span(summary.healed_by)} heals it too."
    elif summary.ending == "healed":
        yield f"### healbot: healed {label}"
        yield f"**Passes the checks**: {tally(summary.checks)}, {_tries(summary)}."
    else:
        yield f"### healbot: gave up on {label}"
        yield f"**Not healed**, {_tries(summary)}: {reason}"


def _tries(summary: Summary) -> str:
    count = len(summary.attempts)
    return f"{count} attempt{'s' * (count != 1)} in {summary.seconds:.0f} s"


def _failure(title: str, failure: FailureView) -> str:
    parts = [f"**{title}.** {sentence(inline(failure.headline, 500))}"]
    if failure.tests:
        named = ", ".join(code_span(test, 200) for test in failure.tests[:5])
        more = len(failure.tests) - 5
        parts.append(f"Shown by {named}{f' and {more} more' if more > 0 else ''}.")
    if failure.traceback.strip():
        shown = code_block(end_of(failure.traceback, *_MAX_TRACEBACK), "text")
        parts.append(details("Traceback", shown))
    return "\n\n".join(parts)


def _name_of_diff(summary: Summary) -> str:
    return "The change." if summary.ending == "healed" else "How far it came."


def _attempts(summary: Summary) -> Iterator[Block]:
    if not summary.attempts:
        return
    made = summary.attempts
    rows = attempts_table(made, [str(attempt.number) for attempt in made])
    yield Block(f"**Attempts.**\n\n{rows}", Rank.ATTEMPTS)
    tracebacks = {attempt.number: attempt.traceback_after for attempt in made}
    first = summary.failure.traceback if summary.failure else ""
    for attempt in made:
        failed = tracebacks.get(attempt.start, first)
        yield Block(attempt_details(attempt, failed, "", shorten=False), Rank.DETAILS)


def _sandbox(summary: Summary) -> Iterator[str]:
    """Yields which sandbox it was, and what it does not stop."""
    yield f"**Sandbox.** The code ran in the {code_span(summary.sandbox, 40)} sandbox."
    if summary.interpreter:
        yield f"Its Python was {inline(summary.interpreter, 300)}."
    if summary.limitations and summary.sandbox != "overlay":
        yield from ["", "It does not stop this:", ""]
        yield from (f"- {sentence(inline(item, 400))}" for item in summary.limitations[:20])


def _next(summary: Summary) -> Iterator[str]:
    name = summary.branch or ""
    branch = code_span(name, 200)
    fetch = code_span(f"git fetch origin {name}:{name}", 300)
    if summary.ending == "healed" and branch:
        yield f"- {branch} holds the fix; the job that publishes opens a pull request for it."
        take = code_span(f"healbot apply --branch {name}", 300)
        yield f"- To take it by hand from the published branch: {fetch}, {take}."
    if summary.ending == "gave-up" and branch:
        resume = code_span(f'healbot resume {name} --hint "what you know"', 300)
        yield f"- {branch} holds what was tried. To go on where it is published: {fetch}, {resume}."
    for advice in summary.advice[:20]:
        yield f"- {sentence(inline(advice, 500))}"
    if summary.ending == "nothing-to-heal":
        yield "- When CI fails where this passes, something differs: Python, system, dependencies."
    if summary.ending == "gave-up" and not branch and not summary.advice:
        yield "- No branch was made. Run `healbot fix` on your machine to see more."
