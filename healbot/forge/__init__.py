"""GitHub: what its API says about a repository, and the pull request that healbot keeps there."""

from healbot.forge.actions_settings import ActionsSettings, actions_settings
from healbot.forge.host import GitHub, open_forge
from healbot.forge.token_facts import TokenFacts, token_facts
from healbot.forge.token_kinds import TokenKind

__all__ = [
    "ActionsSettings", "GitHub", "TokenFacts", "TokenKind", "actions_settings", "open_forge",
    "token_facts",
]  # fmt: skip
