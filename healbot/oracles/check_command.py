"""``check``: a command of the user's runs in the same tree after the script and must exit 0."""

from __future__ import annotations

from healbot.core.verdict import Judgement, Verdict
from healbot.ports import Command, Observation


class CheckCommand:
    """Runs a shell command inside the sandbox, where the script left its files."""

    id = "check"
    description = "Your command, run after the script in the same tree, exits with status 0."

    def __init__(self, command: str, timeout: float) -> None:
        """`timeout` is in seconds."""
        self._command = command
        self._timeout = timeout

    def judge(self, observation: Observation) -> Verdict:
        """Passes when the command exits with status 0; its output is the evidence."""
        execution = observation.tree.run(
            Command(
                ("/bin/sh", "-c", self._command),
                cwd=observation.reproducer.cwd,
                timeout=self._timeout,
            )
        )
        if execution.exited_zero:
            return Verdict(self.id, Judgement.PASS, f"{self._command} exits 0")
        how = f"exits {execution.exit_code}"
        if execution.stop is not None:
            how = f"was stopped at the {execution.stop} limit"
        elif execution.signal is not None:
            how = f"was ended by signal {execution.signal}"
        evidence = (execution.stdout + execution.stderr).strip()
        return Verdict(self.id, Judgement.FAIL, f"{self._command} {how}", evidence)
