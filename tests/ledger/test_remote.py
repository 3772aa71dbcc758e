"""Fetching and pushing over HTTP with a token: leases, faults, and where the token never is."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healbot.core.errors import (
    Declined,
    EnvironmentProblem,
    ForgeUnusable,
    HealbotError,
    UsageError,
)
from healbot.core.trailers import RolledBack
from healbot.ledger.git_ledger import SessionBranch
from healbot.ledger.plumbing import Plumbing
from healbot.ledger.remote import Remote
from healbot.ledger.remote_faults import NetworkFault, fault_of
from tests.git_project import GitProject
from tests.ledger.git_server import Fault, GitServer, Handler, git_server
from tests.ledger.sessions import SESSION, on_head, open_ledger


@pytest.fixture
def server(project: GitProject, plumbing: Plumbing, tmp_path: Path) -> Iterator[GitServer]:
    """Serves a bare copy of `project` as ``ada/report.git``."""
    bare = tmp_path / "srv" / "ada" / "report.git"
    project.git("clone", "--quiet", "--bare", str(project.root), str(bare))
    project.git("config", "http.receivepack", "true", cwd=bare)
    with git_server(tmp_path / "srv") as running:
        yield running


@pytest.fixture
def remote(server: GitServer) -> Remote:
    return Remote(f"{server.url}/ada/report.git", server.token)


@pytest.fixture
def branch(plumbing: Plumbing) -> SessionBranch:
    return open_ledger(plumbing).start(on_head(plumbing, session=SESSION))


def clone_of(project: GitProject, folder: Path, *options: str) -> GitProject:
    other = GitProject(folder, git=False)
    address = f"file://{project.root}"
    project.git("clone", "--quiet", *options, "--branch=main", address, str(other.root))
    return other


def test_a_session_is_pushed_and_fetched_by_a_shallow_clone(
    plumbing: Plumbing, remote: Remote, branch: SessionBranch, project: GitProject, tmp_path: Path
) -> None:
    remote.push(plumbing.store, branch.name, branch.tip, None)
    assert remote.ref(plumbing.store, f"refs/heads/{branch.name}") == branch.tip
    other = clone_of(project, tmp_path / "other", "--depth=1", "--single-branch")
    with Plumbing(other.root) as there:
        assert remote.fetch_sessions(there).new == (branch.name,)
        assert open_ledger(there).load(branch.name).session == branch.session
        assert remote.fetch_sessions(there).new == ()
        branch.append(RolledBack(0), {}, 1.0)
        remote.push(plumbing.store, branch.name, branch.tip, branch.entries[0].commit)
        assert remote.fetch_sessions(there).updated == (branch.name,)
        assert open_ledger(there).load(branch.name).tip == branch.tip
    other.fsck()


def test_what_is_here_alone_is_not_moved(
    plumbing: Plumbing, remote: Remote, branch: SessionBranch, project: GitProject, tmp_path: Path
) -> None:
    remote.push(plumbing.store, branch.name, branch.tip, None)
    ahead = clone_of(project, tmp_path / "other", "--single-branch")
    with Plumbing(ahead.root) as there:
        remote.fetch_sessions(there)
        ours = open_ledger(there).load(branch.name)
        open_ledger(there).append(ours, RolledBack(0), {})
        assert remote.fetch_sessions(there).left == (branch.name,)
        branch.append(RolledBack(0), {}, 1.0)
        remote.push(plumbing.store, branch.name, branch.tip, branch.entries[0].commit)
        assert remote.fetch_sessions(there).left == (branch.name,)
        assert there.ref(f"refs/heads/{branch.name}") == ours.tip


def test_a_branch_that_is_checked_out_is_not_moved(
    plumbing: Plumbing, remote: Remote, branch: SessionBranch, project: GitProject, tmp_path: Path
) -> None:
    remote.push(plumbing.store, branch.name, branch.tip, None)
    other = clone_of(project, tmp_path / "other", "--single-branch")
    with Plumbing(other.root) as there:
        remote.fetch_sessions(there)
        other.git("checkout", "--quiet", branch.name)
        branch.append(RolledBack(0), {}, 1.0)
        remote.push(plumbing.store, branch.name, branch.tip, branch.entries[0].commit)
        assert remote.fetch_sessions(there).left == (branch.name,)


def test_a_lease_that_is_not_held_moves_nothing(
    plumbing: Plumbing, remote: Remote, branch: SessionBranch
) -> None:
    first = branch.tip
    remote.push(plumbing.store, branch.name, first, None)
    branch.append(RolledBack(0), {}, 1.0)
    for expected in (None, "1" * 40, branch.tip):
        with pytest.raises(Declined, match="Somebody else moved") as caught:
            remote.push(plumbing.store, branch.name, branch.tip, expected)
        assert caught.value.gate == "moved"
        assert remote.ref(plumbing.store, f"refs/heads/{branch.name}") == first
    remote.push(plumbing.store, branch.name, branch.tip, first)
    remote.push(plumbing.store, branch.name, branch.tip, first)  # twice is the same as once


@pytest.mark.parametrize(
    "name", ["main", "healbot", "healbot/x", "healbot/../main", "+healbot/x-01234567", "a:b", ""]
)
def test_nothing_but_healbot_s_branches_is_pushed(
    name: str, plumbing: Plumbing, remote: Remote, server: GitServer
) -> None:
    server.seen.clear()
    with pytest.raises(UsageError, match="not one of healbot's branches"):
        remote.push(plumbing.store, name, plumbing.head or "", None)
    assert server.seen == []


@pytest.mark.parametrize(
    "url",
    [
        "http://github.com/ada/report.git", "git@github.com:ada/report.git", "file:///srv/report",
        "ext::sh -c touch% x", "https://token@github.com/ada/report.git", "--upload-pack=x",
        "https://github.com/a b", "ssh://git@github.com/ada/report", "https:///x", "",
    ],
)  # fmt: skip
def test_addresses_that_are_not_pushed_to(url: str) -> None:
    with pytest.raises(UsageError):
        Remote(url, "token")


class TestToken:
    def test_wrong_and_missing(
        self, plumbing: Plumbing, server: GitServer, branch: SessionBranch
    ) -> None:
        for token in ("wrong-token-0000", ""):
            remote = Remote(f"{server.url}/ada/report.git", token)
            with pytest.raises(ForgeUnusable, match="does not accept the token") as caught:
                remote.push(plumbing.store, branch.name, branch.tip, None)
            assert not token or token not in f"{caught.value!r}{caught.value.__context__!r}"

    def test_that_may_only_read(
        self, plumbing: Plumbing, server: GitServer, branch: SessionBranch
    ) -> None:
        server.readers.add("reader-token-000")
        remote = Remote(f"{server.url}/ada/report.git", "reader-token-000")
        assert remote.refs(plumbing.store, "refs/heads/main")
        with pytest.raises(ForgeUnusable, match="may not push"):
            remote.push(plumbing.store, branch.name, branch.tip, None)

    def test_is_in_no_argument_and_no_file(
        self,
        plumbing: Plumbing,
        server: GitServer,
        remote: Remote,
        branch: SessionBranch,
        project: GitProject,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """A git in the way writes down how it was called."""
        real = project.git("--exec-path") + "/git"
        log = tmp_path / "arguments"
        wrapper = tmp_path / "bin" / "git"
        wrapper.parent.mkdir()
        wrapper.write_text(f'#!/bin/sh\necho "$@" >> {log}\nexec {real} "$@"\n')
        wrapper.chmod(0o755)
        monkeypatch.setenv("PATH", str(wrapper.parent), prepend=":")
        with Plumbing(project.root) as fresh:
            remote.push(fresh.store, branch.name, branch.tip, None)
            secrets = (server.token, base64.b64encode(server.token.encode()).decode()[:-4])
            assert "push --quiet" in log.read_text()
            written = [log, *project.root.rglob("*"), *Path(fresh.store.commands.line(
                "rev-parse", "--absolute-git-dir")).rglob("*")]  # fmt: skip
            for path in written:
                if path.is_file():
                    content = path.read_bytes()
                    assert not any(secret.encode() in content for secret in secrets), path
        assert server.token not in repr(remote)
        assert any(header.startswith("Basic ") for header in server.headers)

    def test_that_no_token_can_be(self, server: GitServer) -> None:
        for token in ("a\r\nHost: evil", "tok\x00en", "tok\u202een"):
            with pytest.raises(UsageError):
                Remote(f"{server.url}/x/y.git", token)

    def test_goes_nowhere_else(
        self, plumbing: Plumbing, server: GitServer, remote: Remote, tmp_path: Path
    ) -> None:
        with git_server(tmp_path / "srv") as elsewhere:

            def redirect(request: BaseHTTPRequestHandler) -> bool:
                request.send_response(301)
                request.send_header("Location", elsewhere.url + request.path)
                request.send_header("Content-Length", "0")
                request.end_headers()
                return True

            server.faults.append(redirect)
            with pytest.raises(ForgeUnusable, match="another address"):
                remote.refs(plumbing.store, "refs/heads/main")
            assert elsewhere.seen == []


def answer(status: int) -> Fault:
    def fault(request: BaseHTTPRequestHandler) -> bool:
        request.send_response(status)
        request.send_header("Content-Length", "0")
        request.end_headers()
        return True

    return fault


def hang_up(request: BaseHTTPRequestHandler) -> bool:
    request.close_connection = True
    request.connection.close()
    return True


def hang_up_at_push(*, when_done: bool) -> Fault:
    """The connection is cut before a push is taken, or when only its answer is missing."""

    def fault(request: BaseHTTPRequestHandler) -> bool:
        if request.command != "POST" or "receive-pack" not in request.path:
            return False
        if when_done:
            assert isinstance(request, Handler)
            request.run_backend(request.body)
        return hang_up(request)

    return fault


class TestNetwork:
    @pytest.mark.parametrize("fault", [answer(502), hang_up])
    def test_once_more_is_enough(
        self, fault: Fault, plumbing: Plumbing, server: GitServer, remote: Remote
    ) -> None:
        server.faults.append(fault)
        assert remote.ref(plumbing.store, "refs/heads/main") == plumbing.head

    @pytest.mark.parametrize("when_done", [False, True])
    def test_cut_in_the_middle_of_a_push(
        self,
        when_done: bool,
        plumbing: Plumbing,
        server: GitServer,
        remote: Remote,
        branch: SessionBranch,
    ) -> None:
        server.faults.append(hang_up_at_push(when_done=when_done))
        remote.push(plumbing.store, branch.name, branch.tip, None)
        assert remote.ref(plumbing.store, f"refs/heads/{branch.name}") == branch.tip

    def test_down_for_longer(self, plumbing: Plumbing, server: GitServer, remote: Remote) -> None:
        server.faults += [answer(503)] * 2
        with pytest.raises(EnvironmentProblem, match="hung up or answered with an error"):
            remote.ref(plumbing.store, "refs/heads/main")

    def test_nobody_there(self, plumbing: Plumbing, tmp_path: Path) -> None:
        with git_server(tmp_path) as gone:
            url = gone.url
        with pytest.raises(EnvironmentProblem, match="cannot be reached"):
            Remote(f"{url}/ada/report.git", "t").ref(plumbing.store, "refs/heads/main")

    def test_no_such_repository(self, plumbing: Plumbing, server: GitServer) -> None:
        remote = Remote(f"{server.url}/ada/other.git", server.token)
        with pytest.raises(ForgeUnusable, match="was not found"):
            remote.ref(plumbing.store, "refs/heads/main")


SAID = [
    ("remote: error: GH006: Protected branch update failed for refs/heads/x.", "protects x"),
    ("remote: error: GH013: Repository rule violations found for refs/heads/x.\nremote: - Commits "
     "must have verified signatures.", "signed commits only"),
    ("remote: error: GH013: Repository rule violations found for refs/heads/x.", "protects x"),
    ("! [remote rejected] x -> x (refusing to allow a GitHub App to create or update workflow "
     "`.github/workflows/ci.yml` without `workflows` permission)", "workflow files"),
    ("! [remote rejected] x (refusing to allow a Personal Access Token to create or update "
     "workflow `.github/workflows/a.yml` without `workflow` scope)", "workflow files"),
    ("! [rejected] a -> x (stale info)", "Somebody else moved x"),
    ("! [rejected] a -> x (non-fast-forward)", "Somebody else moved x"),
    ("! [rejected] a -> x (fetch first)", "Somebody else moved x"),
    ("remote: Repository not found.\nfatal: repository 'https://h/a/b.git/' not found",
     "was not found"),
    ("remote: Permission to ada/report.git denied to bot.\nfatal: unable to access 'https://h/': "
     "The requested URL returned error: 403", "may not push"),
    ("fatal: Authentication failed for 'https://h/a/b.git/'", "does not accept the token"),
    ("fatal: could not read Username for 'https://h': terminal prompts disabled",
     "does not accept the token"),
    ("fatal: unable to access 'https://h/': Could not resolve host: h", "found in the network"),
    ("fatal: unable to access 'https://h/': Failed to connect to h port 443: Connection refused",
     "cannot be reached"),
    ("error: RPC failed; curl 18 transfer closed\nfatal: the remote end hung up unexpectedly",
     "hung up"),
    ("fatal: unable to access 'https://h/': server certificate verification failed",
     "no certificate"),
    ("! [remote rejected] a -> x (pre-receive hook declined)", "refused to move x"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "sentence"), SAID)
def test_what_hosts_say_in_one_sentence_and_a_hint(said: str, sentence: str) -> None:
    found = fault_of(said, "x")
    assert found is not None
    assert sentence in found.message
    assert found.hint
    assert isinstance(found, ForgeUnusable | Declined | NetworkFault)


@given(st.text(max_size=400))
def test_whatever_a_host_says_is_never_repeated(said: str) -> None:
    found = fault_of(f"remote: {said} error: 403 secret-token", "x")
    assert isinstance(found, HealbotError)
    assert "secret-token" not in found.message + found.hint
