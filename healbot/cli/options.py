"""Options that several verbs share."""

from __future__ import annotations

from typing import Any

import click

branch_option = click.option("--branch", metavar="BRANCH", help="Default: the newest one.")


def run_options(function: Any) -> Any:
    """The options that say how the sandbox runs the script; ``fix`` and ``resume`` share them."""
    options = [
        click.option("--max-attempts", type=click.IntRange(1, 1000), default=5, show_default=True,
                     help="Give up after this many attempts."),
        click.option("--python", metavar="PATH",
                     help="Interpreter to run the script with (default: the project's .venv, "
                     "VIRTUAL_ENV, python3)."),
        click.option("--env", "environment", metavar="NAME", multiple=True,
                     help="Pass this environment variable into the sandbox (repeatable)."),
        click.option("--network/--no-network", default=False, show_default=True,
                     help="Whether the script may use the network."),
        click.option("--sandbox", type=click.Choice(["auto", "overlay", "copy"]), default="auto",
                     show_default=True, help="Where the script runs."),
        click.option("--apply", is_flag=True,
                     help="Write the proven fix to your files as well."),
        click.option("--quiet", "-q", is_flag=True, help="Print only how it ended."),
    ]  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function
