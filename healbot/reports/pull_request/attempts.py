"""All attempts: a table, and for each its tracebacks and its diff, collapsed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from healbot.core.markdown import code_block, code_span, details, inline, link, table
from healbot.core.session import Attempt
from healbot.reports.outcome_words import OUTCOME_WORDS
from healbot.reports.pull_request.block import Block, Rank
from healbot.reports.pull_request.story import Story

MAX_ROWS = 50
_MAX_LINES = 40
"""Lines of a traceback that are shown: the end."""
_MAX_DIFF = 80
"""Lines of an attempt's diff that are shown: the beginning."""


def attempts(story: Story) -> Iterator[Block]:
    """Yields the table, then a block for each attempt."""
    made = story.session.attempts
    if not made:
        return
    count = f"{len(made)} attempt{'s' * (len(made) != 1)}"
    rows = attempts_table(made, [_number(story, attempt) for attempt in made])
    yield Block(
        "\n\n".join([f"**{count.capitalize()}.**", rows, *_hints(story)]),
        Rank.ATTEMPTS,
        "the table of attempts",
    )
    for attempt in made:
        yield Block(
            _details(story, attempt, shorten=True),
            Rank.DETAILS,
            f"attempt {attempt.number}",
            _details(story, attempt, shorten=False),
        )


def attempts_table(made: Sequence[Attempt], numbers: Sequence[str]) -> str:
    """Returns a table of attempts; `numbers` are their names, as Markdown. The last are shown."""
    rows = [
        (
            number,
            code_span(attempt.generator, 60),
            OUTCOME_WORDS[attempt.outcome],
            code_span(attempt.changed, 80),
            inline(attempt.headline_after, 160),
            f"{attempt.seconds:.1f}",
        )
        for number, attempt in zip(numbers, made, strict=True)
    ]
    if len(rows) > MAX_ROWS:
        left_out = len(rows) - MAX_ROWS
        rows = [("…", f"{left_out} earlier ones", "", "", "", ""), *rows[left_out:]]
    return table(("", "generator", "outcome", "what changed", "result", "seconds"), rows)


def _number(story: Story, attempt: Attempt) -> str:
    commit = story.commits.get(attempt.number, "")
    if not (commit.isalnum() and story.repository_url):
        return str(attempt.number)
    return link(str(attempt.number), f"{story.repository_url}/commit/{commit}")


def _hints(story: Story) -> Iterator[str]:
    """Yields what reviewers asked for, when the session knows of it."""
    lines = [
        f"- after {hint.after} attempt{'s' * (hint.after != 1)}, {inline(hint.said_by, 60)}: "
        f"{inline(hint.text, 500)}"
        for hint in getattr(story.session, "hints", ())[-5:]
    ]
    if lines:
        yield "\n".join(["Hints by reviewers:", "", *lines])


def _details(story: Story, attempt: Attempt, *, shorten: bool) -> str:
    title = f"Attempt {attempt.number}: {OUTCOME_WORDS[attempt.outcome]}"
    before = story.session.attempt(attempt.start)
    where = f" at attempt {before.number}" if before else ""
    failed = before.traceback_after if before else story.session.traceback
    parts = [inline(attempt.rationale, 1000) or "No explanation was given."]
    parts += _text(f"Before{where}:", failed, _MAX_LINES if shorten else 0)
    if attempt.traceback_after:
        parts += _text("After:", attempt.traceback_after, _MAX_LINES if shorten else 0)
    else:
        parts.append(f"After: {inline(attempt.headline_after, 400) or 'nothing was printed'}")
    diff = story.attempt_diffs.get(attempt.number, "")
    if diff == story.diff and diff and len(story.session.attempts) == 1 and shorten:
        parts.append("It changes what is shown above.")
    elif diff:
        parts += _diff(diff, _MAX_DIFF if shorten else 0)
    return details(title, "\n\n".join(parts))


def _text(title: str, text: str, limit: int) -> list[str]:
    if not text.strip():
        return [f"{title} nothing was printed"]
    lines = text.split("\n")
    left_out = len(lines) - limit if limit else 0
    if left_out > 0:
        lines = [f"… ({left_out} lines)", *lines[left_out:]]
    return [title, code_block("\n".join(lines), "text")]


def _diff(diff: str, limit: int) -> list[str]:
    lines = diff.rstrip("\n").split("\n")
    left_out = len(lines) - limit if limit else 0
    if left_out > 0:
        lines = [*lines[:limit], f"… ({left_out} lines more)"]
    return ["Diff:", code_block("\n".join(lines), "diff")]
