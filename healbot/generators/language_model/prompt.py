"""Writes what is sent to a model: pure functions of a dossier.

A prompt has a stable beginning (`SYSTEM`) and one message. When there is no room for all of it,
sections are dropped whole in the order of `Rank`: history of the lines, values, captured output,
older attempts from the oldest, other files, the outline, callers from the farthest, the failing
test, definitions that are used, the last attempt and those that a reviewer rejected, dependencies,
hints of reviewers from the oldest. The failure and the innermost window stay; at last they are
shortened around the failing line. The prompt says what it lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from healbot.core.session import Outcome
from healbot.generators.language_model.dossier import Dossier, FailureShown, Window
from healbot.generators.language_model.evidence import earlier_attempt
from healbot.generators.language_model.prompt_sections import (
    Rank,
    Section,
    attempt_section,
    sections_of,
)
from healbot.generators.language_model.prompt_size import estimated_tokens
from healbot.generators.language_model.strategy import Strategy
from healbot.generators.language_model.system_text import SYSTEM
from healbot.generators.language_model.untrusted_text import (
    fence_for,
    head_and_tail,
    one_line,
    sanitiser,
)
from healbot.ports import Tried

_NARROWER = ((40, 3000), (20, 1500), (10, 1000), (5, 600), (2, 400))
"""(lines around the failing one, characters of the failure) when there is no room for more."""
_ASKED = {
    Strategy.NORMAL: "",
    Strategy.WIDER: "The earlier fixes did not help: doubt their diagnosis and look for the cause "
    "in other code than they changed.",
    Strategy.HYPOTHESES: "The earlier fixes did not help. Return three fixes, each from another "
    "root cause, the likeliest first.",
}
_REPAIR = "Your answer could not be used, for the reason below. Answer again with the JSON only."
_TELLS_NOTHING_NEW = (Outcome.SAME_FAILURE, Outcome.DUPLICATE)


@dataclass(frozen=True)
class Prompt:
    """What is sent first."""

    system: str
    """The stable beginning."""
    user: str
    dropped: tuple[str, ...]
    """What there was no room for, such as ``captured output``."""

    @property
    def size(self) -> int:
        """Characters in all."""
        return len(self.system) + len(self.user)

    @property
    def tokens(self) -> int:
        """About how many tokens that is."""
        return estimated_tokens(self.system) + estimated_tokens(self.user)


def build_prompt(
    dossier: Dossier,
    strategy: Strategy = Strategy.NORMAL,
    limit_tokens: int = 24_000,
    language: str = "",
) -> Prompt:
    """Returns the prompt for a failure, of at most about `limit_tokens` tokens.

    `language` is that of explanations, such as ``Korean``; English when empty. Only the smallest
    form of failure and innermost window can be longer than the limit.
    """
    asked = _asked(strategy, language)
    sections = sections_of(dossier)
    dropped: list[str] = []
    prompt = _assembled(sections, asked, dropped)
    while prompt.tokens > limit_tokens:
        section = _next_to_drop(sections)
        if section is None:
            break
        sections.remove(section)
        dropped.append(section.name)
        prompt = _assembled(sections, asked, dropped)
    for lines, characters in _NARROWER:
        if prompt.tokens <= limit_tokens:
            break
        least = [
            s for s in sections_of(_narrowed(dossier, lines, characters)) if s.rank is Rank.NEVER
        ]
        prompt = _assembled(least, asked, dropped)
    return prompt


def _next_to_drop(sections: Sequence[Section]) -> Section | None:
    """Returns the section of the lowest rank: of attempts and hints the first, else the last."""
    droppable = [section for section in sections if section.rank is not Rank.NEVER]
    if not droppable:
        return None
    rank = min(section.rank for section in droppable)
    same = [section for section in droppable if section.rank is rank]
    oldest_first = rank in (Rank.OLDER_ATTEMPT, Rank.LAST_ATTEMPT, Rank.HINT)
    return same[0] if oldest_first else same[-1]


def _assembled(sections: Sequence[Section], asked: str, dropped: Sequence[str]) -> Prompt:
    if dropped:
        body = ", ".join(dropped)
        sections = [*sections, Section(Rank.NEVER, "", "", "left out for want of room", body)]
    fence = fence_for(f"{section.info}\n{section.body}" for section in sections)
    pieces = [section.written(fence) for section in sections]
    return Prompt(SYSTEM, "\n".join(filter(None, [*pieces, asked])), tuple(dropped))


def _asked(strategy: Strategy, language: str) -> str:
    language = one_line("".join(c for c in language if c.isalnum() or c in " -()"), 40)
    english = language.lower() in ("", "en", "english")
    in_language = "" if english else f"Write diagnosis and cannot_fix in {language}."
    return "\n".join(filter(None, (_ASKED[strategy], in_language)))


def _narrowed(dossier: Dossier, lines: int, characters: int) -> Dossier:
    """Returns the dossier with a shorter failure and fewer lines around the failing one."""
    windows = tuple(_around(window, lines) for window in dossier.windows[:1])
    failure = dossier.failure
    shorter = FailureShown(
        failure.headline,
        tuple(
            replace(
                item,
                message=head_and_tail(item.message, characters),
                notes=item.notes[:3],
                frames=item.frames[-4:],
                members=(),
            )
            for item in failure.exceptions[-1:]
        ),
        head_and_tail(failure.text, characters),
        failure.failing_tests[:1],
        verdicts=failure.verdicts[:3],
    )
    return replace(dossier, windows=windows, failure=shorter)


def _around(window: Window, lines: int) -> Window:
    centre = max(window.marked, default=window.first)
    first = max(centre - lines, window.first)
    last = min(centre + lines, window.last)
    shown = window.lines[first - window.first : last - window.first + 1]
    short = tuple(one_line(line, 200) if len(line) > 200 else line for line in shown)
    return replace(window, first=first, lines=short)


# ---- the following turns -------------------------------------------------------------------


def follow_up(
    tried: Sequence[Tried],
    strategy: Strategy = Strategy.NORMAL,
    feedback: str = "",
    redact: Callable[[str], str] = str,
) -> str:
    """Returns the next message of the same conversation, after what the model proposed failed.

    It says only what is new: what came of each attempt in `tried`, with the new failure. `feedback`
    is what was wrong with an answer that could not be used.
    """
    sanitise = sanitiser(redact)
    attempts = [earlier_attempt(item, sanitise) for item in tried]
    several = len(attempts) > 1
    sections = [attempt_section(item, Rank.NEVER, with_diff=several) for item in attempts]
    if feedback:
        sections.append(Section(Rank.NEVER, "feedback", _REPAIR, "", sanitise(feedback).strip()))
    fence = fence_for(f"{section.info}\n{section.body}" for section in sections)
    pieces = [section.written(fence) for section in sections]
    if attempts and not feedback:
        pieces.append(_what_now(attempts[-1].outcome))
    return "\n".join(filter(None, [*pieces, _ASKED[strategy]]))


def _what_now(outcome: Outcome) -> str:
    if outcome in _TELLS_NOTHING_NEW:
        return "The files are as before. Find another cause."
    return "The files are as before."
