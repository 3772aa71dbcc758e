"""Measures what a heal takes with healbot, aider and mini-swe-agent, side by side.

Run: python -m tests.benchmarks.frugality [--cache DIR] [--only NAME] [--tool NAME] [--json FILE]

Each tool heals the same ten broken projects (tests/projects/frugality), each in a fresh repository,
and asks the same scripted model, which knows the right fix and answers at once. Counted are prompt
characters, requests and wall-clock time per healed case. A case is healed when the unchanged tests
pass with the sources that the tool left in the work tree.

Goals: healbot takes at most half of the better peer in each of the three, most of its time is spent
in the project's own runs, and what its embedded generators heal costs no request.

The peers are fetched from the package index that pip is configured for, into virtual environments
under DIR. While they heal, their way to other hosts is shut.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import re
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.frugality_cases import Case, frugality_cases, make_repository, passes, run
from tests.benchmarks.frugality_tools import Aider, Healbot, HealingTool, MiniSweAgent, Run
from tests.benchmarks.scripted_endpoint import Exchange, ScriptedEndpoint

OURS = "healbot"
GOAL = 0.5
"""Of the better peer, in each measure; also the least share of the project's own runs."""


@dataclass(frozen=True)
class Outcome:
    """One tool's heal of one case."""

    case: Case
    tool: str
    healed: bool
    """Whether the case's own test passes with the sources that are left in the work tree."""
    exchanges: tuple[Exchange, ...]
    run: Run
    plain_seconds: float
    """Wall-clock time of one run of the failing command without any tool."""

    @property
    def requests(self) -> int:
        """How often the model was asked."""
        return len(self.exchanges)

    @property
    def prompt_characters(self) -> int:
        """What the model was sent, over all requests."""
        return sum(exchange.prompt_characters for exchange in self.exchanges)

    @property
    def reply_characters(self) -> int:
        """What the model said."""
        return sum(exchange.reply_characters for exchange in self.exchanges)


@dataclass(frozen=True)
class Cost:
    """What a heal takes; as a ratio of two costs, how many times as much."""

    prompt_characters: float
    requests: float
    seconds: float


def cost_per_healed_case(outcomes: Iterable[Outcome], tool: str) -> Cost | None:
    """Returns what `tool` spent in all, for each case that it healed; ``None`` if it healed none.

    What was spent on cases that were not healed counts too.
    """
    own = [outcome for outcome in outcomes if outcome.tool == tool]
    healed = sum(outcome.healed for outcome in own)
    if not healed:
        return None
    return Cost(
        sum(outcome.prompt_characters for outcome in own) / healed,
        sum(outcome.requests for outcome in own) / healed,
        sum(outcome.run.seconds for outcome in own) / healed,
    )


def ratio_to_better_peer(outcomes: Sequence[Outcome]) -> Cost | None:
    """Returns healbot's cost in parts of the cheapest peer's, chosen for each measure by itself.

    ``None`` when healbot, or every peer, healed nothing.
    """
    ours = cost_per_healed_case(outcomes, OURS)
    peers = {outcome.tool for outcome in outcomes} - {OURS}
    costs = [cost for peer in peers if (cost := cost_per_healed_case(outcomes, peer))]
    if ours is None or not costs:
        return None
    return Cost(
        ours.prompt_characters / min(cost.prompt_characters for cost in costs),
        ours.requests / min(cost.requests for cost in costs),
        ours.seconds / min(cost.seconds for cost in costs),
    )


def share_of_own_runs(outcomes: Iterable[Outcome]) -> float | None:
    """Returns the part of healbot's time during which the project's test or script ran."""
    own = [outcome.run for outcome in outcomes if outcome.run.project_seconds is not None]
    seconds = sum(run.seconds for run in own)
    return sum(run.project_seconds or 0.0 for run in own) / seconds if seconds else None


def measure(case: Case, tool: HealingTool) -> Outcome:
    """Lets one tool heal one case in a repository of its own."""
    with tempfile.TemporaryDirectory(prefix="healbot-frugality-") as name:
        project = make_repository(case, Path(name))
        started = time.perf_counter()
        run(case, project.root)
        plain = time.perf_counter() - started
        with ScriptedEndpoint(case) as endpoint:
            done = tool.heal(case, project, endpoint.base_url)
            exchanges = endpoint.exchanges
        healed = passes(case, project.root)
    return Outcome(case, tool.name, healed, exchanges, done, plain)


# What is printed -------------------------------------------------------------------------------


def table(outcomes: Sequence[Outcome]) -> str:
    """Returns one line for each case and tool, as Markdown."""
    lines = [
        "| case | tool | healed | requests | prompt characters | reply characters | s | touched |",
        "|---|---|---|---:|---:|---:|---:|---|",
    ]
    lines += (
        f"| {o.case.name} | {o.tool} | {'yes' if o.healed else 'no'} | {o.requests} "
        f"| {o.prompt_characters:,} | {o.reply_characters:,} | {o.run.seconds:.1f} "
        f"| {', '.join(o.run.touched) or 'nothing'} |"
        for o in outcomes
    )
    return "\n".join(lines)


def comparison(outcomes: Sequence[Outcome]) -> str:
    """Returns what each tool takes per healed case, and healbot's part of the better peer's."""
    lines = [
        "| per healed case | healed | prompt characters | requests | s |",
        "|---|---:|---:|---:|---:|",
    ]
    for tool in dict.fromkeys(outcome.tool for outcome in outcomes):
        own = [outcome for outcome in outcomes if outcome.tool == tool]
        cost = cost_per_healed_case(own, tool)
        healed = f"{sum(outcome.healed for outcome in own)} of {len(own)}"
        lines.append(_cells(tool, healed, cost, "{:,.0f}", "{:.1f}", "{:.1f}"))
    ratio = ratio_to_better_peer(outcomes)
    if ratio is not None:
        lines.append(_cells(f"{OURS} / better peer", "", ratio, "{:.2f}", "{:.2f}", "{:.2f}"))
    return "\n".join(lines)


def _cells(name: str, healed: str, cost: Cost | None, *formats: str) -> str:
    if cost is None:
        return f"| {name} | {healed} | | | |"
    figures = (cost.prompt_characters, cost.requests, cost.seconds)
    cells = " | ".join(text.format(figure) for text, figure in zip(formats, figures, strict=True))
    return f"| {name} | {healed} | {cells} |"


def details(outcomes: Sequence[Outcome]) -> list[str]:
    """Returns what the tables do not show, a sentence each."""
    told = []
    commits = [o for o in outcomes if any(e.purpose == "commit message" for e in o.exchanges)]
    if commits:
        spent = [e for o in commits for e in o.exchanges if e.purpose == "commit message"]
        characters = sum(exchange.prompt_characters for exchange in spent)
        told.append(
            f"Of aider's, {len(spent)} requests with {characters:,} characters "
            "are for commit messages."
        )
    share = share_of_own_runs(outcomes)
    if share is not None:
        ours = [o for o in outcomes if o.tool == OURS]
        runs = sum(o.run.project_runs or 0 for o in ours)
        # The quickest of those before each tool's heal: the first may have to wait for the disk.
        plain = sum(
            (o.run.project_runs or 0)
            * min(other.plain_seconds for other in outcomes if other.case == o.case)
            for o in ours
        )
        told.append(
            f"{share:.0%} of healbot's time the project's own test or script ran: {runs} runs, "
            f"which one after the other and without healbot take {plain:.1f} s of its "
            f"{sum(o.run.seconds for o in ours):.1f} s."
        )
    return told


def missed_goals(outcomes: Sequence[Outcome]) -> list[str]:
    """Returns which goals healbot misses, a sentence each."""
    ours = [outcome for outcome in outcomes if outcome.tool == OURS]
    missed = [f"{o.case.name} is not healed." for o in ours if not o.healed]
    missed += (
        f"{o.case.name}: {o.requests} requests where the embedded generators suffice."
        for o in ours
        if o.requests and not o.case.needs_model
    )
    missed += (f"{o.case.name}: touched {', '.join(o.run.touched)}." for o in ours if o.run.touched)
    ratio = ratio_to_better_peer(outcomes)
    if ratio is not None:
        missed += (
            f"{name.replace('_', ' ')}: {value:.2f} of the better peer, goal {GOAL}."
            for name, value in dataclasses.asdict(ratio).items()
            if value > GOAL
        )
    share = share_of_own_runs(outcomes)
    if share is not None and share < GOAL:
        missed.append(f"The project's own runs are {share:.0%} of healbot's time, goal {GOAL:.0%}.")
    return missed


def as_json(outcomes: Sequence[Outcome], versions: dict[str, str]) -> dict[str, Any]:
    """Returns everything that was measured as JSON data."""
    ratio = ratio_to_better_peer(outcomes)
    return {
        "versions": versions,
        "ratio_to_better_peer": dataclasses.asdict(ratio) if ratio else None,
        "share_of_own_runs": share_of_own_runs(outcomes),
        "missed_goals": missed_goals(outcomes),
        "outcomes": [
            {
                "case": outcome.case.name,
                "needs_model": outcome.case.needs_model,
                "tool": outcome.tool,
                "healed": outcome.healed,
                "requests": outcome.requests,
                "prompt_characters": outcome.prompt_characters,
                "reply_characters": outcome.reply_characters,
                "plain_seconds": round(outcome.plain_seconds, 3),
                "exchanges": [dataclasses.asdict(exchange) for exchange in outcome.exchanges],
                **dataclasses.asdict(outcome.run),
            }
            for outcome in outcomes
        ],
    }


def report(outcomes: Sequence[Outcome]) -> str:
    """Returns the tables and sentences, apart for all cases and for those that need a model."""
    parts = [table(outcomes)]
    hard = [outcome for outcome in outcomes if outcome.case.needs_model]
    for title, chosen in (("All cases", outcomes), ("Cases that need a model", hard)):
        if chosen:
            parts.append("\n".join([f"{title}:\n\n{comparison(chosen)}\n", *details(chosen)]))
    return "\n\n".join(parts)


def default_cache() -> Path:
    """Returns where the peers are kept between runs."""
    return Path(tempfile.gettempdir()) / "healbot-frugality"


def main() -> int:
    """Prints the tables; exits with 1 when a goal is missed."""
    cache = default_cache()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="a regular expression for the name of a case")
    parser.add_argument("--tool", action="append", help="measure only this tool (repeatable)")
    parser.add_argument("--cache", type=Path, default=cache)
    parser.add_argument("--json", type=Path, help="write everything to this file")
    arguments = parser.parse_args()
    cache = arguments.cache.resolve()
    known: list[HealingTool] = [
        Healbot(), Aider(cache, "diff"), Aider(cache, "whole"), MiniSweAgent(cache)
    ]  # fmt: skip
    tools = [tool for tool in known if not arguments.tool or tool.name in arguments.tool]
    cases = [case for case in frugality_cases() if re.search(arguments.only, case.name)]
    if not tools or not cases:
        parser.error("nothing to measure: no such tool or case")
    versions = {tool.name: tool.prepare(cache) for tool in tools}
    print(", ".join(f"{name} {version}" for name, version in versions.items()), flush=True)
    outcomes: list[Outcome] = []
    for outcome in measured(cases, tools):
        print(_told(outcome), flush=True)
        outcomes.append(outcome)
        if arguments.json:
            # After each: what was measured is not lost when a later heal is interrupted.
            data = as_json(outcomes, versions)
            arguments.json.write_text(json.dumps(data, indent=1) + "\n", "utf-8")
    print("\n" + report(outcomes))
    missed = missed_goals(outcomes)
    print("\n".join(["", *(f"missed: {sentence}" for sentence in missed)]))
    return int(bool(missed))


def measured(cases: Sequence[Case], tools: Sequence[HealingTool]) -> Iterator[Outcome]:
    """Yields what every tool makes of every case, one at a time; the tools take turns.

    The first case is healed once by each tool before, which is not counted: programs are then read
    from memory and not from the disk.
    """
    for tool in tools:
        measure(cases[0], tool)
    for case in cases:
        for tool in tools:
            yield measure(case, tool)


def _told(outcome: Outcome) -> str:
    """Returns the progress of a measurement; when nothing was healed, with what the tool said."""
    line = (
        f"{outcome.case.name}: {outcome.tool} {'healed' if outcome.healed else 'did not heal'} it, "
        f"{', '.join(e.purpose for e in outcome.exchanges) or 'no request'}, "
        f"{outcome.run.seconds:.1f} s"
    )
    return line if outcome.healed else f"{line}\n{outcome.run.output[-1500:]}"


if __name__ == "__main__":
    sys.exit(main())
