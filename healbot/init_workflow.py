"""Makes the workflows that `healbot init` writes into a project, out of one set of templates.

healbot's own workflows come from the same templates; a test compares them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from healbot.core.errors import Refused, UsageError

Shape = Literal["jobs", "workflow-run"]
SHAPES: tuple[Shape, ...] = ("jobs", "workflow-run")
CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1"
SETUP_PYTHON = "actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97 # v7.0.0"
UPLOAD = "actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0"
DOWNLOAD = "actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1"
HEAL_FILE = ".github/workflows/healbot.yml"
COMMENTS_FILE = ".github/workflows/healbot-comments.yml"

_ACTION = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:/[A-Za-z0-9._-]{1,100}){1,6})"
    r"@(?P<ref>[A-Za-z0-9][A-Za-z0-9._/-]{0,100})"
)
_FOLDER = re.compile(r"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*")
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]*")
_VERSION = re.compile(r"3\.[0-9]{1,2}")
_LOCAL = "./"
"""The Action of the repository that the workflow is in: healbot's own workflows."""


@dataclass(frozen=True)
class Recipe:
    """What the workflows of one project need to know."""

    action: str
    """``OWNER/REPOSITORY@REF``, a comment behind it is kept; or ``./`` for healbot itself."""
    test: str
    """The shell command that runs the tests."""
    install: tuple[str, ...]
    """Shell commands, one a line, that install the project and what its tests need."""
    python: str = "3.12"
    cwd: str = "."
    """The folder to test in, relative to the root."""
    branch: str = "main"
    """The default branch."""
    watched: tuple[str, ...] = ()
    """Names of the workflows whose failures are healed, for the shape ``workflow-run``."""
    what: str = ""
    """The command to heal when healbot would not find it out by itself."""


def workflows(recipe: Recipe, shape: Shape) -> Mapping[str, str]:
    """Returns the files to write, by path relative to the root.

    Raises `UsageError` or `Refused` when something in the recipe does not fit into a workflow.
    """
    _check(recipe)
    name = "heal" if shape == "jobs" else "workflow_run"
    return {
        HEAL_FILE: render(name, recipe, "healbot"),
        COMMENTS_FILE: render("comments", recipe, "healbot comments"),
    }


def render(template: str, recipe: Recipe, name: str) -> str:
    """Returns a template with a recipe's values in it."""
    local = recipe.action == _LOCAL
    values = {
        "name": name,
        "branch": _scalar(recipe.branch),
        "workflows": ", ".join(map(_scalar, recipe.watched)),
        "checkout": CHECKOUT,
        "upload": UPLOAD,
        "download": DOWNLOAD,
        "action": "./.healbot" if local else recipe.action,
        "trusted-action": recipe.action,
        "set-up": _set_up(recipe),
        "test": _run(recipe.test.splitlines(), recipe.cwd),
        "what": _what(recipe),
        "check-out-trusted": _CHECK_OUT_TRUSTED.rstrip("\n"),
        "check-out-healbot": _CHECK_OUT_HEALBOT if local else "",
    }
    text = (files("healbot.workflow_templates") / f"{template}.yml").read_text("utf-8")
    return re.sub(r"<<([a-z-]+)>>", lambda match: values[match[1]], text)


_CHECK_OUT_TRUSTED = f"""\
      - name: Check out the default branch
        uses: {CHECKOUT}
        with:
          ref: ${{{{ github.event.repository.default_branch }}}}
          fetch-depth: 0 # the branches of healbot are compared with what they come from
          persist-credentials: false
"""
_CHECK_OUT_HEALBOT = f"""\
      - name: Check out a healbot that is not itself under repair
        uses: {CHECKOUT}
        with:
          ref: ${{{{ github.event.repository.default_branch }}}}
          path: .healbot
          persist-credentials: false
"""


def _set_up(recipe: Recipe) -> str:
    lines = [
        "      - name: Set up Python",
        f"        uses: {SETUP_PYTHON}",
        "        with:",
        f'          python-version: "{recipe.python}"',
    ]
    if recipe.install:
        lines += ["      - name: Install", _run(recipe.install, recipe.cwd)]
    return "\n".join(lines)


def _run(commands: tuple[str, ...] | list[str], cwd: str) -> str:
    lines = [] if cwd == "." else [f"        working-directory: {cwd}"]
    if len(commands) == 1 and _is_plain_command(commands[0]):
        lines.append(f"        run: {commands[0]}")
    else:
        lines += ["        run: |", *(f"          {command}" for command in commands)]
    return "\n".join(lines)


def _what(recipe: Recipe) -> str:
    lines = [] if recipe.cwd == "." else [f"          working-directory: {recipe.cwd}"]
    if recipe.what:
        lines.append(f"          command: {json.dumps(recipe.what, ensure_ascii=False)}")
    return "".join(f"{line}\n" for line in lines)


def _is_plain_command(text: str) -> bool:
    """Whether YAML reads a command as it stands."""
    return bool(re.fullmatch(r"[A-Za-z0-9._/][A-Za-z0-9._/=' \[\]-]*", text))


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _check(recipe: Recipe) -> None:
    if recipe.action != _LOCAL and not _ACTION.fullmatch(recipe.action.partition(" #")[0]):
        raise UsageError(
            f"{recipe.action[:100]!r} is no Action.",
            hint="Name it as OWNER/REPOSITORY@COMMIT, the commit in full.",
        )
    if not _VERSION.fullmatch(recipe.python):
        raise UsageError(f"{recipe.python[:20]!r} is no Python version.", hint="Such as 3.12.")
    if recipe.cwd != "." and not _FOLDER.fullmatch(recipe.cwd):
        raise Refused(
            f"The folder {recipe.cwd[:100]!r} cannot stand in a workflow.",
            hint="Rename it, or write the workflow yourself: see the README.",
        )
    texts = (recipe.test, *recipe.install, recipe.branch, *recipe.watched, recipe.what)
    if any("${{" in text or not _printable(text) for text in texts):
        raise Refused(
            "A command or a name holds an expression of GitHub's or odd characters.",
            hint="GitHub would carry out what stands in ${{ }}: put the command into a script.",
        )


def _printable(text: str) -> bool:
    return all(char.isprintable() or char == "\n" for char in text)
