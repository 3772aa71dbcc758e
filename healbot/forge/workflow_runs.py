"""Runs of workflows, their jobs and logs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from healbot.core.forge import FAILED, Job, JobLog, WorkflowRun
from healbot.forge import calls, job_logs
from healbot.forge.reading import job_of, run_of
from healbot.forge.repository_calls import RepositoryCalls


class WorkflowRuns(RepositoryCalls):
    """What CI did."""

    def run(self, number: int) -> WorkflowRun:
        """Returns a run of a workflow by its id."""
        call = calls.read_run(number)
        return self.wire.read(call, lambda: run_of(self._repo.get_workflow_run(number)))

    def runs(
        self, *, head_sha: str = "", status: str = "", limit: int = 20
    ) -> Sequence[WorkflowRun]:
        """Returns runs, newest first; `status` may be a conclusion, such as ``failure``."""
        filters = {"head_sha": head_sha, "status": status}

        def read() -> tuple[WorkflowRun, ...]:
            asked = {name: value for name, value in filters.items() if value}
            found = self._repo.get_workflow_runs(**asked)  # type: ignore[arg-type] # all are texts
            return tuple(run_of(run) for run in islice(found, limit))

        return self.wire.read(calls.read_runs(), read)

    def failed_jobs(self, run: WorkflowRun) -> Sequence[Job]:
        """Returns the jobs of the run's newest attempt that failed."""

        def read() -> tuple[Job, ...]:
            from github.PaginatedList import PaginatedList
            from github.WorkflowJob import WorkflowJob

            # Not `WorkflowRun.jobs`: it goes to an address that was in an answer.
            route = self.wire.path(f"/actions/runs/{run.id:d}/jobs")
            found = PaginatedList(
                WorkflowJob, self.wire.requester, route, {"filter": "latest"}, list_item="jobs"
            )
            return tuple(job_of(job) for job in found if job.conclusion in FAILED)

        return self.wire.read(calls.read_jobs(run.id), read)

    def job_log(self, job: Job, limit: int = 8 * 1024 * 1024) -> JobLog:
        """Returns the last `limit` bytes of a job's log as text."""
        return job_logs.job_log(self.wire, job, limit)
