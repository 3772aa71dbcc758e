"""A generator whose patches are known beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from healbot.core.bill import NOTHING_BILLED, Bill
from healbot.core.patch import Patch, SourceEdit
from healbot.ports import Problem
from tests.gate.heals import NAME


@dataclass
class Patches:
    """A generator that proposes each patch once, in order, whatever the problem."""

    texts: list[Mapping[str, str]]
    name: str = NAME
    remark: str = ""
    pending: Bill = NOTHING_BILLED
    seen: list[str] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None
    """What somebody else does while healbot looks for a patch."""

    def propose(self, problem: Problem) -> Iterator[Patch]:
        """Yields them, each replacing the whole text of its files."""
        self.seen.append(problem.failure.headline)
        self.meanwhile()
        while self.texts:
            edits = []
            for path, text in self.texts.pop(0).items():
                source = problem.files.source(path)
                edits.append(SourceEdit(path, 0, len(source.text) if source else 0, text))
            yield Patch(tuple(edits), "As the test says.", NAME)
