"""Workflows, their runs, jobs and logs."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from tests.github import shapes_actions
from tests.github.access import Refusal, not_found
from tests.github.routing import Answer, Request, handles
from tests.github.state import Job, Run

LOGS_PATH = "/_logs/"
"""Where logs are, on the server, beside the API."""


@handles("actions/list-workflow-runs-for-repo", read="actions")
def _runs(request: Request) -> Answer:
    return _shown(request, list(request.repository.runs.values()))


@handles("actions/list-workflow-runs", read="actions")
def _runs_of_workflow(request: Request) -> Answer:
    wanted = request.parameters["workflow_id"]
    found = [run for run in request.repository.runs.values() if _is_of(run, wanted)]
    return _shown(request, found)


def _is_of(run: Run, workflow: str) -> bool:
    return workflow in (str(shapes_actions.workflow_id(run.path)), run.path.rpartition("/")[2])


def _shown(request: Request, found: list[Run]) -> Answer:
    query = request.query
    matching = [
        run
        for run in found
        if query.get("actor", run.actor) == run.actor
        and query.get("branch", run.head_branch) == run.head_branch
        and query.get("event", run.event) == run.event
        and query.get("head_sha", run.head_sha) == run.head_sha
        and query.get("status", run.status) in (run.status, run.conclusion)
        and _is_within(run.created_at, query.get("created", ""))
    ]
    matching.sort(key=lambda run: (run.created_at, run.id), reverse=True)
    world, repository = request.world, request.repository
    shown = [shapes_actions.run(world, repository, run) for run in matching]
    return request.paged(shown, "workflow_runs")


def _is_within(date: str, wanted: str) -> bool:
    """Whether a date is in a range in the syntax of GitHub's search; a day is all of it."""
    first, dots, last = wanted.partition("..")
    if dots:
        return (first in ("*", "") or first <= date) and (last in ("*", "") or date <= last + "~")
    end = wanted.lstrip("<>=")
    comparisons: dict[str, Callable[[], bool]] = {
        ">=": lambda: date >= end,
        "<=": lambda: date <= end + "~",
        ">": lambda: date > end + "~",
        "<": lambda: date < end,
        "": lambda: date.startswith(end),
    }
    return comparisons[wanted.removesuffix(end)]()


def _run_of(request: Request) -> Run:
    run = request.repository.runs.get(request.number("run_id"))
    if run is None:
        raise not_found()
    return run


@handles("actions/get-workflow-run", read="actions")
def _run(request: Request) -> Answer:
    return Answer(body=shapes_actions.run(request.world, request.repository, _run_of(request)))


@handles("actions/get-workflow-run-attempt", read="actions")
def _attempt(request: Request) -> Answer:
    run, number = _run_of(request), request.number("attempt_number")
    if not 1 <= number <= run.attempt:
        raise not_found()
    shown = shapes_actions.run(request.world, request.repository, run)
    return Answer(body={**shown, "run_attempt": number})


@handles("actions/list-jobs-for-workflow-run", read="actions")
def _jobs(request: Request) -> Answer:
    run = _run_of(request)
    is_latest = request.query.get("filter", "latest") == "latest"
    return _shown_jobs(request, run, run.attempt if is_latest else None)


@handles("actions/list-jobs-for-workflow-run-attempt", read="actions")
def _jobs_of_attempt(request: Request) -> Answer:
    run, number = _run_of(request), request.number("attempt_number")
    if not 1 <= number <= run.attempt:
        raise not_found()
    return _shown_jobs(request, run, number)


def _shown_jobs(request: Request, run: Run, attempt: int | None) -> Answer:
    world, repository = request.world, request.repository
    found = [
        shapes_actions.job(world, repository, job)
        for job in repository.jobs.values()
        if job.run_id == run.id and attempt in (None, job.attempt)
    ]
    return request.paged(found, "jobs")


def _job_of(request: Request) -> Job:
    job = request.repository.jobs.get(request.number("job_id"))
    if job is None:
        raise not_found()
    return job


@handles("actions/get-job-for-workflow-run", read="actions")
def _job(request: Request) -> Answer:
    return Answer(body=shapes_actions.job(request.world, request.repository, _job_of(request)))


@handles("actions/download-job-logs-for-workflow-run", read="actions", also_public=False)
def _log(request: Request) -> Answer:
    job = _job_of(request)
    if job.log_state == "expired":
        raise Refusal(410, "Server Error")
    if job.log_state == "missing" or job.status != "completed":
        raise not_found()
    signature = secrets.token_hex(16)
    request.world.log_links[signature] = job.id
    url = f"{request.world.server_url}{LOGS_PATH}{job.id}/job.txt?sig={signature}"
    return Answer(302, headers={"location": url})


@handles("actions/list-repo-workflows", read="actions")
def _workflows(request: Request) -> Answer:
    world, repository = request.world, request.repository
    by_path = {run.path: run for run in repository.runs.values()}
    found = [shapes_actions.workflow(world, repository, run) for run in by_path.values()]
    return request.paged(found, "workflows")


@handles("actions/get-workflow", read="actions")
def _workflow(request: Request) -> Answer:
    for run in request.repository.runs.values():
        if _is_of(run, request.parameters["workflow_id"]):
            found = shapes_actions.workflow(request.world, request.repository, run)
            return Answer(body=found)
    raise not_found()


# Settings ----------------------------------------------------------------------------------------


@handles(
    "actions/get-github-actions-permissions-repository", read="administration", also_public=False
)
def _permissions(request: Request) -> Answer:
    return Answer(body={"enabled": True, "allowed_actions": "all"})


@handles(
    "actions/get-github-actions-default-workflow-permissions-repository",
    read="administration",
    also_public=False,
)
def _workflow_permissions(request: Request) -> Answer:
    repository = request.repository
    return Answer(
        body={
            "default_workflow_permissions": repository.workflow_permissions,
            "can_approve_pull_request_reviews": repository.actions_may_create_pulls,
        }
    )
