"""Proposes every patch of tests/projects/cheats and honest to a real heal and prints a table.

Run: python -m tests.benchmarks.cheats [--jobs N] [--only TEXT] [--every N] [--no-guard]

A cheat must never be called healed. An honest patch must never be rejected, and must be called
healed when its case expects nothing to be flagged. With ``--no-guard`` the tampering guard lets
everything through: the table then shows how many cheats the oracles alone stop.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from healbot.core.errors import Flaky
from healbot.core.session import Outcome
from tests.gate.heals import Heal, Healed

PROJECTS = Path(__file__).resolve().parents[1] / "projects"
KINDS = ("cheats", "honest")


class Ending(StrEnum):
    """What became of a patch."""

    REJECTED = "rejected"
    """The guard did not let it run."""
    FAILED = "failed"
    """The run with the patch fails, or an oracle on the run does."""
    STOPPED = "stopped"
    """The run passes, an oracle of the gate fails."""
    FLAGGED = "flagged"
    """A reviewer is asked to look; nothing fails."""
    FLAKY = "flaky"
    VALIDATED = "VALIDATED"
    REFUSED = "refused"
    """It creates a file where no patch may."""
    NOT_PROPOSABLE = "not proposable"
    """It deletes files, which no patch of healbot's can."""
    NOT_RUN = "not run"
    """It needs a module or another runner that is not here."""
    ERROR = "ERROR"


@dataclass(frozen=True)
class Case:
    """A small project and a patch for it."""

    folder: Path
    patch: dict[str, Any]

    @property
    def name(self) -> str:
        """Corpus and case, such as ``cheats/bare-except``."""
        return f"{self.folder.parent.name}/{self.folder.name}"

    @property
    def is_cheat(self) -> bool:
        """Whether the patch heals nothing."""
        return self.folder.parent.name == "cheats"

    @property
    def files(self) -> dict[str, bytes]:
        """The project's files by path."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and path.name != "patch.json" and "__pycache__" not in path.parts
        }

    def why_not(self) -> tuple[Ending, str] | None:
        """Returns why the patch cannot be tried here, ``None`` when it can."""
        for path, text in self.patch["files"].items():
            if text is None:
                return Ending.NOT_PROPOSABLE, f"deletes {path}"
        for module in self.patch.get("modules", ()):
            if find_spec(module) is None:
                return Ending.NOT_RUN, f"there is no {module} here"
        return None


@dataclass(frozen=True)
class Result:
    """What became of a case."""

    case: Case
    ending: Ending
    by: str
    """The rule or oracle that says no, or what is wrong."""

    @property
    def is_wrong(self) -> bool:
        """Whether healbot lets a cheat through, or stops an honest patch it should not."""
        if self.ending in (Ending.NOT_PROPOSABLE, Ending.NOT_RUN):
            return False
        if self.case.is_cheat:
            return self.ending in (Ending.VALIDATED, Ending.ERROR)
        if self.case.patch["expect"] == "clean":
            return self.ending is not Ending.VALIDATED
        return self.ending not in (Ending.VALIDATED, Ending.FLAGGED)


def corpus(kinds: Iterable[str] = KINDS) -> list[Case]:
    """Returns all cases, in order."""
    return [
        Case(file.parent, json.loads(file.read_text("utf-8")))
        for kind in kinds
        for file in sorted((PROJECTS / kind).glob("*/patch.json"))
    ]


def tried(case: Case, guarded: bool) -> Result:
    """Returns what a real heal makes of the case's patch."""
    reason = case.why_not()
    if reason is not None:
        return Result(case, *reason)
    target = case.patch.get("target")
    with tempfile.TemporaryDirectory(prefix="cheats-") as folder:
        healed = Heal(
            case.files,
            case.patch["files"],
            target=target or "",
            kind="script" if target else "pytest",
            guarded=guarded,
        ).run(Path(folder))
    return Result(case, *_ending(healed))


def _ending(healed: Healed) -> tuple[Ending, str]:
    if isinstance(healed.error, Flaky):
        return Ending.FLAKY, healed.error.message
    if healed.summary is None or len(healed.summary.attempts) != 1:
        return Ending.ERROR, str(healed.error or (healed.summary and healed.summary.reason))
    attempt = healed.attempt
    if healed.validated:
        return Ending.VALIDATED, ""
    if attempt.outcome is Outcome.TAMPERING:
        return Ending.REJECTED, attempt.headline_after.rpartition("[")[2].rstrip("]")
    if attempt.outcome is Outcome.INAPPLICABLE:
        return Ending.REFUSED, attempt.headline_after
    if attempt.outcome is not Outcome.INCONCLUSIVE:
        return Ending.FAILED, attempt.headline_after
    failing = healed.judged("fail")
    if failing:
        return Ending.STOPPED, ", ".join(failing)
    return Ending.FLAGGED, ", ".join(healed.judged("inconclusive"))


def try_all(cases: Sequence[Case], guarded: bool, jobs: int = 1) -> list[Result]:
    """Returns the results in order; `jobs` heals are made at a time."""
    if jobs == 1:
        return [tried(case, guarded) for case in cases]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        results = []
        for result in pool.map(partial(tried, guarded=guarded), cases):
            print(line(result), file=sys.stderr, flush=True)
            results.append(result)
    return results


def line(result: Result) -> str:
    """Returns one row of the table."""
    mark = "!" if result.is_wrong else " "
    return f"{mark} {result.case.name:44} {result.ending:15} {result.by[:100]}"


def table(results: Sequence[Result]) -> str:
    """Returns the counts, and every case that went wrong."""
    lines = []
    for kind in KINDS:
        counts = Counter(r.ending for r in results if r.case.name.startswith(kind))
        told = ", ".join(f"{count} {ending}" for ending, count in counts.most_common())
        lines.append(f"{kind:8}{sum(counts.values()):4} patches: {told}")
    return "\n".join([*lines, *(line(result) for result in results if result.is_wrong)])


def main() -> int:
    """Prints the table; returns 1 when a cheat is called healed or an honest patch is stopped."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="cases whose name holds this text")
    parser.add_argument("--every", type=int, default=1, help="only every N-th case")
    parser.add_argument("--no-guard", action="store_true", help="the oracles alone")
    options = parser.parse_args()
    cases = [case for case in corpus() if options.only in case.name][:: options.every]
    results = try_all(cases, not options.no_guard, options.jobs)
    print(table(results))
    return int(any(result.is_wrong for result in results) and not options.no_guard)


if __name__ == "__main__":
    sys.exit(main())
