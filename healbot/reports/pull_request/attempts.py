"""All attempts: a table, and for each its tracebacks and its diff, collapsed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from healbot.core.markdown import (
    beginning_of,
    code_block,
    code_span,
    details,
    end_of,
    inline,
    link,
    table,
)
from healbot.core.session import Attempt, Outcome
from healbot.reports.outcome_words import OUTCOME_WORDS
from healbot.reports.pull_request.block import Block, Rank
from healbot.reports.pull_request.reason import is_small
from healbot.reports.pull_request.story import Story

MAX_ROWS = 50
_MAX_LINES = 40
"""Lines of a traceback that are shown: the end."""
_MAX_DIFF = 80
"""Lines of an attempt's diff that are shown: the beginning."""
_MAX_CHARACTERS = 6000
_MAX_HINTS = 5
_MERELY_PASSES = (Outcome.PLAUSIBLE, Outcome.INCONCLUSIVE)


def attempts(story: Story) -> Iterator[Block]:
    """Yields the table, then a block for each attempt."""
    made = story.session.attempts
    if not made:
        return
    count = f"{len(made)} attempt{'s' * (len(made) != 1)}"
    numbers = [_number(story, attempt) for attempt in made]
    rows = attempts_table(made, numbers, story.session.abandoned)
    yield Block(
        "\n\n".join([f"**{count.capitalize()}.**", rows, *_hints(story)]),
        Rank.ATTEMPTS,
        "the table of attempts",
    )
    for attempt in made:
        before = story.session.attempt(attempt.start)
        diff = story.attempt_diffs.get(attempt.number, "")
        is_shown = diff == story.diff and is_small(diff)
        failed = before.traceback_after if before else story.session.traceback
        yield Block(
            attempt_details(attempt, failed, "" if is_shown else diff),
            Rank.DETAILS,
            str(attempt.number),
            attempt_details(attempt, failed, diff, shorten=False),
        )


def attempts_table(
    made: Sequence[Attempt], numbers: Sequence[str], left_behind: Collection[int] = ()
) -> str:
    """Returns a table of attempts; `numbers` are their names, as Markdown. The last are shown."""
    rows = [
        (
            number,
            code_span(attempt.generator, 60),
            OUTCOME_WORDS[attempt.outcome] + "; left behind" * (attempt.number in left_behind),
            code_span(attempt.changed, 80),
            inline(_result(attempt), 160),
            f"{attempt.seconds:.1f}",
        )
        for number, attempt in zip(numbers, made, strict=True)
    ]
    if len(rows) > MAX_ROWS:
        left_out = len(rows) - MAX_ROWS
        rows = [("…", f"{left_out} earlier ones", "", "", "", ""), *rows[left_out:]]
    return table(("", "generator", "outcome", "what changed", "result", "seconds"), rows)


def _result(attempt: Attempt) -> str:
    """Returns what the run showed; the ledger says "passes the checks" before all were made."""
    return "the run passes" if attempt.outcome in _MERELY_PASSES else attempt.headline_after


def _number(story: Story, attempt: Attempt) -> str:
    commit = story.commits.get(attempt.number, "")
    if not (commit.isalnum() and story.repository_url):
        return str(attempt.number)
    return link(str(attempt.number), f"{story.repository_url}/commit/{commit}")


def _hints(story: Story) -> Iterator[str]:
    """Yields what reviewers asked for, the newest last."""
    lines = [
        f"- after {hint.after} attempt{'s' * (hint.after != 1)}, {inline(hint.said_by, 60)}: "
        f"{inline(hint.text, 500)}"
        for hint in story.session.hints[-_MAX_HINTS:]
    ]
    if lines:
        yield "\n".join(["Hints by reviewers:", "", *lines])


def attempt_details(attempt: Attempt, failed: str, diff: str, *, shorten: bool = True) -> str:
    """Returns why an attempt was made and what came of it, collapsed.

    `failed` is the traceback of the failure that it was made for.
    """
    where = f" at attempt {attempt.start}" if attempt.start else ""
    parts = [inline(attempt.rationale, 1000) or "No explanation was given."]
    parts += _text(f"Before{where}:", failed, shorten=shorten)
    if attempt.traceback_after:
        parts += _text("After:", attempt.traceback_after, shorten=shorten)
    else:
        parts.append(f"After: {inline(_result(attempt), 400) or 'nothing was printed'}")
    if diff:
        shown = beginning_of(diff, _MAX_DIFF, _MAX_CHARACTERS) if shorten else diff
        parts += ["Diff:", code_block(shown, "diff")]
    title = f"Attempt {attempt.number}: {OUTCOME_WORDS[attempt.outcome]}"
    return details(title, "\n\n".join(parts))


def _text(title: str, text: str, *, shorten: bool) -> list[str]:
    if not text.strip():
        return [f"{title} nothing was printed"]
    shown = end_of(text, _MAX_LINES, _MAX_CHARACTERS) if shorten else text
    return [title, code_block(shown, "text")]
