"""The verb ``init``: writes the workflows that let healbot heal a project's failed CI."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from healbot.cli.group import cli
from healbot.core.errors import Refused, UsageError

if TYPE_CHECKING:
    from healbot.core.forge import Repository
    from healbot.init_workflow import Recipe, Shape
    from healbot.ledger.plumbing import Plumbing
    from healbot.reproducers.detect import Detected


@cli.command()
@click.option(
    "--action",
    metavar="OWNER/REPOSITORY@COMMIT",
    help="healbot's Action (default: the repository this healbot was installed from).",
)
@click.option(
    "--test",
    "test",
    metavar="COMMAND",
    help="How the tests are run (default: as healbot detect finds it out).",
)
@click.option(
    "--install",
    metavar="COMMANDS",
    help="How the project and what its tests need are installed, a line each.",
)
@click.option(
    "--python",
    metavar="VERSION",
    help="Such as 3.12 (default: the newest that the project says it supports).",
)
@click.option(
    "--after",
    "after",
    metavar="WORKFLOW",
    multiple=True,
    help="Heal what makes this workflow fail (repeatable; default: the workflows here "
    "that run the tests; when there is none, one that does is written).",
)
@click.option("--print", "show", is_flag=True, help="Print the workflows; write nothing.")
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing.")
def init(
    action: str | None,
    test: str | None,
    install: str | None,
    python: str | None,
    after: tuple[str, ...],
    show: bool,
    dry_run: bool,
) -> None:  # fmt: skip
    """Writes the GitHub workflows that heal this project's failed CI.

    One runs when tests fail and opens a pull request with a proven fix; one answers reviewers.
    Nothing that exists is overwritten.
    """
    from healbot import wiring
    from healbot.init_detection import own_action, remote_repository
    from healbot.init_workflow import workflows

    with wiring.open_project(Path.cwd()) as project:
        recipe, shape, reason = _recipe(
            project.plumbing, action or own_action(), test, install, python, after
        )
        found = workflows(recipe, shape)
        if show:
            click.echo("\n".join(f"# {path}\n{text}" for path, text in found.items()), nl=False)
            return
        if not dry_run:
            _write(project.root, found)
        _tell(found, recipe, reason, remote_repository(project.plumbing), dry_run)


def _recipe(
    plumbing: Plumbing,
    action: str,
    test: str | None,
    install: str | None,
    python: str | None,
    after: tuple[str, ...],
) -> tuple[Recipe, Shape, str]:
    """Returns what goes into the workflows, their shape, and why it is that one."""
    from healbot import init_detection as found
    from healbot.init_workflow import Recipe

    detected = _detected(plumbing.root, test)
    commands = () if detected is None else found.install_commands(plumbing.root, detected)
    if install is not None:
        commands = tuple(line.strip() for line in install.splitlines() if line.strip())
    elif detected is None:
        raise UsageError(
            "With --test, say also how the project is installed.",
            hint="healbot init --test 'make check' --install 'pip install -e .'",
        )
    watched = after or found.testing_workflows(plumbing.root)
    recipe = Recipe(
        action=action,
        test=test or (found.test_command(detected) if detected else ""),
        install=commands,
        python=python or found.python_version(plumbing.root),
        cwd=detected.cwd if detected else ".",
        branch=found.default_branch(plumbing),
        watched=watched,
        what=test or "",
    )
    if watched:
        return recipe, "workflow-run", f"heals what makes {', '.join(watched)} fail"
    return recipe, "jobs", f"runs {recipe.test} on Python {recipe.python} and heals what fails"


def _detected(root: Path, test: str | None) -> Detected | None:
    if test is not None:
        return None
    from healbot.reproducers.detect import detect

    try:
        return detect(root, root)
    except UsageError as error:
        raise UsageError(
            error.message, hint="Say how: healbot init --test COMMAND --install COMMANDS"
        ) from None


def _write(root: Path, found: Mapping[str, str]) -> None:
    """Writes new files; raises `Refused` before anything is written when one is there."""
    for path in found:
        for place in (root / path, *(root / path).parents):
            if place == root:
                break
            if place.is_symlink() or (place == root / path and place.exists()):
                raise Refused(
                    f"{place.relative_to(root)} is there already; nothing was written.",
                    hint="Look at what would be written with healbot init --print.",
                )
    for path, text in found.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)


def _tell(
    found: Mapping[str, str],
    recipe: Recipe,
    reason: str,
    repository: Repository | None,
    dry_run: bool,
) -> None:
    first, *others = found
    click.echo(f"{'would write' if dry_run else 'wrote'} {first}: {reason}")
    for path in others:
        click.echo(
            f"{'would write' if dry_run else 'wrote'} {path}: answers /healbot … of reviewers"
        )
    for command in recipe.install:
        click.echo(f"  installs with: {command}")
    place = f"https://github.com/{repository}" if repository else "https://github.com/OWNER/NAME"
    click.echo(
        "\nCommit and push them. Two clicks remain, in the repository's settings:\n"
        f"  1. {place}/settings/actions\n"
        "     Workflow permissions: allow GitHub Actions to create and approve pull requests.\n"
        f"  2. {place}/settings/secrets/actions/new   (only if a language model shall help)\n"
        "     Add ANTHROPIC_API_KEY."
    )
