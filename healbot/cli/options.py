"""Options that several verbs share, and the settings that they and other sources make."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from healbot.settings.catalogue import (
    ATTEMPTS,
    MAX_COST,
    MAX_SECONDS,
    MAX_TOKENS,
    REPEAT,
    SANDBOXES,
    SUITE_TIMEOUT,
    TIMEOUT,
)
from healbot.settings.model import Settings

if TYPE_CHECKING:
    from healbot.ledger.plumbing import Plumbing
    from healbot.settings.config_file import Config

branch_option = click.option("--branch", metavar="BRANCH", help="Default: the newest one.")

_DEFAULTS = Settings()
MODEL_FLAGS = (
    "model", "escalate", "language", "max_cost", "max_tokens", "max_seconds",
)  # fmt: skip
_FLAGS = (
    "max_attempts", "timeout", "python", "sandbox", "generators", "suite", "suite_timeout",
    "protected_paths", "together", "repeat", "author", "co_author", "network", "env", "allow_tests",
    *MODEL_FLAGS,
)  # fmt: skip
"""The parameters of `setting_options`; each is an attribute of `Settings`."""


def _with(options: list[Any], function: Any) -> Any:
    """Returns `function` with `options`, which the help lists in their order."""
    for option in reversed(options):
        function = option(function)
    return function


def setting_options(function: Any) -> Any:
    """The options that are settings: not given, they are ``None`` or an empty tuple."""
    options = [
        click.option("--max-attempts", type=click.IntRange(ATTEMPTS.low, ATTEMPTS.high),
                     help="Give up after this many attempts (default: "
                     f"{_DEFAULTS.max_attempts.value})."),
        click.option("--timeout", type=click.FloatRange(TIMEOUT.low, TIMEOUT.high),
                     metavar="SECONDS",
                     help="Limit for each run (default: "
                     f"{_DEFAULTS.timeout.value:g})."),
        click.option("--generator", "generators", metavar="NAME", multiple=True,
                     help="Use only this generator (repeatable; default: all)."),
        click.option("--python", metavar="PATH",
                     help="Interpreter to run the code with (default: the project's .venv, "
                     "VIRTUAL_ENV, python3)."),
        click.option("--env", metavar="NAME", multiple=True,
                     help="Pass this environment variable into the sandbox (repeatable)."),
        click.option("--network/--no-network", default=None,
                     help="Whether the code may use the network (default: no)."),
        click.option("--sandbox", type=click.Choice(SANDBOXES),
                     help=f"Where the code runs (default: {_DEFAULTS.sandbox.value})."),
        click.option("--suite/--no-suite", default=None,
                     help="Whether the whole test suite is compared with and without a patch "
                     "(default: when there is one)."),
        click.option("--suite-timeout", metavar="SECONDS",
                     type=click.FloatRange(SUITE_TIMEOUT.low, SUITE_TIMEOUT.high),
                     help="Limit for each run of the whole suite (default: "
                     f"{_DEFAULTS.suite_timeout.value:g})."),
        click.option("--protect", "protected_paths", metavar="PATTERN", multiple=True,
                     help="No patch may touch these files (repeatable; tests never)."),
        click.option("--allow-tests", is_flag=True, default=None,
                     help="Let patches edit tests; the report points it out."),
        click.option("--together/--no-together", default=None,
                     help="Whether all failing tests are healed on one branch (default: no)."),
        click.option("--repeat", type=click.IntRange(REPEAT.low, REPEAT.high),
                     help="Prove a patch with at least this many runs (default: "
                     f"{_DEFAULTS.repeat.value})."),
        click.option("--author", metavar="IDENTITY",
                     help="Whose name stands on the commits (default: "
                     f"{_DEFAULTS.author.value})."),
        click.option("--co-author", metavar="IDENTITY",
                     help="Name somebody in each commit: 'Name <address>' (default: nobody)."),
    ]  # fmt: skip
    return model_options(_with(options, function))


def model_options(function: Any) -> Any:
    """The settings that are about language models."""
    options = [
        click.option("--model", metavar="PROVIDER:NAME",
                     help="Language model to ask when nothing else heals (default: by the key "
                     "in the environment; none without a key)."),
        click.option("--escalate", metavar="PROVIDER:NAME",
                     help="A stronger model for the last attempts."),
        click.option("--language", metavar="NAME",
                     help="Language of a model's explanations (default: "
                     f"{_DEFAULTS.language.value})."),
        click.option("--max-cost", metavar="USD",
                     type=click.FloatRange(MAX_COST.low, MAX_COST.high),
                     help="US dollars that models may cost (default: "
                     f"{_DEFAULTS.max_cost.value:g})."),
        click.option("--max-tokens", type=click.IntRange(MAX_TOKENS.low, MAX_TOKENS.high),
                     help="Tokens that models may take (default: "
                     f"{_DEFAULTS.max_tokens.value})."),
        click.option("--max-seconds", metavar="SECONDS",
                     type=click.FloatRange(MAX_SECONDS.low, MAX_SECONDS.high),
                     help="Begin no further attempt after this time (default: "
                     f"{_DEFAULTS.max_seconds.value:g})."),
    ]  # fmt: skip
    return _with(options, function)


def run_options(function: Any) -> Any:
    """The options that ``fix`` and ``resume`` share."""
    options = [
        click.option("--apply", is_flag=True,
                     help="Write the proven fix to your files as well."),
    ]  # fmt: skip
    return report_options(_with(options, function))


def report_options(function: Any) -> Any:
    """The options of every verb that heals."""
    options = [
        click.option("--quiet", "-q", is_flag=True, help="Print only how it ended."),
        click.option("--explain", is_flag=True,
                     help="Tell the whole story at the end; costs nothing."),
    ]  # fmt: skip
    return setting_options(_with(options, function))


def take_flags(options: dict[str, Any]) -> dict[str, object]:
    """Takes the parameters of `setting_options` out of `options`; returns them by key."""
    return {name.replace("_", "-"): options.pop(name) for name in _FLAGS}


def settings_from(
    config: Config,
    flags: Mapping[str, object],
    session: tuple[str, Mapping[str, object]] | None = None,
) -> Settings:
    """Returns the settings that hold here; see `healbot.settings.resolution.resolve`."""
    import os

    from healbot.generation import GENERATORS
    from healbot.settings.resolution import resolve

    return resolve(config, os.environ, flags, generators=GENERATORS, session=session)


def project_settings(
    plumbing: Plumbing,
    flags: Mapping[str, object],
    session: tuple[str, Mapping[str, object]] | None = None,
    *,
    silent: bool,
) -> Settings:
    """Returns the settings for a repository; says on standard error what was passed over."""
    from healbot.reports.errors import print_note
    from healbot.settings.config_file import read_config

    settings = settings_from(read_config(plumbing), flags, session)
    for note in () if silent else settings.notes:
        print_note(note)
    return settings


def start_options(function: Any) -> Any:
    """The options of every verb that starts a session."""
    options = [
        click.option("--dry-run", is_flag=True,
                     help="Print what a language model would be sent first, and its size; send "
                     "nothing."),
        click.option("--init", is_flag=True,
                     help="Make a Git repository here when there is none."),
    ]  # fmt: skip
    return _with(options, function)


def check_options(function: Any) -> Any:
    """The options that say what a right run looks like, and what it reads."""
    options = [
        click.option("--stdin", type=click.Path(path_type=Path), metavar="FILE",
                     help="Give the script this file as standard input."),
        click.option("--expect-output", metavar="REGEX", multiple=True,
                     help="Fails unless standard output matches (repeatable)."),
        click.option("--forbid-output", metavar="REGEX", multiple=True,
                     help="Fails when standard output matches (repeatable)."),
        click.option("--expect-nonempty", metavar="[FILE]", is_flag=False, flag_value="-",
                     multiple=True,
                     help="Fails when standard output, or FILE, is empty ([], {}, a header, "
                     "blank)."),
        click.option("--expect-json", metavar="SCHEMA", multiple=True,
                     help="Fails unless standard output is JSON that satisfies the schema (file "
                     "or text)."),
        click.option("--check", metavar="COMMAND", multiple=True,
                     help="Runs in the sandbox after the script; fails when it does not exit 0."),
    ]  # fmt: skip
    return _with(options, function)


def take_checks(
    options: dict[str, Any], expect_nonempty: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Takes the parameters of `check_options` out of `options`; returns (option, value) pairs."""
    names = ("expect-output", "forbid-output", "expect-json", "check")
    pairs = [(name, value) for name in names for value in options.pop(name.replace("-", "_"))]
    return (*pairs, *(("expect-nonempty", value) for value in expect_nonempty))
