"""GitHub: what its API says about a repository, and the pull request that healbot keeps there."""

from healbot.forge.host import GitHub, open_forge

__all__ = ["GitHub", "open_forge"]
