"""The first line says how it stands; the evidence follows."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.core.markdown import code_span, inline
from healbot.reports.pull_request.block import Block, Rank
from healbot.reports.pull_request.evidence import evidence_table, missing, tally
from healbot.reports.pull_request.root_cause import sentence
from healbot.reports.pull_request.story import Ending, Story


def verdict(story: Story) -> Iterator[Block]:
    """Yields the verdict in one paragraph."""
    sentences = {
        Ending.VALIDATED: _validated,
        Ending.FLAGGED: _flagged,
        Ending.SET_ASIDE: _set_aside,
        Ending.UNPROVEN: _unproven,
        Ending.GAVE_UP: _gave_up,
        Ending.ROLLED_BACK: _rolled_back,
    }[story.ending](story)
    yield Block(" ".join(sentences), Rank.ALWAYS)


def evidence(story: Story) -> Iterator[Block]:
    """Yields the checks of the attempt that the body is about."""
    checks = story.accepted.checks if story.accepted else ()
    if not checks:
        return
    where = f", in the {code_span(story.sandbox, 20)} sandbox" if story.sandbox else ""
    lead = f"**Evidence{where}.** What no check can show: that the program is correct."
    yield Block(f"{lead}\n\n{evidence_table(checks)}", Rank.EVIDENCE, "the evidence")


def _validated(story: Story) -> Iterator[str]:
    checks, goal = story.accepted.checks if story.accepted else (), story.session.request.goal
    if goal:
        yield f"**Passes the checks.** {_target(story)} was written for this goal:"
        yield f"{sentence(inline(goal, 500))} It runs, and {tally(checks)}."
        return
    yield f"**Passes the checks.** {_target(story)} failed; with this change it does not, and"
    yield f"{tally(checks)}."


def _flagged(story: Story) -> Iterator[str]:
    count = len(story.findings)
    lines = "a line" if count == 1 else f"{count} lines"
    yield f"**Not proven: a person has to look at {lines}.** {_target(story)} failed; with this"
    yield "change it passes, but the tampering guard flags what is listed here."


def _set_aside(story: Story) -> Iterator[str]:
    tip, other = story.session.tip, story.unproven
    yield f"**Set aside by a reviewer.** With attempt {tip} {_target(story)} passes the checks, and"
    yield "it is still on the branch, but another fix was asked for."
    if other is not None:
        yield f"Attempt {other.number} passes and is not proven:"
        yield f"`/healbot rollback {other.number}` puts it on the branch."
    elif story.session.gave_up:
        yield f"None was found: {sentence(inline(story.session.gave_up, 400))}"


def _unproven(story: Story) -> Iterator[str]:
    attempt = story.unproven
    number = attempt.number if attempt else 0
    checks = attempt.checks if attempt else ()
    yield f"**Not proven.** {_target(story)} failed. With attempt {number} it passes, but"
    yield f"only {tally(checks)}: {missing(checks)}." if checks else "that was not proven yet."
    if story.session.tip != number:
        yield f"{_stand(story)} `/healbot rollback {number}` puts attempt {number} on it."


def _gave_up(story: Story) -> Iterator[str]:
    count = len(story.session.attempts)
    tried = f"healbot made {count} attempt{'s' * (count != 1)}" if count else "healbot found no fix"
    yield f"**Not healed.** {_target(story)} still fails: {tried} for it"
    reason = story.session.gave_up
    yield f"and gave up: {sentence(inline(reason, 400))}" if reason else "and was stopped."
    yield _stand(story)


def _rolled_back(story: Story) -> Iterator[str]:
    number = story.session.tip
    where = f"attempt {number}" if number else "the state before all attempts"
    yield f"**Rolled back to {where}.** A person did that; {_target(story)} is not healed there."
    attempt = story.session.attempt(number)
    if attempt is not None:
        yield f"It ended with: {sentence(inline(attempt.headline_after, 300))}"
    for left in story.session.rejected[-1:]:
        yield f"Attempt {left.number} is proven: `/healbot rollback {left.number}` puts it back."


def _stand(story: Story) -> str:
    tip = story.session.attempt(story.session.tip)
    if tip is None:
        return "The branch changes nothing."
    left = inline(tip.headline_after, 300)
    return f"The branch holds attempt {tip.number}, which comes further: {sentence(left)}"


def _target(story: Story) -> str:
    return code_span(story.session.request.target, 120) or "The run"
