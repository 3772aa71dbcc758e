"""The fake serves many at once, in whole pages, and ends when it shall."""

from __future__ import annotations

import contextlib
import http.client
import math
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from tests.git_project import GitProject
from tests.github import faults
from tests.github.conftest import ALL
from tests.github.fake import FakeGitHub, fake_github
from tests.github.routing import Request
from tests.github.state import Repository
from tests.github.world import World


def test_many_write_at_once(fake: FakeGitHub, repository: Repository, project: GitProject) -> None:
    fake.add_pull(repository, "healbot/x")
    secret = fake.token("actions", ALL)
    comments = f"{fake.api_url}/repos/ada/report/issues/1/comments"
    remote = fake.git_url("ada/report").replace("://", f"://x-access-token:{secret}@")

    def write(number: int) -> tuple[int, int]:
        headers = {"Authorization": f"Bearer {secret}"}
        body = {"body": f"comment {number}"}
        status = requests.post(comments, json=body, headers=headers, timeout=60).status_code
        pushed = subprocess.run(
            ["git", "push", "--quiet", remote, f"HEAD:refs/heads/new-{number}"],
            cwd=project.root,
            env=project.environment,
            capture_output=True,
        )
        return status, pushed.returncode

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(write, range(12))) == {(201, 0)}
    found = repository.pulls[1].comments
    assert {one.body for one in found} == {f"comment {number}" for number in range(12)}
    assert len({one.id for one in found}) == 12
    assert sum("new-" in name for name in repository.git.refs()) == 12


def test_ends_with_idle_and_waiting_connections(tmp_path: Path) -> None:
    with requests.Session() as session, ThreadPoolExecutor(1) as pool:
        with fake_github(tmp_path) as fake:
            assert session.get(fake.api_url, timeout=10).status_code == 200  # stays connected
            fake.fail("meta/root", faults.slow(600))
            waiting = pool.submit(requests.get, fake.api_url, timeout=100)
            while len(fake.calls) < 2:
                threading.Event().wait(0.01)
        with pytest.raises(requests.ConnectionError):
            waiting.result()
        with pytest.raises(requests.ConnectionError):
            session.get(fake.api_url, timeout=10)
    assert not [one for one in threading.enumerate() if "process_request_thread" in one.name]


@given(st.integers(0, 50), st.integers(1, 20))
def test_pages_are_the_whole_list(count: int, size: int) -> None:
    world = World(Path("nowhere"), "http://127.0.0.1", "http://127.0.0.1")
    found: list[int] = []
    page, link = 1, 'rel="next"'
    while 'rel="next"' in link:
        query = {"per_page": str(size), "page": str(page)}
        answer = Request(world, None, "/x", {}, query, None).paged(range(count))
        found += answer.body
        link = answer.headers.get("link", "")
        page += 1
    assert found == list(range(count))
    assert page - 1 == max(1, math.ceil(count / size))


def test_nameless_clients_are_refused(fake: FakeGitHub) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", int(fake.api_url.rpartition(":")[2]))
    with contextlib.closing(connection):
        connection.request("GET", "/")
        assert connection.getresponse().status == 403


def test_wrong_json_is_refused(fake: FakeGitHub, repository: Repository) -> None:
    fake.add_pull(repository, "healbot/x")
    answer = requests.post(
        f"{fake.api_url}/repos/ada/report/issues/1/comments",
        data=b"{",
        headers={"Authorization": f"Bearer {fake.token('actions', ALL)}"},
        timeout=10,
    )
    assert (answer.status_code, answer.json()["message"]) == (400, "Problems parsing JSON")
