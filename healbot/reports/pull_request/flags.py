"""What the tampering guard wants a reviewer to look at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from healbot.core.markdown import code_span, inline, link
from healbot.reports.pull_request.block import Block, Rank
from healbot.reports.pull_request.story import Story

if TYPE_CHECKING:
    from healbot.core.tampering import Finding

MAX_FLAGS = 20


def flags(story: Story) -> Iterator[Block]:
    """Yields the flagged lines, each with the reason; nothing when there are none."""
    if not story.findings:
        return
    lines = [_line(story, finding) for finding in story.findings[:MAX_FLAGS]]
    if len(story.findings) > MAX_FLAGS:
        lines.append(f"- {len(story.findings) - MAX_FLAGS} more")
    lead = "**For your attention.** A fix may do this; only a person can tell whether this one may."
    yield Block("\n".join([lead, "", *lines]), Rank.FLAGS, "the flagged lines")


def _line(story: Story, finding: Finding) -> str:
    place = f"{finding.path}:{finding.line}" if finding.line else finding.path
    commit = story.commits.get(story.accepted.number, "") if story.accepted else ""
    if finding.removed:
        commit = story.commits.get(0, "")
    shown = code_span(place, 120)
    if story.repository_url and commit.isalnum() and finding.line:
        path = quote(finding.path, errors="replace")
        url = f"{story.repository_url}/blob/{commit}/{path}#L{finding.line}"
        shown = link(f"`{place}`", url)
    removed = " was taken away:" if finding.removed else ""
    text = f" {code_span(finding.text, 200)}" if finding.text.strip() else ""
    return (
        f"- {shown}{removed}{text}: {inline(finding.reason, 300)} ({code_span(finding.rule, 40)})"
    )
