"""The texts of a conversation: how it begins and how it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from healbot.core.model_call import ModelRequest
from healbot.generators.language_model.conversation import Conversation, LooksAround
from healbot.generators.language_model.dossier import Dossier
from healbot.generators.language_model.evidence import ProjectFacts, gather
from healbot.generators.language_model.goal import WRITE_SYSTEM
from healbot.generators.language_model.project_tools import Allowance, ProjectTools
from healbot.generators.language_model.project_walk import walk
from healbot.generators.language_model.prompt import build_prompt, follow_up
from healbot.generators.language_model.strategy import Strategy
from healbot.ports import Problem, Tried

LIMIT_TOKENS = 24_000
"""About so long may the first text of a conversation be."""
ROOM_FOR_MORE = 2
"""So many times longer when more context is wanted."""
_FILES_LOOKED_FOR = 500


@dataclass(frozen=True)
class Brief:
    """What a conversation begins with."""

    system: str
    user: str
    looks_around: LooksAround | None


@dataclass(frozen=True)
class Briefs:
    """Writes what is sent; reads the project for it and asks no model."""

    facts: ProjectFacts
    language: str = "English"
    goal: str = ""
    """What a script is to be written for; ``""`` when code is repaired."""
    allowance: Allowance = field(default_factory=Allowance)
    """What the model may still look at in this session."""

    def begin(
        self, problem: Problem, strategy: Strategy, shorter: int = 0, *, has_tools: bool = True
    ) -> Brief:
        """Returns the first texts; `shorter` is how many times they were too long.

        A model that has no tools gets an outline of the project instead of them.
        """
        facts = replace(self.facts, with_outline=not has_tools)
        dossier = gather(problem, facts, strategy)
        limit = LIMIT_TOKENS * (ROOM_FOR_MORE if strategy is not Strategy.NORMAL else 1)
        language = "" if self.language.lower() in ("english", "en") else self.language
        prompt = build_prompt(dossier, strategy, limit // 4**shorter, language)
        tools = None
        if has_tools and (prompt.dropped or _has_more_to_see(problem, dossier)):
            tools = ProjectTools(problem.files, self.facts.redact, self.allowance)
        if not self.goal:
            return Brief(prompt.system, prompt.user, tools)
        return Brief(WRITE_SYSTEM, f"{self.facts.redact(self.goal)}\n\n{prompt.user}", tools)

    def first_request(self, problem: Problem) -> ModelRequest:
        """Returns what would be sent first; nothing is sent."""
        brief = self.begin(problem, Strategy.NORMAL)
        return Conversation(brief.system, brief.looks_around, lambda text: None).request(brief.user)

    def go_on(self, tried: Sequence[Tried], strategy: Strategy, feedback: str) -> str:
        """Returns the next text: what came of `tried`, or what was wrong with an answer."""
        return follow_up(tried, strategy, feedback, self.facts.redact)


def _has_more_to_see(problem: Problem, dossier: Dossier) -> bool:
    """Whether the project holds sources, besides tests, that are not shown whole.

    Where all is shown, tools would only lengthen each request.
    """
    shown = {window.path for window in dossier.windows if window.is_whole_file}
    return any(
        path.endswith(".py")
        and path not in shown
        and not problem.is_protected(path)
        and (source := problem.files.source(path)) is not None
        and source.text.strip()
        for path in islice(walk(problem.files), _FILES_LOOKED_FOR)
    )
