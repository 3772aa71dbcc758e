"""New files on a session's branch, and what Git says against one."""

from __future__ import annotations

import pytest

from healbot.core.source import SourceFile
from healbot.core.trailers import RolledBack
from healbot.ledger.git_ledger import GitLedger
from healbot.ledger.plumbing import Plumbing
from healbot.ledger.project_ledger import ProjectLedger
from healbot.wiring import whole_diff
from tests.git_project import GitProject
from tests.ledger.sessions import ATTEMPT, PROVEN, SESSION, on_head, open_ledger

NEW = {"lib/helper.py": SourceFile("lib/helper.py", b"def help():\n    return 1\n")}
CHANGED = {"report.py": SourceFile("report.py", b"import lib.helper\n")}
FILES = {**NEW, **CHANGED}


@pytest.fixture
def ledger(plumbing: Plumbing) -> GitLedger:
    """The ledger of a repository with one commit."""
    return open_ledger(plumbing)


def test_a_new_file_is_on_the_branch_and_nowhere_else(
    project: GitProject, ledger: GitLedger, plumbing: Plumbing
) -> None:
    before = project.users()
    branch = ledger.start(on_head(plumbing))
    ledger.append(branch, ATTEMPT, NEW)
    ledger.append(branch, PROVEN, FILES)
    assert project.git("ls-tree", "-r", "--name-only", branch.name).split() == [
        "lib/helper.py", "report.py",
    ]  # fmt: skip
    listed = project.git("ls-tree", "-r", f"{branch.name}~1").split("\n")
    assert [line.split()[0] for line in listed] == ["100644", "100644"]
    assert project.git("diff", "--name-only", "HEAD", f"{branch.name}~2") == ""
    assert project.users() == before
    project.fsck()


def test_it_is_loaded_again(ledger: GitLedger, plumbing: Plumbing) -> None:
    branch = ledger.start(on_head(plumbing))
    ledger.append(branch, ATTEMPT, NEW)
    ledger.append(branch, PROVEN, FILES)
    loaded = ledger.load(branch.name)
    assert (loaded.files_at(0), loaded.files_at(1), loaded.files_at(2)) == ({}, NEW, FILES)
    base = loaded.base_files(FILES)
    assert base["lib/helper.py"] == SourceFile.absent("lib/helper.py")
    assert base["report.py"] == SourceFile("report.py", b"print('hello')\n")


def test_the_diff_is_one_that_git_takes(
    project: GitProject, ledger: GitLedger, plumbing: Plumbing
) -> None:
    branch = ledger.start(on_head(plumbing))
    ledger.append(branch, ATTEMPT, FILES)
    diff = whole_diff(branch, 1)
    assert "new file mode 100644\n--- /dev/null\n+++ b/lib/helper.py\n" in diff
    project.git("apply", "-", stdin=diff.encode())
    assert {path: project.read(path) for path in FILES} == {p: f.data for p, f in FILES.items()}


def test_rolling_back_takes_it_away(
    project: GitProject, ledger: GitLedger, plumbing: Plumbing
) -> None:
    branch = ledger.start(on_head(plumbing))
    ledger.append(branch, ATTEMPT, FILES)
    ledger.append(branch, RolledBack(0), branch.files_at(0))
    assert project.git("diff", "--name-only", "HEAD", branch.name) == ""
    assert ledger.load(branch.name).files_at(1) == FILES


@pytest.mark.parametrize("mode", ["120000", "160000"])
def test_what_a_stranger_adds_that_is_no_file_is_not_taken(
    project: GitProject, ledger: GitLedger, plumbing: Plumbing, mode: str
) -> None:
    branch = ledger.start(on_head(plumbing))
    ledger.append(branch, ATTEMPT, NEW)
    blob = project.git("hash-object", "-w", "--stdin", stdin=b"/etc/passwd")
    identity = blob if mode == "120000" else project.git("rev-parse", "HEAD")
    kind = "blob" if mode == "120000" else "commit"
    listed = project.git("ls-tree", "HEAD") + f"\n{mode} {kind} {identity}\tplanted.py\n"
    tree = project.git("mktree", stdin=listed.encode())
    message = project.git("log", "-1", "--format=%B", branch.name)
    forged = project.git("commit-tree", tree, "-p", f"{branch.name}~1", stdin=message.encode())
    project.git("update-ref", f"refs/heads/{branch.name}", forged)
    assert ledger.load(branch.name).files_at(1) == {}


def _why(plumbing: Plumbing, path: str, target: str = "report.py") -> str:
    return ProjectLedger(plumbing, open_ledger(plumbing), target).why_not_kept(path)


def test_git_has_nothing_against_a_plain_new_file(plumbing: Plumbing) -> None:
    assert _why(plumbing, "new.py") == ""
    assert _why(plumbing, "deep/er/new.py") == ""


def test_what_git_ignores_is_not_created(project: GitProject, plumbing: Plumbing) -> None:
    project.write(".gitignore", "build/\n*_local.py\n!keep_local.py\n")
    project.write(".git/info/exclude", "private.py\n")
    project.write("lib/.gitignore", "generated.py\n")
    for path in (
        "build/new.py",
        "build/deep/new.py",
        "a_local.py",
        "private.py",
        "lib/generated.py",
    ):
        assert _why(plumbing, path) == f"No patch may create {path}: Git ignores it."
    for path in ("generated.py", "keep_local.py", "lib/new.py", "builds/new.py"):
        assert _why(plumbing, path) == ""
    assert _why(plumbing, "a_local.py", target="a_local.py") == "", "it was asked for"


def test_a_path_that_is_a_pattern_is_taken_by_its_letters(
    project: GitProject, plumbing: Plumbing
) -> None:
    project.write(".gitignore", "x.py\n")
    assert _why(plumbing, "[x].py") == ""


def test_what_git_filters_is_not_created(project: GitProject, plumbing: Plumbing) -> None:
    project.write(".gitattributes", "big/*.py filter=lfs\nwide.py working-tree-encoding=UTF-16\n")
    for path in ("big/new.py", "wide.py"):
        assert "through a filter" in _why(plumbing, path)


def test_what_git_has_and_the_work_tree_does_not_show(project: GitProject) -> None:
    project.write("sparse.py", "print('not checked out')\n")
    project.write("folder/inner.py", "x = 1\n")
    project.commit()
    commit = project.git("rev-parse", "HEAD")
    project.git("update-index", "--add", "--cacheinfo", f"160000,{commit},module")
    project.git("commit", "-q", "-m", "a submodule")
    project.git("update-index", "--skip-worktree", "sparse.py")
    (project.root / "sparse.py").unlink()
    with Plumbing(project.root) as plumbing:
        assert _why(plumbing, "sparse.py").endswith("Git has sparse.py, your files do not show it.")
        assert _why(plumbing, "sparse.py/new.py").endswith(
            "Git has sparse.py, your files do not show it."
        )
        assert "Git has module" in _why(plumbing, "module/new.py")
        assert _why(plumbing, "folder").endswith("in Git it is a folder.")
        assert _why(plumbing, "folder/new.py") == ""


def test_what_the_user_deleted_may_be_created_anew(project: GitProject) -> None:
    project.write("gone.py", "x = 1\n")
    project.write("report.py", "print('hello')\n")
    project.commit()
    (project.root / "gone.py").unlink()
    with Plumbing(project.root) as plumbing:
        assert _why(plumbing, "gone.py") == ""
        session = on_head(plumbing)
        branch = open_ledger(plumbing).start(session)
        assert session.headline == SESSION.headline
        assert branch.base_files({"gone.py": SourceFile("gone.py", b"y\n")}) == {
            "gone.py": SourceFile.absent("gone.py")
        }
