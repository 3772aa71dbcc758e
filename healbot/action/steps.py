"""The steps of the Action, each told as a sequence on one screen."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from healbot.action.ending import Ending
from healbot.action.inputs import Inputs
from healbot.action.runner import Runner

if TYPE_CHECKING:
    from healbot.action.heal import Healed


@dataclass(frozen=True)
class Step:
    """What every step is given."""

    inputs: Inputs
    token: str
    runner: Runner
    environ: Mapping[str, str]

    @property
    def bundle(self) -> Path:
        """The folder that carries branches from one job to another."""
        scratch = Path(self.environ.get("RUNNER_TEMP") or "/tmp")  # noqa: S108
        return self.inputs.bundle or scratch / "healbot-bundle"


def check_step(step: Step) -> Ending:
    """Says whether healbot may act, and on which commit."""
    raise NotImplementedError


def heal_step(step: Step) -> Ending:
    """Heals what failed and leaves a bundle."""
    from healbot import wiring
    from healbot.action.heal import heal, wanted_by, working_folder

    os.chdir(working_folder(step.inputs, step.environ.get("GITHUB_WORKSPACE")))
    with wiring.open_project(Path.cwd()) as project:
        with step.runner.foreign_output():
            healed = heal(project, step.inputs, wanted_by(step.inputs))
        _leave(step, healed)
    return healed.ending


def publish_step(step: Step) -> Ending:
    """Publishes a bundle, or answers a comment."""
    raise NotImplementedError


def _leave(step: Step, healed: Healed) -> None:
    runner = step.runner
    runner.set_output("branch", " ".join(healed.branches))
    runner.set_output("attempts", str(healed.attempts))
    runner.set_output("cost", healed.cost)
    runner.set_output("sandbox", healed.sandbox)
