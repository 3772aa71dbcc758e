"""``healbot demo``: a small project, broken in several ways, is healed before the user's eyes."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import click

from healbot.ledger.commands import GitCommands, clean_environment

SCRIPT = "sales_report.py"
DATA = "sales.csv"
STEPS = (
    ("fix", SCRIPT),
    ("log",),
    ("rollback", "2"),
    ("diff",),
    ("rollback", "4"),
    ("apply",),
)
"""What is shown; the first step that fails ends it."""


def make_project(folder: Path) -> None:
    """Makes the demo's repository in an empty folder, with one commit."""
    for name in (SCRIPT, DATA):
        source = resources.files("healbot.demo_project").joinpath(name + ".txt")
        (folder / name).write_text(source.read_text("utf-8"), "utf-8")
    commands = GitCommands(folder, clean_environment())
    commands.run("init", "--quiet")
    commands.run("add", "--all")
    commands.run(
        "-c", "user.name=healbot demo", "-c", "user.email=demo@localhost",
        "commit", "--quiet", "--message", "A sales report",
    )  # fmt: skip


def run_demo(*, keep: bool, run: Callable[[list[str]], int]) -> None:
    """Heals the demo project with `run`, which takes the words of a healbot command."""
    folder = Path(tempfile.mkdtemp(prefix="healbot-demo-"))
    try:
        make_project(folder)
        click.echo(f"A project with a broken script is in {folder}:\n")
        click.echo((folder / SCRIPT).read_text("utf-8"))

        def run_shown(words: tuple[str, ...]) -> int:
            click.echo()
            click.echo(click.style("$ healbot " + " ".join(words), bold=True))
            return run(list(words))

        with contextlib.chdir(folder):
            status = next(filter(None, map(run_shown, STEPS)), 0)
        click.echo()
        if keep:
            click.echo(f"Look around: cd {folder}")
        else:
            click.echo("The folder is removed now; healbot demo --keep leaves it for you.")
        raise SystemExit(status)
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
