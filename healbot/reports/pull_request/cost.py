"""What it took."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.core.bill import Bill
from healbot.core.markdown import inline, link
from healbot.reports.bill import bill_words
from healbot.reports.pull_request.block import Block, Rank
from healbot.reports.pull_request.story import Story


def cost(story: Story) -> Iterator[Block]:
    """Yields the bill, or that no model was asked."""
    said = [f"**Cost.** {cost_sentence(story.session.bill)}"]
    if story.run_url:
        said.append(f"healbot worked in {link('this run of CI', story.run_url)}.")
    yield Block(" ".join(said), Rank.COST, "the cost")


def cost_sentence(bill: Bill) -> str:
    """Returns what language models took, in one sentence of Markdown."""
    return f"{inline(bill_words(bill), 200)}." if bill else "No language model was asked."
