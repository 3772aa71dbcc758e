"""``runs-patched-code`` at the gate: the patched files are those that the passing run imported."""

from __future__ import annotations

from healbot.core.evidence import GateCase
from healbot.core.verdict import Judgement, Verdict
from healbot.oracles.runs_patched_code import ID, where_the_code_runs


class CodeThatRuns:
    """Judges by the modules that were loaded at the end of the run with the patch."""

    id = ID
    description = "The patched files are those that the tests import, not installed copies of them."

    def judge(self, case: GateCase) -> Verdict | None:
        """Fails when a module came from elsewhere; does not apply without a report of modules."""
        report = case.report
        if report is None or not report.modules:
            return None
        verdict = where_the_code_runs(report.modules, sorted(case.patched))
        if verdict.judgement is not Judgement.INCONCLUSIVE:
            return verdict
        # Run by a process of the tests', or read as data; that it matters is for ``necessity``.
        return Verdict(ID, Judgement.PASS, f"{verdict.detail}, but nothing hides it")
