"""The step that heals: runs the code under repair in the sandbox and leaves a bundle."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from healbot.action.ending import Ending, outcome_of_exit
from healbot.action.inputs import Inputs
from healbot.core.errors import Refused

if TYPE_CHECKING:
    from healbot.core.session import Request
    from healbot.ledger.plumbing import Plumbing
    from healbot.reports.summary import Fixes
    from healbot.settings.model import Settings
    from healbot.wanted import Wanted
    from healbot.wiring import Project


@dataclass(frozen=True)
class Healed:
    """What the step leaves."""

    ending: Ending
    fixes: Fixes
    branches: tuple[str, ...]
    """Those with attempts, without ``refs/heads/``."""

    @property
    def attempts(self) -> int:
        """How many attempts there are on the branches."""
        return sum(len(summary.attempts) for summary in self.fixes.summaries)

    @property
    def cost(self) -> str:
        """US dollars that models took, such as ``0.0123``; ``unknown`` when a price is."""
        costs = [summary.bill.cost_usd for summary in self.fixes.summaries]
        known = [cost for cost in costs if cost is not None]
        return f"{sum(known, Decimal(0)):f}" if len(known) == len(costs) else "unknown"

    @property
    def sandbox(self) -> str:
        """Where the code ran."""
        return self.fixes.summaries[0].sandbox


def wanted_by(inputs: Inputs) -> Wanted:
    """Returns what the workflow names; nothing named is whatever fails."""
    from healbot.wanted import Wanted

    return Wanted(
        target=inputs.target,
        arguments=inputs.arguments,
        command=inputs.command,
        oracles=inputs.checks,
    )


def settings_of(inputs: Inputs, plumbing: Plumbing, *, overlay: bool) -> Settings:
    """Returns the settings that hold: the repository's own under those of the workflow.

    With `overlay` nothing but the overlay sandbox will do.
    """
    from healbot.generation import GENERATORS
    from healbot.settings.config_file import read_config
    from healbot.settings.resolution import resolve

    flags = {**inputs.settings, **({"sandbox": "overlay"} if overlay else {})}
    return resolve(read_config(plumbing), os.environ, flags, generators=GENERATORS)


def heal_wanted(project: Project, wanted: Wanted, settings: Settings) -> Healed:
    """Heals what is wanted in the checkout of the current folder.

    Raises what ``healbot fix`` raises.
    """
    from healbot import wiring
    from healbot.reports.errors import print_note
    from healbot.wanted import checked_folder, request_for

    checked_folder(wanted)
    wiring.check_choices(wanted.oracles, settings.generators.value, settings.timeout.value)
    request, detected = request_for(project.plumbing, wanted, settings)
    if detected is not None:
        print_note(detected.sentence)
    check_is_committed(project.plumbing, request)
    return heal_request(project, request, settings)


def heal_request(
    project: Project, request: Request, settings: Settings, fingerprint: str | None = None
) -> Healed:
    """Heals `request`, prints how that went, and returns what it left."""
    from healbot import wiring
    from healbot.fix_options import FixOptions
    from healbot.reports.live_progress import LiveProgress
    from healbot.reports.terminal import print_fixes

    with LiveProgress(quiet=False) as progress:
        fixes = wiring.fix(project, request, FixOptions(settings), progress, fingerprint)
    print_fixes(fixes, quiet=False)
    sys.stdout.flush()
    names = dict.fromkeys(summary.branch for summary in fixes.summaries if summary.branch)
    return Healed(_ending(fixes), fixes, tuple(names))


def check_is_committed(plumbing: Plumbing, request: Request) -> None:
    """Raises `Refused` when the checkout holds more than its commit: that could not be published.

    A step before may have written it; on a terminal healbot would make a snapshot commit.
    """
    from healbot.ledger.snapshot import take_snapshot

    snapshot = take_snapshot(plumbing, request.target)
    if snapshot.is_clean:
        return
    paths = (*snapshot.files, *snapshot.deleted)
    named = ", ".join(paths[:3]) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")
    raise Refused(
        f"The checkout is not as its commit has it: {named or 'there is no commit'}.",
        hint="Let the steps before healbot change nothing that Git tracks, and ignore what they "
        "build in .gitignore.",
    )


def _ending(fixes: Fixes) -> Ending:
    outcome = outcome_of_exit(fixes.exit_code)
    endings = {summary.ending for summary in fixes.summaries}
    if endings == {"nothing-to-heal"}:
        outcome = "nothing-to-heal"
    sentences = [_sentence(fixes, number) for number in range(min(len(fixes.summaries), 5))]
    if len(fixes.summaries) > len(sentences):
        sentences.append(f"And {len(fixes.summaries) - len(sentences)} more.")
    return Ending(outcome, " ".join(sentences), fixes.exit_code)


def _sentence(fixes: Fixes, number: int) -> str:
    summary = fixes.summaries[number]
    if summary.ending == "nothing-to-heal":
        return f"{summary.label}: nothing to heal, {summary.reason}."
    if summary.ending == "healed":
        by = f" by the fix on {summary.healed_by}" if summary.healed_by else ""
        return f"{summary.label} is healed{by}."
    return f"{summary.label}: gave up, {summary.reason}."
