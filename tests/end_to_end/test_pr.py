"""``healbot pr``: from a healed branch to a pull request on a (fake) GitHub."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import checked, refused, succeeded
from tests.git_project import GitProject, Result
from tests.github.fake import FakeGitHub, fake_github
from tests.github.state import Repository, Rule

WRITE: dict[str, Any] = {"contents": "write", "pull-requests": "write"}


class Host:
    """A healed project whose ``origin`` is on a fake GitHub."""

    def __init__(self, project: GitProject, fake: FakeGitHub) -> None:
        self.project = project
        self.fake = fake
        self.repository: Repository = fake.add_repository("ada/report", source=project.root)
        project.git("remote", "add", "origin", fake.git_url("ada/report"))
        self.token = fake.token("actions", WRITE)
        (self.branch,) = project.branches()

    def pr(self, *arguments: str, **variables: str) -> Result:
        """Runs ``healbot pr``."""
        environment = {
            "GH_TOKEN": self.token,
            "GITHUB_SERVER_URL": self.fake.server_url,
            "GITHUB_API_URL": self.fake.api_url,
            "GIT_TRACE_CURL": str(self.project.temporary.parent / "trace"),  # must not be obeyed
            **variables,
        }
        return self.project.healbot("pr", *arguments, environment=environment)

    @property
    def tip(self) -> str:
        """The newest commit of the session, here."""
        return self.project.git("rev-parse", self.branch)


@pytest.fixture
def host(healed: GitProject, tmp_path: Path) -> Iterator[Host]:
    """A healed project and a host that does not have its healbot branch."""
    healed.git("branch", "--quiet", "keep", healed.branches()[0])
    with fake_github(tmp_path) as fake:
        made = Host(healed, fake)
        for name in ("keep", made.branch):
            made.repository.git.git("update-ref", "-d", f"refs/heads/{name}")
        healed.git("branch", "--quiet", "-D", "keep")
        yield made


def test_it_opens_one_pull_request_and_leaves_the_clone_alone(host: Host) -> None:
    before = host.project.users()
    document = checked(host.pr("--json", "--label", "healbot"))
    assert (document["action"], document["number"]) == ("created", 1)
    assert host.repository.git.branch(host.branch) == host.tip
    pull = host.repository.pulls[1]
    assert not pull.draft
    assert pull.base_branch == "main"
    again = checked(host.pr("--json", "--label", "healbot"))
    assert (again["action"], again["number"]) == ("unchanged", 1)
    assert list(host.repository.pulls) == [1]
    assert host.project.users() == before
    assert host.project.leftovers() == []
    assert not (host.project.temporary.parent / "trace").exists()


def test_a_rollback_is_shown(host: Host) -> None:
    succeeded(host.pr())
    succeeded(host.project.healbot("rollback", "1"))
    text = succeeded(host.pr()).stdout
    assert "#1 is up to date" in text
    assert host.repository.git.branch(host.branch) == host.tip
    assert host.repository.pulls[1].draft


def test_squashed(host: Host) -> None:
    succeeded(host.pr("--squash", "--draft"))
    head = host.repository.git.branch(host.branch)
    assert head != host.tip
    kept = host.repository.git.refs("refs/healbot/")
    assert kept == {f"refs/healbot/{host.branch}": host.tip}
    assert host.repository.pulls[1].draft
    assert checked(host.pr("--squash", "--draft", "--json"))["action"] == "unchanged"


def test_dry_run_needs_no_token_and_asks_nobody(host: Host) -> None:
    host.fake.calls.clear()
    document = checked(host.pr("--dry-run", "--json", GH_TOKEN=""))
    assert document["branch"] == host.branch
    assert document["base"] == "main"
    assert "NameError" in document["body"] or "SyntaxError" in document["body"]
    text = succeeded(host.pr("--dry-run", GH_TOKEN="")).stdout
    assert text.startswith(f"{host.branch} -> main: {document['title']}")
    assert host.fake.calls == []


def test_without_a_token(host: Host) -> None:
    refused(host.pr(GH_TOKEN=""), 9, "There is no token", "GH_TOKEN")


def test_with_a_wrong_token(host: Host) -> None:
    result = host.pr(GH_TOKEN="ghp_wrong000000000000000000000000000000")
    refused(result, 9, "token")
    assert "ghp_wrong" not in result.stdout + result.stderr


def test_a_token_that_may_only_read(host: Host) -> None:
    token = host.fake.token("actions", {"contents": "read", "pull-requests": "write"})
    refused(host.pr(GH_TOKEN=token), 9, "may not push", "contents: write")
    assert host.repository.pulls == {}


def test_a_rule_that_protects_the_branch(host: Host) -> None:
    host.repository.rules.append(Rule("healbot/*", requires_signatures=True))
    refused(host.pr(), 9, "signed", "healbot/")


def test_closed_means_no(host: Host) -> None:
    succeeded(host.pr())
    host.repository.pulls[1].state = "closed"
    refused(host.pr(), 10, "#1 for this failure was closed without being merged")


def test_the_token_goes_to_no_other_host(host: Host) -> None:
    for url in ("git@evil.example:ada/report.git", "https://evil.example/ada/report"):
        host.project.git("remote", "set-url", "origin", url)
        refused(host.pr(), 2, "sends no token to evil.example", "GH_HOST")
    host.project.git("remote", "set-url", "origin", "../somewhere")
    refused(host.pr(), 2, "no remote on a code host", "--repository")
    assert checked(host.pr("--json", "--repository", "ada/report"))["number"] == 1


def test_uncommitted_changes_are_not_published(host: Host) -> None:
    host.project.write("broken.py", "prin('x')\n")
    host.project.fix("broken.py")
    name = next(name for name in host.project.branches() if "broken" in name)
    refused(host.pr(name), 5, "changes that are not committed", "Commit and push them")
    assert host.repository.git.branch(name) is None
