"""The settings and where each came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from healbot.core.attribution import BOT

T = TypeVar("T")

DEFAULT = "default"
"""The source of a value that nobody set."""


@dataclass(frozen=True)
class Setting(Generic[T]):
    """A value and its source."""

    value: T
    source: str = DEFAULT
    """``default``, ``pyproject.toml (HEAD)``, ``HEALBOT_TIMEOUT``, ``--timeout``, or a branch."""


@dataclass(frozen=True)
class Settings:
    """Every setting; the values here are the defaults."""

    max_attempts: Setting[int] = Setting(5)
    """Attempts after which a session gives up."""
    timeout: Setting[float] = Setting(60.0)
    """Seconds for one run of what fails."""
    python: Setting[str | None] = Setting(None)
    """The interpreter, as `healbot.sandbox.interpreter.find_interpreter` takes it."""
    sandbox: Setting[Literal["auto", "overlay", "copy"]] = Setting("auto")
    generators: Setting[tuple[str, ...]] = Setting(())
    """The generators to use; empty: all."""
    suite: Setting[bool | Literal["auto"]] = Setting("auto")
    """Whether the whole test suite is compared with and without a patch."""
    suite_timeout: Setting[float] = Setting(600.0)
    """Seconds for one run of the whole suite."""
    protected_paths: Setting[tuple[str, ...]] = Setting(())
    """Patterns (`fnmatch`) of paths that no patch may touch, besides tests."""
    together: Setting[bool] = Setting(False)
    """Whether all failing tests are healed in one session."""
    repeat: Setting[int] = Setting(1)
    """The least number of runs in fresh trees that a patch must pass to be called proven."""
    network: Setting[bool] = Setting(False)
    env: Setting[tuple[str, ...]] = Setting(())
    """Names of environment variables that are passed into the sandbox."""
    allow_tests: Setting[bool] = Setting(False)
    """Whether a patch may edit tests."""
    model: Setting[str | None] = Setting(None)
    """The language model to ask, such as ``anthropic:claude-sonnet-5-5``; ``None``: by the key."""
    escalate: Setting[str | None] = Setting(None)
    """A stronger model for the last attempts."""
    language: Setting[str] = Setting("English")
    """The language of a model's explanations."""
    max_cost: Setting[float] = Setting(1.0)
    """US dollars that models may cost in one run, earlier runs of a resumed session included."""
    max_tokens: Setting[int] = Setting(400_000)
    """Tokens that models may take, likewise."""
    max_seconds: Setting[float] = Setting(1800.0)
    """Seconds after which no further attempt begins."""
    author: Setting[str] = Setting("{} <{}>".format(*BOT))
    """Whose name stands on the commits: ``Name <address>``."""
    co_author: Setting[str | None] = Setting(None)
    """Who is named in each commit besides: ``Name <address>``."""
    notes: tuple[str, ...] = ()
    """Sentences on settings that were passed over."""
