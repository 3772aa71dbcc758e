"""The texts of a conversation: how it begins and how it goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from healbot.core.model_call import ModelRequest
from healbot.generators.language_model.conversation import Conversation, LooksAround
from healbot.generators.language_model.evidence import ProjectFacts, gather
from healbot.generators.language_model.goal import WRITE_SYSTEM
from healbot.generators.language_model.prompt import build_prompt, follow_up
from healbot.generators.language_model.strategy import Strategy
from healbot.ports import Problem, ProjectFiles, Tried

LIMIT_TOKENS = 24_000
"""About so long may the first text of a conversation be."""
ROOM_FOR_MORE = 2
"""So many times longer when more context is wanted."""


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
    tools_for: Callable[[ProjectFiles], LooksAround] | None = None
    """What the model may look at; ``None`` when it cannot ask: then an outline is sent."""
    goal: str = ""
    """What a script is to be written for; ``""`` when code is repaired."""

    def begin(self, problem: Problem, strategy: Strategy, shorter: int) -> Brief:
        """Returns the first texts; `shorter` is how many times they were too long."""
        facts = self.facts if self.tools_for is None else replace(self.facts, outline=None)
        limit = LIMIT_TOKENS * (ROOM_FOR_MORE if strategy is not Strategy.NORMAL else 1)
        language = "" if self.language.lower() in ("english", "en") else self.language
        dossier = gather(problem, facts, strategy)
        prompt = build_prompt(dossier, strategy, limit // 4**shorter, language)
        tools = self.tools_for(problem.files) if self.tools_for else None
        if not self.goal:
            return Brief(prompt.system, prompt.user, tools)
        return Brief(WRITE_SYSTEM, f"{self.facts.redact(self.goal)}\n\n{prompt.user}", tools)

    def first_request(self, problem: Problem) -> ModelRequest:
        """Returns what would be sent first; nothing is sent."""
        brief = self.begin(problem, Strategy.NORMAL, 0)
        return Conversation(brief.system, brief.looks_around, lambda text: None).request(brief.user)

    def go_on(self, tried: Sequence[Tried], strategy: Strategy, feedback: str) -> str:
        """Returns the next text: what came of `tried`, or what was wrong with an answer."""
        return follow_up(tried, strategy, feedback, self.facts.redact)
