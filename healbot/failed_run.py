"""From a failed run of a project's CI to a heal at the commit that the run was about."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from healbot.core.errors import Declined, ForgeUnusable, NotReproduced, Refused, UsageError
from healbot.core.forge import Job, WorkflowRun
from healbot.fix_options import FixOptions
from healbot.forge_port import Forge
from healbot.ledger.commit_checkout import checkout_of, fetch_commit, files_of, has_commit
from healbot.ledger.plumbing import Plumbing
from healbot.ledger.snapshot import take_snapshot
from healbot.reports.summary import Fixes
from healbot.reproducers.here import Here
from healbot.reproducers.planned_request import PlannedRequest, request_of
from healbot.reproducers.workflow_run import FailedJob, RunPlan, plan_of
from healbot.sandbox.interpreter import find_interpreter
from healbot.sandbox.relocated_venv import relocated_venv
from healbot.settings.model import Setting, Settings
from healbot.wiring import Project, open_project

_NAMED = re.compile(r"[A-Za-z_]\w{0,100}(?:Error|Exception|Warning|Exit|Interrupt)\b")
MAX_JOBS = 12
"""Logs that are read; a matrix may have 256 jobs, which mostly fail alike."""


def plan_for(
    forge: Forge, run_id: int, *, job: str = "", job_id: int | None = None, here: Here | None = None
) -> RunPlan:
    """Returns what is healed of a run, or why nothing is.

    `job` is the name of the one job to look at, `job_id` its id; by default the failed job that
    tells most. Raises `UsageError` when no failed job is called so, and what `Forge` raises.
    """
    run = forge.run(run_id)
    jobs = forge.failed_jobs(run) if run.status == "completed" else ()
    chosen = _chosen(jobs, job, job_id)
    failed = _with_logs(forge, chosen[:MAX_JOBS])
    plan = plan_of(run, failed, here or Here())
    others = tuple(item.name for item in jobs if item.name != plan.job)
    own = str(forge.repository).lower()
    return replace(
        plan,
        other_jobs=others,
        differences=(*_of_run(run), *plan.differences),
        is_foreign=(run.head_repository or "").lower() != own,
    )


def _chosen(jobs: Sequence[Job], name: str, number: int | None) -> Sequence[Job]:
    if name:
        found = [job for job in jobs if job.name == name]
        if not found and jobs:
            names = ", ".join(" ".join(job.name.split())[:60] for job in jobs[:8])
            raise UsageError(f"No failed job is called {name[:100]!r}.", hint=f"Failed: {names}")
        return found
    return [job for job in jobs if job.id == number] or jobs


def _with_logs(forge: Forge, jobs: Sequence[Job]) -> list[FailedJob]:
    """Returns the jobs with their logs; a log may be gone as long as another one is there."""
    found: list[FailedJob] = []
    problem: ForgeUnusable | None = None
    for job in jobs:
        try:
            found.append(FailedJob(job, forge.job_log(job)))
        except ForgeUnusable as error:
            problem = error
            found.append(FailedJob(job, None))
    if problem is not None and all(item.log is None for item in found):
        raise problem
    return found


def _of_run(run: WorkflowRun) -> tuple[str, ...]:
    if run.event in ("pull_request", "pull_request_target"):
        return ("CI ran the pull request merged into its base; here its own commit runs.",)
    return ()


def check_plan(plan: RunPlan) -> None:
    """Raises `Declined` with the reason when there is nothing to heal."""
    if plan.target is None:
        where = f" (job {plan.job[:60]!r})" if plan.job else ""
        start = "Nothing to heal" if plan.before_code_ran else "Not healed"
        raise Declined("run", f"{start}: {plan.reason}{where}.", hint=f"Look at {plan.run.url}")


def bring_commit(plumbing: Plumbing, commit: str, remote: str) -> None:
    """Makes sure that the repository has the commit; fetches it from `remote` when it has not."""
    if not has_commit(plumbing, commit):
        fetch_commit(plumbing, commit, remote)
        if not has_commit(plumbing, commit):
            raise Refused(
                f"{remote} has no commit {commit[:12]}.", hint="Was the branch deleted since?"
            )


def planned_request(plumbing: Plumbing, plan: RunPlan, settings: Settings) -> PlannedRequest:
    """Returns what is run here; `check_plan` must have let the plan pass."""
    assert plan.target is not None  # noqa: S101 - `check_plan`
    return request_of(
        plan.target,
        files_of(plumbing, plan.commit),
        timeout=settings.timeout.value,
        generators=settings.generators.value,
    )


@dataclass(frozen=True)
class ProjectAt:
    """A project at a commit, and the options to heal it there."""

    project: Project
    options: FixOptions
    is_checkout: bool
    """Whether it lies in a temporary folder, and not where the user works."""


@contextmanager
def project_at(project: Project, commit: str, options: FixOptions) -> Iterator[ProjectAt]:
    """Yields the project at `commit`: where the user works when that is what is there.

    Else the commit's files are laid out in a temporary folder, with the user's virtual environment
    changed to import from there. The branches that are made are the user's in both cases.
    """
    plumbing = project.plumbing
    if plumbing.head == commit and take_snapshot(plumbing, "").is_clean:
        yield ProjectAt(project, options, is_checkout=False)
        return
    if options.apply:
        raise Refused(
            "Your files are not those of the run: the fix cannot be written to them.",
            hint=f"Without --apply it goes on a branch; or first: git switch --detach {commit}",
        )
    root = plumbing.root
    python = find_interpreter(root, options.python, os.environ, Path.cwd())
    with checkout_of(plumbing, commit) as tree, open_project(tree) as inner:
        moved = _moved_venv(python, root, tree)
        settings = replace(
            options.settings, python=Setting(str(moved), options.settings.python.source)
        )
        visible = () if moved == python else (python.parent.parent,)
        yield ProjectAt(
            inner, replace(options, settings=settings, visible=visible), is_checkout=True
        )


def _moved_venv(python: Path, root: Path, tree: Path) -> Path:
    """Returns the interpreter of a venv that imports `tree` where the user's imports `root`."""
    roots = tuple(dict.fromkeys((root.resolve(), root)))
    venv = relocated_venv(python, roots)
    if venv is None:
        return python
    target = tree.parent / "venv"
    venv.lay_out(target, roots, tree)
    return target / python.relative_to(python.parent.parent)


def check_reproduced(fixes: Fixes, plan: RunPlan) -> None:
    """Raises `NotReproduced`, with what differs from here, when nothing failed here."""
    if all(summary.ending == "nothing-to-heal" for summary in fixes.summaries):
        raise not_reproduced(plan)


def with_other_failure(fixes: Fixes, plan: RunPlan) -> RunPlan:
    """Returns the plan with one more difference when what failed here is not what the log shows."""
    there = _NAMED.match(plan.headline)
    shown = [summary.failure.headline for summary in fixes.summaries if summary.failure]
    if there is None or not shown or any(line.startswith(there[0]) for line in shown):
        return plan
    told = f"The log ends with {plan.headline[:200]}; here it is {shown[0][:200]}."
    return replace(plan, differences=(*plan.differences, told))


def not_reproduced(plan: RunPlan, said: str = "") -> NotReproduced:
    """Returns the error that says what differs between the run and here."""
    known = " ".join(plan.differences) or "Nothing is known to differ; it may fail now and then."
    return NotReproduced(
        said or f"What failed in run {plan.run.id} (job {plan.job!r}) passes here.", hint=known
    )


def run_json(plan: RunPlan, missing: Sequence[str] = ()) -> dict[str, Any]:
    """Returns the run as JSON data of ``report.schema.json``."""
    return {
        "id": plan.run.id,
        "url": plan.run.url,
        "commit": plan.commit,
        "job": plan.job,
        "step": plan.step,
        "headline": plan.headline,
        "differences": list(plan.differences),
        "other_jobs": list(plan.other_jobs),
        "missing_tests": list(missing[:100]),
    }
