"""Failed runs in memory: a `healbot.forge_port.Forge` of runs, jobs and logs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from healbot.core.errors import ForgeUnusable
from healbot.core.forge import Job, JobLog, JobStep, Repository, WorkflowRun
from healbot.forge_port import Forge

URL = "https://github.com/ada/cart/actions/runs/77"


def run(**changes: Any) -> WorkflowRun:
    """Returns a failed run of a push to main."""
    values: dict[str, Any] = {
        "id": 77, "attempt": 1, "workflow": "CI", "event": "push", "head_sha": "a" * 40,
        "head_branch": "main", "head_repository": "ada/cart", "actor": "ada",
        "triggering_actor": "ada", "status": "completed", "conclusion": "failure", "url": URL,
    }  # fmt: skip
    return WorkflowRun(**(values | changes))


def job(name: str = "test", number: int = 1, step: str = "Run pytest -q", **changes: Any) -> Job:
    """Returns a failed job, whose failed step is `step`."""
    steps = (JobStep(1, "Set up job", "success"), JobStep(2, step, "failure"))
    values: dict[str, Any] = {
        "id": number, "name": name, "conclusion": "failure", "steps": steps,
        "labels": ("ubuntu-latest",),
    }  # fmt: skip
    return Job(**(values | changes))


def log(script: str, output: str, code: int = 1, python: str = "3.12.1", before: str = "") -> str:
    """Returns the log of a job with one step, as the runner writes it."""
    time = "2026-11-02T10:00:00.1234567Z "
    coloured = [f"\x1b[36;1m{line}\x1b[0m" for line in script.splitlines()]
    lines = [
        "Current runner version: '2.331.0'",
        *before.splitlines(),
        f"##[group]Run {script.splitlines()[0]}",
        *coloured,
        "shell: /usr/bin/bash -e {0}",
        "env:",
        f"  pythonLocation: /opt/hostedtoolcache/Python/{python}/x64",
        "##[endgroup]",
        *output.splitlines(),
        f"##[error]Process completed with exit code {code}.",
        "Post job cleanup.",
    ]
    return "\ufeff" + "".join(f"{time}{line}\n" for line in lines)


@dataclass
class FakeRuns:
    """Runs by id, each with its failed jobs, and logs by the job's id."""

    runs: Mapping[int, tuple[WorkflowRun, Sequence[Job]]]
    logs: Mapping[int, str]
    asked: list[int] = field(default_factory=list)
    repository: Repository = Repository("ada", "cart")  # noqa: RUF009 - it is frozen

    def run(self, number: int) -> WorkflowRun:
        """Returns a run."""
        if number not in self.runs:
            raise ForgeUnusable(f"There is no run {number}.")
        return self.runs[number][0]

    def failed_jobs(self, run: WorkflowRun) -> Sequence[Job]:
        """Returns the jobs that failed."""
        return self.runs[run.id][1]

    def job_log(self, job: Job, limit: int = 8 * 1024 * 1024) -> JobLog:
        """Returns a log; raises as for one that is no longer kept."""
        self.asked.append(job.id)
        if job.id not in self.logs:
            raise ForgeUnusable(f"The log of the job {job.name!r} is gone (410).")
        return JobLog(self.logs[job.id][-limit:])


def forge(found: WorkflowRun, jobs: Sequence[Job], logs: Mapping[int, str]) -> Forge:
    """Returns a forge with one run."""
    return cast("Forge", FakeRuns({found.id: (found, jobs)}, logs))
