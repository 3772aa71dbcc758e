from __future__ import annotations

import os
from pathlib import Path

import pytest

from healbot.core.errors import EnvironmentProblem, Refused, UsageError
from healbot.ledger.commit_checkout import checkout_of, fetch_commit, files_of, has_commit
from healbot.ledger.plumbing import Plumbing
from tests.git_project import GitProject


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GitProject:
    made = GitProject(tmp_path)
    for name in ("HOME", "XDG_CONFIG_HOME", "TMPDIR", "GIT_CONFIG_NOSYSTEM"):
        monkeypatch.setenv(name, made.environment[name])
    monkeypatch.setattr("tempfile.tempdir", None)
    return made


def test_the_files_are_those_of_the_commit_and_the_user_keeps_theirs(project: GitProject) -> None:
    project.write("a b/ü.py", b"one\r\n")
    project.write("run.sh", "#!/bin/sh\n", mode=0o755)
    (project.root / "link").symlink_to("run.sh")
    old = project.commit("old")
    project.write("a b/ü.py", "two\n")
    project.commit("new")
    project.write("a b/ü.py", "three\n")
    before = project.users()
    with Plumbing(project.root) as plumbing:
        assert sorted(files_of(plumbing, old)) == ["a b/ü.py", "link", "run.sh"]
        with checkout_of(plumbing, old) as tree:
            assert (tree / "a b/ü.py").read_bytes() == b"one\r\n"
            assert os.access(tree / "run.sh", os.X_OK)
            assert (tree / "link").readlink() == Path("run.sh")
            with Plumbing(tree) as inner:
                assert (inner.root, inner.head) == (tree, old)
                assert inner.common_dir == plumbing.common_dir
                assert inner.status() == b""
                inner.update_ref("refs/heads/healbot/x", old, None, "test")
    assert not tree.exists()
    assert project.leftovers() == []
    assert project.git("rev-parse", "healbot/x") == old
    assert project.users() == before


def test_nothing_that_the_repository_names_is_run(project: GitProject) -> None:
    mark = project.temporary / "ran"
    project.write(".gitattributes", "*.py filter=evil\n")
    project.write("a.py", "x = 1\n")
    commit = project.commit()
    for key in ("filter.evil.smudge", "filter.evil.clean", "core.fsmonitor"):
        project.git("config", key, f"touch {mark}; cat")
    for hook in ("post-checkout", "reference-transaction", "post-index-change"):
        path = project.root / ".git/hooks" / hook
        path.write_text(f"#!/bin/sh\ntouch {mark}\n")
        path.chmod(0o755)
    with Plumbing(project.root) as plumbing, checkout_of(plumbing, commit) as tree:
        assert (tree / "a.py").read_text() == "x = 1\n"
        with Plumbing(tree) as inner:
            inner.status()
    assert not mark.exists()


@pytest.mark.parametrize("commit", ["HEAD", "main", "--help", "a" * 39, "A" * 40, "../x", ""])
def test_only_full_ids_are_commits(project: GitProject, commit: str) -> None:
    project.commit()
    with Plumbing(project.root) as plumbing:
        with pytest.raises(Refused):
            has_commit(plumbing, commit)
        with pytest.raises(Refused), checkout_of(plumbing, commit):
            pass
        with pytest.raises(Refused):
            fetch_commit(plumbing, commit, "origin")


def test_what_is_there_and_what_is_not(project: GitProject) -> None:
    commit = project.commit()
    blob = project.git("hash-object", "-w", "--stdin", stdin=b"no commit")
    with Plumbing(project.root) as plumbing:
        assert has_commit(plumbing, commit)
        assert not has_commit(plumbing, "b" * 40)
        assert not has_commit(plumbing, blob)


def test_fetching_makes_no_ref(project: GitProject, tmp_path: Path) -> None:
    project.commit("one")
    there = GitProject(tmp_path, "there")
    commit = there.commit("elsewhere")
    project.git("remote", "add", "origin", str(there.root))
    before = project.users()
    with Plumbing(project.root) as plumbing:
        fetch_commit(plumbing, commit, "origin")
        assert has_commit(plumbing, commit)
        with pytest.raises(EnvironmentProblem, match="does not give the commit"):
            fetch_commit(plumbing, "b" * 40, "origin")
        for remote in ("--upload-pack=x", "", "a b", "ext::x"):
            with pytest.raises(UsageError):
                fetch_commit(plumbing, commit, remote)
    assert project.users() == before


@pytest.mark.parametrize("name", ["admin", "with space", "ü"])
def test_any_name_of_the_repository(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = GitProject(tmp_path, name)
    monkeypatch.setenv("TMPDIR", str(project.temporary))
    monkeypatch.setattr("tempfile.tempdir", None)
    project.write("a.py", "x = 1\n")
    commit = project.commit()
    with Plumbing(project.root) as plumbing, checkout_of(plumbing, commit) as tree:
        assert (tree / "a.py").read_text() == "x = 1\n"
        with Plumbing(tree) as inner:
            assert inner.head == commit


def test_files_that_git_refuses_are_no_crash(project: GitProject) -> None:
    """A tree that somebody made by hand, with a way into ``.git``."""
    blob = project.git("hash-object", "-w", "--stdin", stdin=b"[core]")
    inner = project.git("mktree", stdin=f"100644 blob {blob}\tconfig\n".encode())
    tree = project.git("mktree", "--missing", stdin=f"040000 tree {inner}\t.GIT\n".encode())
    commit = project.git("commit-tree", tree, "-m", "evil")
    refused = pytest.raises(EnvironmentProblem, match="cannot be laid out")
    with Plumbing(project.root) as plumbing, refused, checkout_of(plumbing, commit):
        pass
    assert project.leftovers() == []
