"""Which generators a heal asks, and what each of them needs."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from healbot.core.bill import Bill, Usage
from healbot.core.errors import ModelUnusable, UsageError
from healbot.core.redaction import Redactor
from healbot.core.session import Request
from healbot.generators.fix_patterns.generator import FixPatterns
from healbot.ledger.plumbing import Plumbing
from healbot.ports import Generator
from healbot.reproducers.declared import declared_dependencies
from healbot.settings.model import DEFAULT, Setting, Settings
from healbot.warm_up import warm_up

if TYPE_CHECKING:
    from healbot.core.budget import Budget
    from healbot.generators.language_model.briefs import Briefs
    from healbot.generators.language_model.caller import Caller
    from healbot.generators.language_model.generator import LanguageModel
    from healbot.generators.language_model.prices import PriceList
    from healbot.generators.language_model.providers import ModelChoice
    from healbot.ports import ModelClient

HOW_TO_CONFIGURE = (
    "Set ANTHROPIC_API_KEY, OPENAI_API_KEY or GEMINI_API_KEY, or HEALBOT_BASE_URL for a server of "
    "your own"
)


@dataclass(frozen=True)
class Surroundings:
    """What generators may use besides the problem; shared by all heals of one run of healbot."""

    root: Path
    plumbing: Plumbing
    settings: Settings
    say: Callable[[str], None]
    """Is told what is going on."""
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)

    @cached_property
    def redactor(self) -> Redactor:
        """Takes out of a text what a model must not see."""
        from healbot.core.secret_values import secret_values

        passed = (self.environ.get(name, "") for name in self.settings.env.value)
        return Redactor((*secret_values(self.environ), *passed))

    @cached_property
    def models(self) -> Models:
        """The language models that may be asked."""
        return Models(self.settings, self.environ)


class Models:
    """The language models of one run of healbot and what they may take together."""

    def __init__(self, settings: Settings, environ: Mapping[str, str]) -> None:
        self._settings = settings
        self._environ = environ
        self._began = time.monotonic()
        self._clients: dict[ModelChoice, tuple[ModelClient, PriceList]] = {}
        self._refusal: ModelUnusable | None = None

    @cached_property
    def regular(self) -> ModelChoice | None:
        """The model that is asked; ``None`` when none is configured.

        Its name may still be open. Raises `UsageError` when the one that was named cannot be asked.
        """
        return self._choice(self._settings.model, "--model")

    @cached_property
    def stronger(self) -> ModelChoice | None:
        """The model of the last attempts; raises as `regular` does."""
        setting = self._settings.escalate
        return self._choice(setting, "--escalate") if setting.value else None

    def _choice(self, setting: Setting[str | None], flag: str) -> ModelChoice | None:
        from healbot.generators.language_model.providers import choose

        choice = choose(self._environ, setting.value or "")
        by_user = setting.source in (flag, "HEALBOT_" + flag.removeprefix("--").upper())
        if choice is None and setting.value and by_user:
            raise UsageError(
                f"{setting.value} cannot be asked: no key is set ({setting.source}).",
                hint=f"{HOW_TO_CONFIGURE}; or leave {flag} out.",
            )
        return choice

    @cached_property
    def budget(self) -> Budget:
        """What the models may still take; asks for the name of the default model when it is open.

        The usual limit in dollars holds only where prices are known: tokens are capped anyway.
        """
        from healbot.core.budget import Budget, Limits

        choices = [choice for choice in (self.regular, self.stronger) if choice is not None]
        prices = [self._opened(choice)[1] for choice in choices]
        known = all(item.worst_cost(Usage(1, 1)) is not None for item in prices)
        max_cost = self._settings.max_cost
        is_capped = known or max_cost.source != DEFAULT
        return Budget(
            Limits(
                max_cost_usd=Decimal(str(max_cost.value)) if is_capped else None,
                max_tokens=self._settings.max_tokens.value,
                max_seconds=self._settings.max_seconds.value,
            )
        )

    def caller(
        self, choice: ModelChoice, on_bill: Callable[[Bill], None], say: Callable[[str], None]
    ) -> Caller:
        """Returns what asks the model of `choice`; raises `ModelUnusable` when one was refused."""
        if self._refusal is not None:
            raise self._refusal
        from healbot.generators.language_model.caller import Caller

        client, prices = self._opened(choice)
        return Caller(client, self.budget, prices, on_bill=on_bill, observer=say, began=self._began)

    def refused(self, error: ModelUnusable) -> None:
        """Says that a model cannot be used at all: no further heal of this run asks one."""
        self._refusal = error

    def prepare(self) -> None:
        """Begins to import what asking takes; the libraries take a good part of a second."""
        from healbot.generators.language_model.providers import FACTS

        choices = [choice for choice in (self.regular, self.stronger) if choice is not None]
        warm_up([*{FACTS[choice.provider].library for choice in choices}, "genai_prices"])

    def _opened(self, choice: ModelChoice) -> tuple[ModelClient, PriceList]:
        """Returns the client of a model and its prices; one for all heals."""
        if choice not in self._clients:
            from healbot.generators.language_model.listing import open_client, with_model_name
            from healbot.generators.language_model.prices import PriceList

            named = with_model_name(choice)
            self._clients[choice] = (open_client(named), PriceList(named))
        return self._clients[choice]


def _fix_patterns(request: Request, around: Surroundings) -> Generator:
    return FixPatterns(output_is_judged=bool(request.oracles) or request.is_test_run)


def language_model(request: Request, around: Surroundings) -> LanguageModel | None:
    """Returns the generator that asks a language model; ``None`` when none is configured.

    Raises `UsageError` when the one that was named cannot be asked.
    """
    models = around.models
    regular, stronger = models.regular, models.stronger
    if regular is None:
        return None
    from healbot.generators.language_model.generator import LanguageModel

    def maker(choice: ModelChoice) -> Callable[[], Caller]:
        return cache(lambda: models.caller(choice, generator.booked, around.say))

    generator = LanguageModel(
        regular=maker(regular),
        stronger=maker(stronger) if stronger else None,
        briefs=briefs_for(request, around),
        redact=around.redactor.redact,
        say=around.say,
        prepare=models.prepare,
        refused=models.refused,
        carry_over=lambda bill: models.budget.carry_over(bill),
    )
    return generator


def briefs_for(request: Request, around: Surroundings) -> Briefs:
    """Returns what writes the texts for a model; no model is needed for it."""
    from healbot.generators.language_model.briefs import Briefs
    from healbot.generators.language_model.evidence import ProjectFacts
    from healbot.generators.language_model.goal import goal_section
    from healbot.ledger.line_history import GitLineHistory

    facts = ProjectFacts(
        redact=around.redactor.redact,
        dependencies=lambda: declared_dependencies(around.root),
        history=GitLineHistory(around.plumbing),
    )
    goal = ""
    if request.goal:
        network = around.settings.network.value
        goal = goal_section(request.goal, request.target, request.oracles, network)
    return Briefs(facts, around.settings.language.value, goal)


GENERATORS: Mapping[str, Callable[[Request, Surroundings], Generator | None]] = {
    "fix_patterns": _fix_patterns,
    "language_model": language_model,
}
"""Cheapest first. One that is not configured is ``None``."""


def generators_for(request: Request, around: Surroundings) -> list[Generator]:
    """Returns the generators that `request` wants and that are configured, cheapest first.

    Raises `UsageError` when a model was named that cannot be asked.
    """
    wanted = request.generators or tuple(GENERATORS)
    made = (make(request, around) for name, make in GENERATORS.items() if name in wanted)
    return [generator for generator in made if generator is not None]


def advice_without_model(request: Request, around: Surroundings, *, hinted: bool = False) -> str:
    """Returns what could be done where no model was asked; ``""`` when one was.

    `hinted` says that a reviewer's words wait for one.
    """
    wanted = request.generators or tuple(GENERATORS)
    if hinted and "language_model" not in wanted:
        return "Only a language model reads hints: --generator language_model asks one."
    if "language_model" not in wanted or around.models.regular is not None:
        return ""
    if hinted:
        return f"Only a language model reads hints, and none is configured. {HOW_TO_CONFIGURE}."
    return (
        "A language model would be asked next, and none is configured. "
        f"{HOW_TO_CONFIGURE}; healbot fix --dry-run shows what it would be sent."
    )
