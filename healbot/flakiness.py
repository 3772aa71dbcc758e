"""Why the same run gives different answers: small experiments, told with their evidence.

The causes are those of Luo et al., "An Empirical Analysis of Flaky Tests" (2014), as far as a
sandbox can tell them apart: order of tests, order of sets, chance, time, the network, files left
behind. A flaky failure is not healed: a patch that "passes" proves nothing there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from healbot.core.cases import SuiteReport
from healbot.core.execution import Execution
from healbot.core.failure import Failure
from healbot.ports import Command, Runner, SandboxTree, SuiteRunner
from healbot.trial import Job, Trials

RERUNS = 4
"""Further runs in fresh trees."""
_SEEDS = ("0", "1", "2")
_CONFIRMING = 4
"""Further runs with each seed before the seed is blamed: chance alone often agrees twice."""
_CHANCE = re.compile(r"\b(?:random|secrets|uuid[14]?|shuffle|randint|choice|numpy\.random)\b")
_TIME = re.compile(
    r"\b(?:time\.(?:time|sleep|monotonic|perf_counter)|datetime|date\.today|utcnow|timezone)\b"
)
_NETWORK = re.compile(
    r"\b(?:gaierror|ConnectionError|ConnectionRefusedError|NewConnectionError|URLError|"
    r"Name or service not known|Temporary failure in name resolution|Network is unreachable)\b"
)
_THREADS = re.compile(r"\b(?:threading|multiprocessing|asyncio|concurrent\.futures)\b")


class FlakyCause(StrEnum):
    """What a failure depends on besides the code."""

    TEST_ORDER = "the order of the tests"
    LEFTOVERS = "files that an earlier run left behind"
    SET_ORDER = "the order of sets (hash randomisation)"
    NETWORK = "the network"
    CHANCE = "chance"
    TIME = "time"
    CONCURRENCY = "concurrency"
    UNKNOWN = "something that healbot could not find out"


@dataclass(frozen=True)
class Flakiness:
    """A cause with the evidence for it."""

    cause: FlakyCause
    evidence: tuple[str, ...]
    """Sentences, each about something that was run or read."""

    @property
    def sentence(self) -> str:
        """What a person reads."""
        return f"It depends on {self.cause}: {'; '.join(self.evidence)}."


class _Seeded:
    """A tree in which everything runs with variables of its own."""

    def __init__(self, tree: SandboxTree, environment: Mapping[str, str]) -> None:
        self._tree = tree
        self._environment = environment

    @property
    def root(self) -> str:
        return self._tree.root

    def run(self, command: Command) -> Execution:
        merged = {**command.environment, **self._environment}
        return self._tree.run(replace(command, environment=merged))

    def read(self, path: str, limit: int = 1024 * 1024) -> bytes | None:
        return self._tree.read(path, limit)


@dataclass(frozen=True)
class _SeededRunner:
    runner: Runner
    environment: Mapping[str, str]

    def run(self, tree: SandboxTree, timeout: float) -> Execution:
        return self.runner.run(_Seeded(tree, self.environment), timeout)

    def crash_command(self, root: str, output: str) -> Command | None:
        return self.runner.crash_command(root, output)


@dataclass(frozen=True)
class _TwiceRunner:
    """Runs twice in the same tree; the second run is what counts."""

    runner: Runner

    def run(self, tree: SandboxTree, timeout: float) -> Execution:
        self.runner.run(tree, timeout)
        return self.runner.run(tree, timeout)

    def crash_command(self, root: str, output: str) -> Command | None:
        return self.runner.crash_command(root, output)


def classify(trials: Trials, failures: Sequence[Failure | None], sources: str) -> Flakiness:
    """Returns why runs of the reproducer differ.

    `failures` are what the runs so far showed, `sources` the text of the code involved.
    """
    runs = [*failures, *(trial.failure for trial in trials.run_all([{}] * RERUNS))]
    failed = sum(failure is not None for failure in runs)
    counted = f"{failed} of {len(runs)} runs fail"
    if any(failure and _NETWORK.search(failure.traceback) for failure in runs):
        return Flakiness(FlakyCause.NETWORK, (counted, "a failure names a missing connection"))
    seeded = _by_hash_seed(trials)
    if seeded:
        return Flakiness(FlakyCause.SET_ORDER, (counted, seeded))
    for cause, pattern in (
        (FlakyCause.CHANCE, _CHANCE),
        (FlakyCause.TIME, _TIME),
        (FlakyCause.CONCURRENCY, _THREADS),
    ):
        found = pattern.search(sources)
        if found:
            return Flakiness(cause, (counted, f"the code uses {found[0]}"))
    return Flakiness(FlakyCause.UNKNOWN, (counted,))


def _by_hash_seed(trials: Trials) -> str:
    """Returns a sentence when the hash seed alone decides; ``""`` otherwise."""
    answers = {}
    for seed in _SEEDS:
        runner = _SeededRunner(trials.runner, {"PYTHONHASHSEED": seed})
        done = trials.map(trials.execute, [Job(runner, {})] * 2)
        outcomes = {execution.exited_zero for execution in done}
        if len(outcomes) > 1:
            return ""
        answers[seed] = outcomes.pop()
    if len(set(answers.values())) > 1:
        good = next(seed for seed, passes in answers.items() if passes)
        bad = next(seed for seed, passes in answers.items() if not passes)
        for seed in (good, bad):
            runner = _SeededRunner(trials.runner, {"PYTHONHASHSEED": seed})
            again = trials.map(trials.execute, [Job(runner, {})] * _CONFIRMING)
            if any(execution.exited_zero != answers[seed] for execution in again):
                return ""
        return f"it always passes with PYTHONHASHSEED={good} and always fails with {bad}"
    return ""


def leaves_something_behind(trials: Trials) -> str:
    """Returns a sentence when what passes in a fresh tree fails in one where it ran already."""
    second = trials.execute(Job(_TwiceRunner(trials.runner), {}))
    if second.exited_zero:
        return ""
    return "it passes in a fresh tree and fails when it runs again in the same one"


def order_dependence(trials: Trials, runner: SuiteRunner, report: SuiteReport, test: str) -> str:
    """Returns which earlier test makes `test` fail, when one does; ``""`` otherwise.

    `report` is of the run in which it failed although it passes alone. The tests before it are
    halved until one is left (binary search, about log2 runs).
    """
    order = [case.id for case in report.cases]
    before = order[: order.index(test)] if test in order else []

    def fails_after(part: Sequence[str]) -> bool:
        done = trials.execute(Job(runner.selecting([*part, test]), {}))
        case = done.tests.case(test) if done.tests else None
        return case is not None and case.outcome.is_bad

    if not before or not fails_after(before):
        return ""
    while len(before) > 1:
        middle = len(before) // 2
        if fails_after(before[:middle]):
            before = before[:middle]
        elif fails_after(before[middle:]):
            before = before[middle:]
        else:
            return f"it passes alone and fails after {len(before)} others together"
    return f"it passes alone and fails after {before[0]}"
