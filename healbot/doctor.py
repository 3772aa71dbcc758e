"""``healbot doctor``: what is at hand here, and what to do about what is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from healbot import wiring
from healbot.core.errors import HealbotError
from healbot.fix_options import FixOptions, make_sandbox
from healbot.generation import GENERATORS
from healbot.reports.summary import Finding
from healbot.sandbox.choose import Kind
from healbot.sandbox.interpreter import choose_interpreter
from healbot.settings.config_file import config_at
from healbot.settings.model import Settings
from healbot.settings.resolution import resolve


def examine(folder: Path, python: str | None) -> list[Finding]:
    """Returns what was found about Git, the repository, the interpreter and the sandbox."""
    settings, settings_finding = _settings(folder)
    return [
        _git(),
        _repository(folder),
        settings_finding,
        *_interpreter_and_sandbox(folder, python or settings.python.value),
        Finding("ok", "generators", ", ".join(GENERATORS)),
    ]


def _git() -> Finding:
    git = shutil.which("git")
    if git is None:
        return Finding("problem", "git", "not found", "Install Git 2.34 or newer.")
    answer = subprocess.run([git, "--version"], capture_output=True, text=True, check=False)
    return Finding("ok", "git", f"{answer.stdout.strip()} ({git})")


def _repository(folder: Path) -> Finding:
    try:
        with wiring.open_project(folder) as project:
            head = project.plumbing.head
            where = f"{project.root}, " + (f"HEAD {head[:10]}" if head else "no commit yet")
            return Finding("ok", "repository", where)
    except HealbotError as error:
        return Finding("note", "repository", error.message, error.hint)


def _settings(folder: Path) -> tuple[Settings, Finding]:
    """Returns the settings that hold here; the defaults when they cannot be read."""
    try:
        config = config_at(folder)
        settings = resolve(config, os.environ, {}, generators=GENERATORS)
    except HealbotError as error:
        return Settings(), Finding("problem", "settings", error.message, error.hint)
    source = config.source or "no file of settings"
    if config.commit and settings.notes:
        return settings, Finding("note", "settings", f"{source}. {' '.join(settings.notes)}")
    return settings, Finding("ok", "settings", f"{source}; healbot config shows all")


def _interpreter_and_sandbox(folder: Path, python: str | None) -> list[Finding]:
    try:
        chosen = choose_interpreter(folder, python, os.environ)
    except HealbotError as error:
        return [Finding("problem", "interpreter", error.message, error.hint)]
    interpreter = chosen.path
    found = [Finding("ok", "interpreter", f"{interpreter} ({chosen.origin})")]
    kinds: tuple[Kind, ...] = ("overlay", "copy")
    for kind in kinds:
        try:
            sandbox = make_sandbox(kind, folder, interpreter, FixOptions(), anew=True)
        except HealbotError as error:
            found.append(Finding("note", f"{kind}", error.message, error.hint))
            continue
        if sandbox.limitations:
            text = "works, but does not stop: " + "; ".join(sandbox.limitations)
            found.append(Finding("note", kind, text))
        else:
            found.append(Finding("ok", kind, "works and stops all that healbot guards against"))
    return found
