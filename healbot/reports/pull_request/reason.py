"""What the change does and why; a small one is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from healbot.core.markdown import code_block, code_span, inline
from healbot.reports.pull_request.block import Block, Rank
from healbot.reports.pull_request.root_cause import sentence
from healbot.reports.pull_request.story import Ending, Story

MAX_LINES = 60
"""A longer diff is read under "Files changed"."""
MAX_CHARACTERS = 4000
_MAX_STEPS = 10


def reason(story: Story) -> Iterator[Block]:
    """Yields what each step of the change is for, and the change."""
    if not story.diff.strip():
        return
    title = "The change" if story.ending in (Ending.VALIDATED, Ending.FLAGGED) else "So far"
    lead = f"**{title}** {_size(story.diff)}."
    steps = [f"- {line}" for line in _steps(story)]
    parts = ["\n".join([lead, *(["", *steps] if steps else [])])]
    if is_small(story.diff):
        yield Block("\n\n".join([*parts, code_block(story.diff, "diff")]), Rank.CHANGE, "the diff")
    else:
        yield Block("\n\n".join([*parts, 'See "Files changed".']), Rank.CHANGE, "the change")


def is_small(diff: str) -> bool:
    """Whether a diff is short enough to be shown."""
    return diff.count("\n") <= MAX_LINES and len(diff) <= MAX_CHARACTERS


def _size(diff: str) -> str:
    added = len(re.findall(r"^\+(?!\+\+ )", diff, re.MULTILINE))
    removed = len(re.findall(r"^-(?!-- )", diff, re.MULTILINE))
    files = len(re.findall(r"^--- ", diff, re.MULTILINE))
    return f"adds {added} and removes {removed} lines in {files} file{'s' * (files != 1)}"


def _steps(story: Story) -> Iterator[str]:
    """Yields why each step was made; the only one is told by the root cause."""
    if len(story.steps) < 2:
        return
    failed = story.session.headline
    for attempt in story.steps[:_MAX_STEPS]:
        why = sentence(inline(attempt.rationale, 400) or "no explanation was given")
        yield f"{inline(failed, 200)}: {why} ({code_span(attempt.changed, 100)})"
        failed = attempt.headline_after
    if len(story.steps) > _MAX_STEPS:
        yield f"{len(story.steps) - _MAX_STEPS} steps more"
