"""The verb ``models``: which language models are configured and answer."""

from __future__ import annotations

import os
from pathlib import Path

import click

from healbot.cli.group import cli, json_option, print_json
from healbot.core.errors import ExitCode


@cli.command()
@click.option("--model", metavar="PROVIDER:NAME", help="As for healbot fix.")
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 600),
    default=10.0,
    metavar="SECONDS",
    help="How long each provider may take to answer (default: 10).",
)
@json_option
def models(model: str | None, timeout: float, as_json: bool) -> None:
    """Shows which language models are configured, whether they answer, and which one is asked.

    Only the lists of models are asked for, which costs nothing. Exits with 8 when the model that
    would be asked cannot be.
    """
    from healbot.cli.options import settings_from
    from healbot.generators.language_model.listing import available_models
    from healbot.generators.language_model.providers import choose
    from healbot.reports.models import models_json, print_models
    from healbot.settings.config_file import config_at

    settings = settings_from(config_at(Path.cwd()), {"model": model})
    wanted = settings.model.value or ""
    chosen = choose(os.environ, wanted)
    found = available_models(os.environ, timeout, wanted)
    label = chosen.label if chosen else None
    if as_json:
        print_json(models_json(found, label))
    else:
        print_models(found, label)
    if chosen is not None:
        status = next(item for item in found if item.provider == chosen.provider.value)
        if status.reachable is False:
            raise SystemExit(ExitCode.MODEL_UNUSABLE)
