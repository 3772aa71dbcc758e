"""Why it failed, in two sentences."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.core.markdown import inline
from healbot.reports.pull_request.block import Block, Rank
from healbot.reports.pull_request.story import Story


def root_cause(story: Story) -> Iterator[Block]:
    """Yields the failure, and how the first accepted attempt explains it."""
    said = [f"**Root cause.** {sentence(inline(story.session.headline, 400))}"]
    if story.steps and story.steps[0].rationale:
        said.append(sentence(inline(story.steps[0].rationale, 600)))
    yield Block(" ".join(said), Rank.CAUSE, "the root cause")


def sentence(text: str) -> str:
    """Returns a text that ends as a sentence does."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
