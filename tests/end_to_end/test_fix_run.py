"""``healbot fix --run`` against a code host: API, logs and Git over HTTP."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.end_to_end.conftest import checked, refused, succeeded
from tests.failed_run.fake import log
from tests.git_project import GitProject, Result
from tests.github.fake import FakeGitHub, fake_github
from tests.github.state import HugeLog, Job, Run

RIGHT = "def total(items):\n    return sum(item['price'] for item in items)\n"
BROKEN = RIGHT.replace("price", "prise")
TESTS = "import cart\n\n\ndef test_total():\n    assert cart.total([{'price': 2}]) == 2\n"
SUMMARY = """\
=========================== short test summary info ============================
FAILED tests/test_cart.py::test_total - KeyError: 'prise'
============================== 1 failed in 0.05s ===============================
"""


@dataclass
class Host:
    """A clone that is behind, and the failed run of the newest commit."""

    fake: FakeGitHub
    clone: GitProject
    run: Run
    job: Job

    @property
    def url(self) -> str:
        return f"{self.fake.server_url}/ada/cart/actions/runs/{self.run.id}"

    def fix(self, *arguments: str, token: str | None = None) -> Result:
        secret = self.fake.token("actions", {"contents": "read", "actions": "read"})
        environment = {
            "GITHUB_SERVER_URL": self.fake.server_url,
            "GITHUB_API_URL": self.fake.api_url,
            "GH_TOKEN": secret if token is None else token,
        }
        return self.clone.fix(
            "--run", self.url, "--python", sys.executable, "--no-suite", *arguments,
            environment=environment, timeout=600.0,
        )  # fmt: skip


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    """The clone's ``main`` stands before the commit of the run and has work that is not saved."""
    source = GitProject(tmp_path, "source")
    source.write("pyproject.toml", "[tool.pytest.ini_options]\npythonpath = ['.']\n")
    source.write("tests/test_cart.py", TESTS)
    source.write("cart.py", RIGHT)
    first = source.commit("cart")
    with fake_github(tmp_path / "host") as fake:
        repository = fake.add_repository("ada/cart", source=source.root)
        clone = GitProject(tmp_path, "cart", git=False)
        url = fake.git_url("ada/cart")
        clone.git("clone", "--quiet", url, str(clone.root), cwd=tmp_path)
        source.write("cart.py", BROKEN)
        broken = source.commit("misspelt")
        repository.git.take(source.root)
        run = fake.add_run(repository, head_sha=broken)
        job = fake.add_job(repository, run, log=log("pytest -q", SUMMARY).encode())
        assert clone.git("rev-parse", "HEAD") == first
        clone.write("cart.py", "not even Python (")
        yield Host(fake, clone, run, job)


def test_what_failed_there_is_healed_here(host: Host) -> None:
    before = host.clone.users()
    document = checked(succeeded(host.fix("--json")))
    assert document["ending"] == "healed"
    assert (document["run"]["id"], document["run"]["commit"]) == (host.run.id, host.run.head_sha)
    branch = document["branch"]
    assert host.clone.git("show", f"{branch}:cart.py") == RIGHT.rstrip()
    made = host.clone.subjects(f"{host.run.head_sha}..{branch}")
    assert made[0].startswith("healbot: reproduced KeyError"), "it starts from that commit itself"
    assert host.clone.users() == before
    assert host.clone.leftovers() == []
    assert host.fake.writes == []


def test_a_log_that_expired(host: Host) -> None:
    host.job.log_state = "expired"
    refused(host.fix(), 9, "is gone (410)")


def test_a_wrong_token(host: Host) -> None:
    refused(host.fix(token="ghp_" + "x" * 36), 9, "")


def test_a_huge_log_is_read_from_its_end(host: Host) -> None:
    head, tail = b"2026-11-02T10:00:00.1234567Z begin\n", host.job.log
    assert isinstance(tail, bytes)
    host.job.log = HugeLog(head, b"x" * 99 + b"\n", 400_000, tail)
    host.clone.git("checkout", "--quiet", "--", ".")
    result = host.fix("--dry-run")
    assert result.exit_code == 0, result.said
    assert "pytest tests/test_cart.py::test_total" in result.stderr
