"""Every key that may be set, and every one that a repository may not set for itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from healbot.core.attribution import identity_in
from healbot.settings.kinds import (
    Choice,
    Dollars,
    Kind,
    Seconds,
    Switch,
    SwitchOrAuto,
    Text,
    Whole,
    Words,
)
from healbot.settings.model import Settings


@dataclass(frozen=True)
class Key:
    """One setting."""

    name: str
    """As TOML spells it, such as ``max-attempts``."""
    kind: Kind
    example: str
    """A value in TOML."""
    example_variable: str
    """The same value in an environment variable."""
    flag: str
    why_not_in_file: str = ""
    """Why a repository may not set it, to follow "it would"; empty when it may."""
    why_not_in_environment: str = ""

    @property
    def attribute(self) -> str:
        """The attribute of `Settings`."""
        return self.name.replace("-", "_")

    @property
    def variable(self) -> str:
        """The environment variable."""
        return "HEALBOT_" + self.attribute.upper()

    @property
    def default(self) -> Any:
        """What holds when nobody sets it."""
        return getattr(Settings(), self.attribute).value


def _is_generator_name(text: str) -> bool:
    return bool(re.fullmatch(r"[a-z][a-z0-9_]*", text))


def _is_variable_name(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", text))


def _is_model(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,150}", text))


def _is_language(text: str) -> bool:
    """Whether a text is a name such as ``Korean`` or ``pt-BR``: it becomes part of a prompt."""
    return len(text) <= 30 and bool(re.fullmatch(r"[^\W\d_]+([ -][^\W\d_]+){0,2}", text))


def _is_pattern(text: str) -> bool:
    return (
        not text.startswith(("/", "!", "./")) and "\\" not in text and ".." not in text.split("/")
    )


ATTEMPTS = Whole(1, 1000)
TIMEOUT = Seconds(0.1, 86400)
SUITE_TIMEOUT = Seconds(1, 86400)
REPEAT = Whole(1, 100)
MAX_COST = Dollars(0, 10_000)
MAX_TOKENS = Whole(0, 100_000_000)
MAX_SECONDS = Seconds(1, 86400)
_MODEL = Text("PROVIDER:NAME, such as anthropic:claude-sonnet-5-5", _is_model)
_IDENTITY = Text("a name and an e-mail address", lambda text: identity_in(text) is not None)
_ADA = "Ada Tester <ada@example.invalid>"
SANDBOXES = ("auto", "overlay", "copy")

KEYS: Mapping[str, Key] = {
    key.name: key
    for key in (
        Key("max-attempts", ATTEMPTS, "8", "8", "--max-attempts"),
        Key("timeout", TIMEOUT, "30", "30", "--timeout"),
        Key(
            "python",
            Text("the path of an interpreter", lambda text: True),
            '".venv/bin/python"',
            ".venv/bin/python",
            "--python",
        ),
        Key("sandbox", Choice(SANDBOXES), '"overlay"', "overlay", "--sandbox"),
        Key(
            "generators",
            Words("a list of names of generators", _is_generator_name),
            '["fix_patterns"]',
            "fix_patterns",
            "--generator",
        ),
        Key("suite", SwitchOrAuto(), "true", "true", "--suite"),
        Key("suite-timeout", SUITE_TIMEOUT, "900", "900", "--suite-timeout"),
        Key(
            "protected-paths",
            Words("a list of patterns of paths below the repository's root", _is_pattern),
            '["migrations/*", "*.lock"]',
            "migrations/*,*.lock",
            "--protect",
        ),
        Key("together", Switch(), "true", "true", "--together"),
        Key("repeat", REPEAT, "3", "3", "--repeat"),
        Key(
            "model",
            _MODEL,
            '"anthropic:claude-sonnet-5-5"',
            "anthropic:claude-sonnet-5-5",
            "--model",
        ),
        Key(
            "escalate",
            _MODEL,
            '"anthropic:claude-opus-5-5"',
            "anthropic:claude-opus-5-5",
            "--escalate",
        ),
        Key(
            "language",
            Text("the name of a language", _is_language),
            '"Korean"',
            "Korean",
            "--language",
        ),
        Key("max-cost", MAX_COST, "0.25", "0.25", "--max-cost"),
        Key("max-tokens", MAX_TOKENS, "100000", "100000", "--max-tokens"),
        Key("max-seconds", MAX_SECONDS, "600", "600", "--max-seconds"),
        Key("author", _IDENTITY, f'"{_ADA}"', _ADA, "--author"),
        Key("co-author", _IDENTITY, f'"{_ADA}"', _ADA, "--co-author"),
        Key(
            "network",
            Switch(),
            "true",
            "true",
            "--network",
            why_not_in_file="let the code under repair send away what it reads",
        ),
        Key(
            "env",
            Words("a list of names of environment variables", _is_variable_name),
            '["LANG"]',
            "LANG,TZ",
            "--env",
            why_not_in_file="hand your environment variables to the code under repair",
        ),
        Key(
            "allow-tests",
            Switch(),
            "true",
            "true",
            "--allow-tests",
            why_not_in_file="let a patch weaken the tests that are to judge it",
            why_not_in_environment="let patches weaken tests long after you forgot about it",
        ),
    )
}

_STEAL_KEY = "send your key and your sources to a server of the repository's choice"
_NAME_KEY = "let the repository choose which of your secrets is sent"
_RUN = "run a command of the repository's choice"
_ONE_SCRIPT = "be about one script, not about the repository"
_ON_ITS_OWN = "do without asking what only you can ask for"
NEVER_IN_FILE: Mapping[str, str] = {
    "base-url": _STEAL_KEY, "anthropic-base-url": _STEAL_KEY, "openai-base-url": _STEAL_KEY,
    "api-base": _STEAL_KEY, "api-url": _STEAL_KEY, "proxy": _STEAL_KEY, "endpoint": _STEAL_KEY,
    "api-key": _NAME_KEY, "api-key-env": _NAME_KEY, "api-key-name": _NAME_KEY,
    "api-key-variable": _NAME_KEY, "token": _NAME_KEY, "token-env": _NAME_KEY,
    "github-token": _NAME_KEY, "anthropic-api-key": _NAME_KEY, "openai-api-key": _NAME_KEY,
    "environment": "hand your environment variables to the code under repair",
    "pass-env": "hand your environment variables to the code under repair",
    "check": _RUN, "checks": _RUN, "command": _RUN, "commands": _RUN, "setup": _RUN,
    "setup-command": _RUN, "test-command": _RUN, "before": _RUN, "after": _RUN, "hooks": _RUN,
    "expect-output": _ONE_SCRIPT, "forbid-output": _ONE_SCRIPT, "expect-nonempty": _ONE_SCRIPT,
    "expect-json": _ONE_SCRIPT, "stdin": _ONE_SCRIPT,
    "apply": _ON_ITS_OWN, "init": _ON_ITS_OWN,
}  # fmt: skip
"""Names that are no setting and that a file may not bring in, with why."""


def objection_to(key: Key, value: object) -> str:
    """Returns why a file may not give this value to `key`; ``""`` when it may.

    The sentence's end, to follow "it would".
    """
    if key.why_not_in_file:
        return key.why_not_in_file
    if key.name in ("max-cost", "max-tokens") and float(str(value)) > float(key.default):
        return "spend more than you would without it"
    if key.name == "sandbox" and value == "copy":
        return "choose the weaker sandbox for its own code"
    if key.name == "python" and not is_inside(str(value)):
        return "run a program from outside of the repository"
    return ""


def is_inside(path: str) -> bool:
    """Whether a path, by its words alone, names something below the root and not on PATH."""
    parts = path.split("/")
    odd = path.startswith(("/", "~")) or ".." in parts or "\\" in path or ":" in path
    return len(parts) > 1 and not odd and path.isprintable()
