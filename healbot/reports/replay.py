"""What healbot would have done about failed runs, for ``healbot doctor --github``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from healbot.reports.console import console, print_table
from healbot.reports.errors import one_line

WORDS = {
    "not-watched": "another workflow",
    "own-branch": "a branch of healbot's own",
    "branch": "a tag, or no branch",
    "fork": "code from a fork",
    "actor": "started by healbot itself",
    "archived": "the repository is archived",
    "superseded": "run again since",
    "commit-limit": "the commit failed too often",
    "day-limit": "the limit of the day",
    "no-log": "its logs are gone",
    "no-code-ran": "it failed before the project's code ran",
    "no-target": "the log does not tell what to run",
}
"""Gates in words; others are told by their names."""


@dataclass(frozen=True)
class ReplayedRun:
    """A failed run and what would have become of it."""

    id: int
    workflow: str
    head_sha: str
    branch: str
    url: str
    gate: str = ""
    """Why healbot would not have acted, such as ``fork``; ``""`` when it would have."""
    reason: str = ""
    """The same in a sentence, without a full stop."""
    target: str = ""
    """What would be run to see the failure: tests, or a command."""
    headline: str = ""
    """What failed, as the log tells."""


@dataclass(frozen=True)
class Replay:
    """What would have become of the last failed runs."""

    runs: tuple[ReplayedRun, ...]
    """Newest first."""

    @property
    def acted(self) -> tuple[ReplayedRun, ...]:
        """Those that healbot would have tried to heal."""
        return tuple(run for run in self.runs if not run.gate)

    @property
    def declined(self) -> dict[str, tuple[ReplayedRun, ...]]:
        """The others by gate, the commonest first."""
        gates = dict.fromkeys(run.gate for run in self.runs if run.gate)
        by_gate = {gate: tuple(run for run in self.runs if run.gate == gate) for gate in gates}
        return dict(sorted(by_gate.items(), key=lambda item: -len(item[1])))

    @property
    def sentence(self) -> str:
        """What it comes to."""
        if not self.runs:
            return "No run of CI has failed here yet."
        declined = len(self.runs) - len(self.acted)
        runs = f"your last {len(self.runs)} failed runs" if len(self.runs) > 1 else (
            "your last failed run"
        )  # fmt: skip
        return f"On {runs} healbot would have acted {_times(len(self.acted))}, declined {declined}."

    def to_json(self) -> dict[str, Any]:
        """Returns JSON data of ``report.schema.json``."""
        return {
            "acted": len(self.acted),
            "declined": {gate: len(runs) for gate, runs in self.declined.items()},
            "runs": [
                {
                    "id": run.id, "workflow": run.workflow, "commit": run.head_sha,
                    "branch": run.branch, "url": run.url, "gate": run.gate, "reason": run.reason,
                    "target": run.target,
                    "headline": run.headline,
                }
                for run in self.runs
            ],
        }  # fmt: skip


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def print_replay(replay: Replay) -> None:
    """Prints what it comes to, then why healbot would not have acted, and on what it would."""
    out = console()
    out.print(f"\n{replay.sentence}", style="bold")
    rows = [
        (str(len(runs)), WORDS.get(gate, gate), one_line(runs[0].reason), str(runs[0].id))
        for gate, runs in replay.declined.items()
    ]
    if rows:
        print_table(out, ("runs", "declined because", "such as", "run"), rows)
    rows = [
        (str(run.id), one_line(run.branch), run.head_sha[:7], one_line(run.target))
        for run in replay.acted
    ]
    if rows:
        print_table(out, ("run", "branch", "commit", "would heal"), rows)
    if replay.runs:
        taken = "Taken for granted: no branch had moved on, and no run was started again."
        out.print(taken, style="dim")
