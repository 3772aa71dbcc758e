"""One trial: the reproducer runs once in a fresh tree with some files changed, and is judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from healbot.core.diagnosis import diagnose, not_written
from healbot.core.evidence import Trial
from healbot.core.execution import Execution
from healbot.core.redaction import Redactor
from healbot.core.reproducer import Reproducer
from healbot.core.source import SourceFile
from healbot.core.verdict import Verdict
from healbot.ports import Observation, Oracle, Runner, Sandbox, SandboxTree

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Job:
    """A run of something in a fresh tree."""

    runner: Runner
    changes: Mapping[str, SourceFile]
    timeout: float = 0.0
    """In seconds; 0 is the reproducer's own limit."""


class Trials:
    """Runs the reproducer; every run has a tree of its own."""

    def __init__(
        self,
        sandbox: Sandbox,
        reproducer: Reproducer,
        runner: Runner,
        oracles: Sequence[Oracle],
        timeout: float,
        redactor: Redactor,
        project_root: str,
        parallel: bool,
    ) -> None:
        """`timeout` is in seconds; `parallel` says whether runs cannot get in each other's way."""
        self._sandbox = sandbox
        self._reproducer = reproducer
        self._runner = runner
        self._oracles = tuple(oracles)
        self._timeout = timeout
        self._redactor = redactor
        self._project_root = project_root
        self._parallel = parallel

    @property
    def runner(self) -> Runner:
        """What runs the reproducer."""
        return self._runner

    def redact(self, text: str) -> str:
        """Returns `text` without secrets."""
        return self._redactor.redact(text)

    def run(self, changes: Mapping[str, SourceFile]) -> Trial:
        """Runs the reproducer in a fresh tree with `changes` laid over the project."""
        with self._sandbox.fresh_tree(changes) as tree:
            # Asked before it runs: what a script prints could look like its absence.
            is_missing = bool(self._reproducer.goal) and not self._has_target(tree)
            execution = self._runner.run(tree, self._timeout)
            observation = Observation(self._reproducer, execution, tree)
            verdicts = self._judge(observation)
            roots = tuple(dict.fromkeys((tree.root, self._project_root)))
        redact = self._redactor.redact
        if is_missing:
            failure = not_written(self._reproducer, execution, roots, redact)
            return Trial(execution, verdicts, failure, roots)
        failed = diagnose(execution, verdicts, roots, self._reproducer.cwd, redact)
        return Trial(execution, verdicts, failed, roots)

    def _has_target(self, tree: SandboxTree) -> bool:
        return tree.read(self._reproducer.target, limit=1) is not None

    def execute(self, job: Job) -> Execution:
        """Runs something else than the reproducer in a fresh tree; it is not judged."""
        with self._sandbox.fresh_tree(job.changes) as tree:
            return job.runner.run(tree, job.timeout or self._timeout)

    def run_all(self, states: Sequence[Mapping[str, SourceFile]]) -> list[Trial]:
        """Runs one trial for each of `states`, two at a time when they cannot interfere."""
        return self.map(self.run, states)

    def map(self, function: Callable[[_Item], _Result], items: Sequence[_Item]) -> list[_Result]:
        """Applies `function`, which runs something, to `items`, two at a time when it may."""
        if not self._parallel or len(items) < 2:
            return [function(item) for item in items]
        with ThreadPoolExecutor(max_workers=2) as pool:
            try:
                return list(pool.map(function, items))
            except BaseException:  # an interrupt reaches only this thread
                pool.shutdown(wait=False, cancel_futures=True)
                self._sandbox.stop()
                raise

    def _judge(self, observation: Observation) -> tuple[Verdict, ...]:
        """Asks the oracles in order; after a bad exit status the others have nothing to judge."""
        verdicts: list[Verdict] = []
        for oracle in self._oracles:
            verdicts.append(oracle.judge(observation))
            if not verdicts[0].passed:
                break
        return tuple(verdicts)
