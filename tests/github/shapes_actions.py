"""How workflows, runs and jobs look in GitHub's JSON."""

from __future__ import annotations

import zlib

from tests.github import shapes
from tests.github.bare_repository import GitCommit, GitPerson
from tests.github.shapes import Json, html_url, node_id, repository_url
from tests.github.shapes_git import simple_commit
from tests.github.state import START, Job, Repository, Run
from tests.github.world import World


def workflow_id(path: str) -> int:
    """Returns the id of the workflow in a file."""
    return zlib.crc32(path.encode()) & 0x7FFFFFFF


def workflow(world: World, home: Repository, run: Run) -> Json:
    """Returns the ``workflow`` that a run is of."""
    number = workflow_id(run.path)
    page = html_url(world, home)
    return {
        "id": number,
        "node_id": node_id("W", number),
        "name": run.workflow,
        "path": run.path,
        "state": "active",
        "created_at": START,
        "updated_at": START,
        "url": f"{repository_url(world, home)}/actions/workflows/{number}",
        "html_url": f"{page}/blob/{home.default_branch}/{run.path}",
        "badge_url": f"{page}/workflows/{run.workflow}/badge.svg",
    }


def run(world: World, home: Repository, found: Run) -> Json:
    """Returns a ``workflow-run``."""
    api = repository_url(world, home)
    url = f"{api}/actions/runs/{found.id}"
    source = world.find(found.head_repository or "")
    head = source.git.resolve(found.head_sha) if source is not None else None
    commit = source.git.commit(head) if source and head else _gone(found.head_sha)
    is_older = found.attempt > 1
    return {
        "id": found.id,
        "name": found.workflow,
        "node_id": node_id("WFR", found.id),
        "head_branch": found.head_branch,
        "head_sha": found.head_sha,
        "path": found.path,
        "display_title": commit.message.partition("\n")[0],
        "run_number": found.number,
        "run_attempt": found.attempt,
        "event": found.event,
        "status": found.status,
        "conclusion": found.conclusion,
        "workflow_id": workflow_id(found.path),
        "check_suite_id": found.id + 1,
        "check_suite_node_id": node_id("CS", found.id + 1),
        "url": url,
        "html_url": f"{html_url(world, home)}/actions/runs/{found.id}",
        "pull_requests": [_pull_minimal(world, home, number) for number in found.pulls],
        "created_at": found.created_at,
        "updated_at": found.created_at,
        "run_started_at": found.created_at,
        "actor": shapes.user(world, found.actor),
        "triggering_actor": shapes.user(world, found.triggering_actor),
        "jobs_url": f"{url}/jobs",
        "logs_url": f"{url}/logs",
        "check_suite_url": f"{api}/check-suites/{found.id + 1}",
        "artifacts_url": f"{url}/artifacts",
        "cancel_url": f"{url}/cancel",
        "rerun_url": f"{url}/rerun",
        "previous_attempt_url": f"{url}/attempts/{found.attempt - 1}" if is_older else None,
        "workflow_url": f"{api}/actions/workflows/{workflow_id(found.path)}",
        "head_commit": simple_commit(commit),
        "repository": shapes.minimal_repository(world, home),
        "head_repository": shapes.minimal_repository(world, source) if source else None,
    }


def _gone(sha: str) -> GitCommit:
    """Returns what stands for a commit that a force push removed."""
    nobody = GitPerson("Ada Tester", "ada@example.invalid", START)
    return GitCommit(sha, "0" * 40, (), nobody, nobody, "A commit that is gone")


def _pull_minimal(world: World, home: Repository, number: int) -> Json:
    pull = home.pulls[number]
    sides = {}
    source = world.repositories.get(pull.head_repository or "", home)
    for side, place, branch, sha in (
        ("head", source, pull.head_branch, pull.head_sha),
        ("base", home, pull.base_branch, pull.base_sha),
    ):
        where = {"id": place.id, "url": repository_url(world, place), "name": place.name}
        sides[side] = {"ref": branch, "sha": sha, "repo": where}
    url = f"{repository_url(world, home)}/pulls/{number}"
    return {"id": pull.id, "number": number, "url": url, **sides}


def job(world: World, home: Repository, found: Job) -> Json:
    """Returns a ``job``."""
    of = home.runs[found.run_id]
    api = repository_url(world, home)
    return {
        "id": found.id,
        "run_id": of.id,
        "run_url": f"{api}/actions/runs/{of.id}",
        "run_attempt": found.attempt,
        "node_id": node_id("CR", found.id),
        "head_sha": of.head_sha,
        "head_branch": of.head_branch,
        "workflow_name": of.workflow,
        "url": f"{api}/actions/jobs/{found.id}",
        "html_url": f"{html_url(world, home)}/actions/runs/{of.id}/job/{found.id}",
        "check_run_url": f"{api}/check-runs/{found.id}",
        "name": found.name,
        "status": found.status,
        "conclusion": found.conclusion,
        "created_at": found.started_at,
        "started_at": found.started_at,
        "completed_at": found.completed_at,
        "labels": found.labels,
        "runner_id": 1,
        "runner_name": "GitHub Actions 1",
        "runner_group_id": 0,
        "runner_group_name": "GitHub Actions",
        "steps": [
            {
                "number": step.number,
                "name": step.name,
                "status": step.status,
                "conclusion": step.conclusion,
                "started_at": found.started_at,
                "completed_at": found.completed_at,
            }
            for step in found.steps
        ],
    }
