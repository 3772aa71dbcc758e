"""Puts together what one heal needs: sandbox, runner, oracles, guard, generators, ledger."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from healbot.core.attribution import Signature
from healbot.core.bill import NOTHING_BILLED
from healbot.core.cases import SuiteReport
from healbot.core.errors import EnvironmentProblem, ExitCode
from healbot.core.evidence import Trial
from healbot.core.failure import Failure
from healbot.core.redaction import Redactor
from healbot.core.reproducer import Reproducer
from healbot.core.session import Policy, Request
from healbot.core.source import SourceFile
from healbot.core.verdict import Judgement
from healbot.counsel import Counsel
from healbot.filesystem import WorkTreeFiles, python_sources
from healbot.fix_options import FixOptions, make_sandbox
from healbot.generation import Surroundings, advice_without_model, briefs_for, generators_for
from healbot.guard import Guard
from healbot.healing import Ending, Healer, Healing, Parts
from healbot.ledger.git_ledger import GitLedger, SessionBranch
from healbot.ledger.plumbing import Plumbing
from healbot.ledger.project_ledger import ProjectLedger
from healbot.ledger.work_tree import apply_to_work_tree
from healbot.oracles.agreement import Agreement
from healbot.oracles.catalogue import (
    gate_oracles,
    run_oracles,
    run_oracles_for_goal,
    run_oracles_for_tests,
)
from healbot.ports import Inspector, Observer, Problem, Runner, Sandbox, SuiteRunner
from healbot.reports.summary import DryRun, FailureView, Summary
from healbot.reproducers.catalogue import runner_for
from healbot.reproducers.command_runner import CommandRunner
from healbot.reproducers.declared import declared_dependencies
from healbot.reproducers.pytest_config import suite_of_sub_project
from healbot.sandbox.inspector import SandboxInspector
from healbot.sandbox.interpreter import FoundInterpreter, choose_interpreter
from healbot.suite_runs import SuitePlan
from healbot.trial import Trials
from healbot.verification import GateParts
from healbot.warm_up import warm_up

if TYPE_CHECKING:
    from healbot.core.failure_groups import FailureGroup


class Workshop:
    """Heals failures of one project; what several heals share is made once."""

    def __init__(
        self,
        plumbing: Plumbing,
        ledger: GitLedger,
        options: FixOptions,
        observer: Observer,
        *,
        folder: str = ".",
        runs_tests: bool = False,
    ) -> None:
        """`folder` is where code runs, relative to the root; `runs_tests` says that test suites
        run, whose needs are looked for."""
        self._plumbing = plumbing
        self._ledger = ledger
        settings = options.settings
        ledger.signature = Signature.of(settings.author.value, settings.co_author.value)
        self._options = options
        self._observer = observer
        self._root = plumbing.root
        self._cwd = folder
        self._folder = self._root / folder
        self.runs_tests = runs_tests
        self._started = time.monotonic()

    @cached_property
    def interpreter(self) -> Path:
        """The project's interpreter."""
        return self._chosen.path

    @cached_property
    def _chosen(self) -> FoundInterpreter:
        return choose_interpreter(self._root, self._options.python, os.environ, self._folder)

    @cached_property
    def sandbox(self) -> Sandbox:
        """Where the project's code runs."""
        return make_sandbox(
            self._options.sandbox,
            self._root,
            self.interpreter,
            self._options,
            repository=self._needs_repository,
        )

    @cached_property
    def _needs_repository(self) -> bool:
        """Whether the project's tests need a Git repository around them; the user's is hidden."""
        if not self.runs_tests:
            return False
        from healbot.core.tampering import is_test_file
        from healbot.sandbox.repository_need import repository_need

        files = WorkTreeFiles(self._root, {})
        build = map(files.source, ("pyproject.toml", "setup.cfg", "setup.py"))
        tests = (f.text for path, f in python_sources(self._root).items() if is_test_file(path))
        return bool(repository_need("", (file.text for file in build if file), tests))

    @property
    def _redactor(self) -> Redactor:
        return self._around.redactor

    @cached_property
    def _around(self) -> Surroundings:
        return Surroundings(
            self._root, self._plumbing, self._options.settings, self._observer.running
        )

    def _out_of_time(self) -> bool:
        return time.monotonic() - self._started > self._options.settings.max_seconds.value

    def trials_for(self, request: Request) -> Trials:
        """Returns what runs the reproducer of `request`."""
        return self._trials(request, *runner_for(request, self._root, self.interpreter))

    def check_runner_is_installed(self, request: Request, trial: Trial) -> None:
        """Raises `EnvironmentProblem` when a run of `request` shows that its runner is missing."""
        wanted = f"No module named '{request.kind}'"
        if trial.execution.tests is None and trial.execution.stderr.rstrip().endswith(wanted):
            raise EnvironmentProblem(
                f"{self.interpreter} has no {request.kind}.",
                hint="Install it there, or name another interpreter with --python.",
            )

    def groups_in(self, trial: Trial, cwd: str) -> tuple[FailureGroup, ...]:
        """Returns the failing cases of a run, grouped by the failure that they show."""
        report = trial.execution.tests
        if report is None:
            return ()
        from healbot.core.failure_groups import group_failures

        return group_failures(report, trial.roots, cwd, self._redactor.redact)

    def heal(
        self,
        request: Request,
        expected_fingerprint: str | None = None,
        seen: Trial | None = None,
    ) -> tuple[Summary, Healing]:
        """Heals what `request` names and returns what happened.

        `seen` is a run of it without any patch that was made already.
        """
        started = time.monotonic()
        reproducer, runner = runner_for(request, self._root, self.interpreter)
        if isinstance(runner, CommandRunner) and seen is None:
            seen = self._trials(request, reproducer, runner).run({})
            runner = runner.watching(seen.execution.tests, str(self.interpreter))
        facts = self._inspector(request, runner, reproducer, {})
        parts = self._parts(request, reproducer, runner, facts)
        healer = Healer(parts, reproducer, request, Policy(self._options.max_attempts))
        warm_up()
        healing = healer.heal(expected_fingerprint, seen)
        applied = False
        if self._options.apply and healing.ending is Ending.HEALED:
            self.apply(healing.base_files, healing.files)
            applied = True
        counsel = Counsel(self._root, self._cwd, self._options.settings)
        advice = counsel.advice(healing.remaining, facts)
        if healing.ending is Ending.GAVE_UP:
            hinted = healing.session is not None and bool(healing.session.hints)
            without = advice_without_model(request, self._around, hinted=hinted)
            advice = (*advice, without) if without else advice
        seconds = time.monotonic() - started
        told = _summary(
            healing, reproducer.label, self.sandbox, self._chosen, advice, applied, seconds
        )
        suspicion = counsel.suspicion(healing.remaining)
        if suspicion:
            told = replace(told, reason=f"{suspicion}; {told.reason}")
        return told, healing

    def dry_run(self, request: Request) -> DryRun:
        """Returns what a language model would be sent first for `request`; nothing is sent.

        Runs the reproducer, and once more under a probe; makes no branch.
        """
        reproducer, runner = runner_for(request, self._root, self.interpreter)
        self._observer.running("running it once")
        failure = self._trials(request, reproducer, runner).run({}).failure
        if failure is None:
            return DryRun(reproducer.label, None, None)
        facts = self._inspector(request, runner, reproducer, {})
        guard = self._guard(request, reproducer, facts)
        files = WorkTreeFiles(self._root, {})
        problem = Problem(reproducer, failure, files, facts, guard.is_protected)
        first = briefs_for(request, self._around).first_request(problem)
        chosen = self._around.models.regular
        return DryRun(reproducer.label, _view(failure), first, chosen.label if chosen else None)

    def apply(self, base_files: Mapping[str, SourceFile], files: Mapping[str, SourceFile]) -> None:
        """Writes `files` to the user's work tree where it is still as in `base_files`.

        Raises `healbot.core.errors.Refused`, and writes nothing, when it is not.
        """
        apply_to_work_tree(self._root, base_files, files)

    def _trials(self, request: Request, reproducer: Reproducer, runner: Runner) -> Trials:
        oracles = run_oracles(request.oracles, request.timeout)
        if request.goal:
            oracles = (*oracles, *run_oracles_for_goal(request.oracles))
        if request.kind == "command":
            oracles = (*oracles, Agreement(required=False))
        if request.is_test_run:
            may_edit = self._options.settings.allow_tests.value
            base = None if may_edit else WorkTreeFiles(self._root, {})
            oracles = (*oracles, *run_oracles_for_tests(request.selection, base))
        return Trials(
            self.sandbox,
            reproducer,
            runner,
            oracles,
            request.timeout,
            self._redactor,
            str(self._root),
            parallel=self.sandbox.backend == "overlay" and not self._options.network,
        )

    def _inspector(
        self,
        request: Request,
        runner: Runner,
        reproducer: Reproducer,
        changes: Mapping[str, SourceFile],
        shared: SandboxInspector | None = None,
    ) -> SandboxInspector:
        return SandboxInspector(
            self.sandbox,
            runner,
            reproducer.cwd,
            str(self.interpreter),
            changes,
            request.timeout,
            shared.interpreter if shared else None,
        )

    def _parts(
        self, request: Request, reproducer: Reproducer, runner: Runner, facts: SandboxInspector
    ) -> Parts[SessionBranch]:
        def inspector_with(changes: Mapping[str, SourceFile]) -> Inspector:
            return self._inspector(request, runner, reproducer, changes, facts)

        guard = self._guard(request, reproducer, facts)
        ledger = ProjectLedger(self._plumbing, self._ledger, request.target)
        return Parts(
            trials=self._trials(request, reproducer, runner),
            ledger=ledger,
            generators=generators_for(request, self._around),
            files_with=lambda changes: WorkTreeFiles(self._root, changes, ledger.why_not_kept),
            inspector_with=inspector_with,
            observer=self._observer,
            gate=self._gate(request, runner, guard, ledger),
            out_of_time=self._out_of_time,
        )

    def _guard(self, request: Request, reproducer: Reproducer, facts: Inspector) -> Guard:
        return Guard(
            reproducer,
            WorkTreeFiles(self._root, {}),
            facts,
            lambda: declared_dependencies(self._root),
            allow_tests=self._options.settings.allow_tests.value,
            protected=self._options.settings.protected_paths.value,
            network=self._options.network,
        )

    def _gate(
        self, request: Request, runner: Runner, guard: Guard, ledger: ProjectLedger
    ) -> GateParts:
        tests = cast("SuiteRunner", runner) if request.is_test_run else None
        suite = None
        if tests is not None and self._options.settings.suite.value is not False:
            timeout = self._options.settings.suite_timeout.value
            suite = SuitePlan(self._suite(request, tests), timeout, self._impacted)
        return GateParts(
            gate_oracles(),
            ledger.base_unchanged,
            guard,
            tests,
            suite,
            repeat=self._options.settings.repeat.value,
        )

    def _suite(self, request: Request, tests: SuiteRunner) -> SuiteRunner:
        """Returns the runner of the whole suite: that of the sub-project that the tests are in."""
        if request.kind == "pytest":
            inner = suite_of_sub_project(request.selection, request.cwd, self._root)
            if inner:
                return tests.selecting(inner)
        return tests.suite()

    def _impacted(self, changed: Mapping[str, SourceFile]) -> tuple[str, ...]:
        """Returns the test files that the changed files reach through imports."""
        from healbot.core.impact import impacted_tests
        from healbot.core.tampering import is_test_file

        sources = {path: file.text for path, file in python_sources(self._root).items()}
        return impacted_tests(sources, changed, is_test_file)

    def code_that_runs_elsewhere(self, report: SuiteReport) -> str:
        """Returns which of the project's sources is hidden by a copy that the tests import.

        ``""`` when none is. A patch of such a source changes nothing that runs.
        """
        from healbot.core.tampering import is_test_file
        from healbot.oracles.runs_patched_code import where_the_code_runs

        for path in python_sources(self._root):
            if is_test_file(path):
                continue
            verdict = where_the_code_runs(report.modules, [path])
            if verdict.judgement is Judgement.FAIL:
                return verdict.detail
        return ""


def _summary(
    healing: Healing,
    label: str,
    sandbox: Sandbox,
    interpreter: FoundInterpreter,
    advice: tuple[str, ...],
    applied: bool,
    seconds: float,
) -> Summary:
    session = healing.session
    validated = session.validated if session else None
    return Summary(
        ending=healing.ending.value,
        exit_code=int(ExitCode.GAVE_UP if healing.ending is Ending.GAVE_UP else ExitCode.HEALED),
        label=label,
        reason=healing.reason,
        failure=_view(healing.failure),
        remaining=_view(healing.remaining),
        branch=healing.branch,
        attempts=session.attempts if session else (),
        checks=validated.checks if validated else (),
        diff=healing.diff,
        applied=applied,
        sandbox=sandbox.backend,
        limitations=sandbox.limitations,
        advice=advice,
        seconds=seconds,
        bill=session.bill if session else NOTHING_BILLED,
        hints=session.hints if session else (),
        set_aside=session.set_aside if session else frozenset(),
        interpreter=f"{interpreter.path} ({interpreter.origin.partition(' /')[0]})",
    )


def _view(failure: Failure | None) -> FailureView | None:
    if failure is None:
        return None
    return FailureView(
        failure.headline, failure.fingerprint, failure.traceback, failure.failing_tests
    )
