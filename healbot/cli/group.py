"""The group that every verb joins, and the option ``--json``."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from healbot import __version__
from healbot.reports.streams import reader_may_leave

_EPILOG = """\b
Exit codes:
  0    healed, or nothing to heal        5    refused input
  1    gave up                           6    environment (git, sandbox, disk, interpreter)
  2    usage                             7    already running
  3    not reproduced                    8    model unusable (key, credit, name)
  4    flaky                             9    code host refuses (token, permission)
  10   declined by a gate                70   a defect of healbot; 130 interrupted
"""


class JsonMode:
    """Whether the verb that runs was asked for JSON; errors are printed in the same form."""

    def __init__(self) -> None:
        self.on = False


def json_option(function: Any) -> Any:
    def remember(context: click.Context, _: click.Parameter, value: bool) -> bool:
        context.ensure_object(JsonMode).on = value
        return value

    return click.option(
        "--json", "as_json", is_flag=True, callback=remember, is_eager=True,
        help="Print JSON (see report.schema.json) instead of text.",
    )(function)  # fmt: skip


class _Verbs(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        with reader_may_leave(sys.stdout):
            return super().invoke(ctx)


@click.group(cls=_Verbs, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="healbot")
def cli() -> None:
    """Heals failing Python scripts and tests on a Git branch and proves the fix.

    Your files are never touched unless you ask for it: every attempt is a commit on a branch of
    its own. No account, key or network is needed.
    """


def print_json(data: dict[str, Any]) -> None:
    """Prints a document of ``report.schema.json``."""
    click.echo(json.dumps(data, indent=2, ensure_ascii=True))
