"""``exit-status``: the command ends by itself with status 0."""

from __future__ import annotations

from healbot.core.verdict import Judgement, Verdict
from healbot.ports import Observation


class ExitStatus:
    """Judges how the reproducer ended."""

    id = "exit-status"
    description = "The command ends by itself with status 0."

    def judge(self, observation: Observation) -> Verdict:
        """Passes only for a run that exited with status 0 by itself."""
        execution = observation.execution
        if execution.exited_zero:
            return Verdict(self.id, Judgement.PASS, "exit status 0")
        if execution.stop is not None:
            return Verdict(self.id, Judgement.FAIL, f"stopped at the {execution.stop} limit")
        if execution.signal is not None:
            return Verdict(self.id, Judgement.FAIL, f"ended by signal {execution.signal}")
        return Verdict(self.id, Judgement.FAIL, f"exit status {execution.exit_code}")
