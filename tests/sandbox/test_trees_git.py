"""A throwaway repository in the tree: what git says there is what it says to the user."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healbot.core.source import SourceFile
from healbot.ports import Command, SandboxTree
from healbot.sandbox.repository_need import repository_need
from healbot.sandbox.request import SandboxRequest
from healbot.sandbox.throwaway_repository import NoRepository, make_repository
from tests.git_project import GitProject
from tests.sandbox.conftest import SandboxFactory

SAME = (
    "git describe --tags --long --dirty --match '*[0-9]*' | sed s/-g[0-9a-f]*//",
    "git describe --dirty --abbrev=0",
    "git describe --tags --exact-match",
    "git ls-files --stage",
    "git ls-files --others --exclude-standard",
    "git status --porcelain --ignore-submodules=none",
    "git symbolic-ref HEAD",
    "git rev-parse --show-cdup --is-inside-work-tree --show-object-format",
    "git rev-parse HEAD^{tree}",
    "git log -1 --format=%cI",
    "git diff --name-only HEAD",
    "cd pkg && git ls-files",
)
"""Commands whose output must be the same in the tree."""


@pytest.fixture
def git_project(tmp_path: Path) -> GitProject:
    """Two commits after a tag, a token and a hook in the repository."""
    project = GitProject(tmp_path.resolve())
    project.write("pkg/value.py", "VALUE = 1\n")
    project.write("data.txt", "data\n")
    project.write(".gitignore", "*.log\n")
    project.commit("first")
    project.git("tag", "--annotate", "--message", "release", "v1.2.0")
    project.git("commit", "--quiet", "--allow-empty", "--message", "second")
    project.git("commit", "--quiet", "--allow-empty", "--message", "third")
    project.git("remote", "add", "origin", "https://canary-token@example.invalid/x.git")
    return project


def request_of(project: GitProject) -> SandboxRequest:
    environ = {**os.environ, **project.environment}
    return SandboxRequest(project.root, Path(sys.executable), repository=True, environ=environ)


def said_to_the_user(project: GitProject, script: str) -> tuple[str, int]:
    done = subprocess.run(
        ["/bin/sh", "-c", script],
        cwd=project.root,
        env=project.environment,
        capture_output=True,
        text=True,
    )
    return done.stdout, done.returncode


def said_in(tree: SandboxTree, script: str) -> tuple[str, int | None]:
    execution = tree.run(Command(("/bin/sh", "-c", script)))
    return execution.stdout, execution.exit_code


def after_commit(project: GitProject) -> None:
    """As the fixture leaves it."""


def at_the_tag(project: GitProject) -> None:
    project.git("tag", "v1.3.0")


def two_tags(project: GitProject) -> None:
    project.git("tag", "nightly")
    project.git("tag", "v1.2.1", "HEAD~1")


def no_tags(project: GitProject) -> None:
    project.git("tag", "--delete", "v1.2.0")


def detached(project: GitProject) -> None:
    project.git("checkout", "--quiet", "--detach", "HEAD~1")


def changed(project: GitProject) -> None:
    project.write("pkg/value.py", "VALUE = 22\n")
    project.write("staged.txt", "staged\n")
    project.write("both.txt", "staged\n")
    project.git("add", "staged.txt", "both.txt")
    project.write("both.txt", "changed again\n")
    project.write("new.txt", "new\n")
    project.write("ignored.log", "ignored\n")
    project.git("rm", "--quiet", "data.txt")


def unborn(project: GitProject) -> None:
    project.git("checkout", "--quiet", "--orphan", "trunk")


def split_index(project: GitProject) -> None:
    project.git("update-index", "--split-index")


def with_submodule(project: GitProject) -> None:
    other = GitProject(project.root.parent, "other")
    other.write("lib.py", "LIB = 1\n")
    other.commit()
    project.git("submodule", "--quiet", "add", str(other.root), "lib")
    project.commit("submodule")


STATES = (
    after_commit,
    at_the_tag,
    two_tags,
    no_tags,
    detached,
    changed,
    unborn,
    split_index,
)


ALL = "\n".join(f"({command}) 2>/dev/null; echo $?" for command in SAME)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_the_repository_says_what_the_users_says(
    git_project: GitProject, tmp_path: Path, state: Callable[[GitProject], None]
) -> None:
    state(git_project)
    before = git_project.users()
    said = said_to_the_user(git_project, ALL)
    (tmp_path / "out").mkdir()
    make_repository(git_project.root, tmp_path / "out")
    assert git_project.users() == before
    git_project.git("fsck", "--full", "--strict", environment={"GIT_DIR": f"{tmp_path}/out/.git"})
    (git_project.root / ".git").rename(tmp_path / "users")
    (tmp_path / "out" / ".git").rename(git_project.root / ".git")
    assert said_to_the_user(git_project, ALL) == said


def test_git_in_a_tree_says_what_it_says_to_the_user(
    make: SandboxFactory, git_project: GitProject
) -> None:
    with_submodule(git_project)
    changed(git_project)
    with make(request_of(git_project)).fresh_tree({}) as tree:
        assert said_in(tree, ALL) == said_to_the_user(git_project, ALL)
        assert said_in(tree, "git fsck --full --strict >&2")[1] == 0


def test_a_change_shows_as_one(make: SandboxFactory, git_project: GitProject) -> None:
    change = {"pkg/value.py": SourceFile("pkg/value.py", b"VALUE = 2\n")}  # of the same size
    with make(request_of(git_project)).fresh_tree(change) as tree:
        assert said_in(tree, "git status --porcelain") == (" M pkg/value.py\n", 0)
        assert said_in(tree, "git describe --dirty --abbrev=0") == ("v1.2.0-dirty\n", 0)


def test_nothing_of_the_users_is_in_it(make: SandboxFactory, git_project: GitProject) -> None:
    git_project.write(".git/hooks/post-checkout", "#!/bin/sh\ntouch hooked\n", 0o755)
    with make(request_of(git_project)).fresh_tree({}) as tree:
        assert said_in(tree, "grep -r canary .git")[0] == ""
        assert said_in(tree, "ls .git/hooks; git remote; git config user.name")[0] == ""
        log, _ = said_in(tree, "git log --format='%an %s %b'")
        assert log == "healbot throwaway \n" * 3


def test_what_a_run_does_to_it_stays_in_its_tree(
    make: SandboxFactory, git_project: GitProject
) -> None:
    sandbox = make(request_of(git_project))
    commit = "git -c user.name=a -c user.email=b commit -qam change && git tag v9"
    for _ in range(2):
        with sandbox.fresh_tree({}) as tree:
            assert said_in(tree, f"echo >> data.txt && {commit} && git describe") == (
                "v9\n",
                0,
            ) or (said_in(tree, "git describe --tags --exact-match") == ("v9\n", 0))
    assert git_project.git("tag", "--list") == "v1.2.0"


def test_without_the_option_there_is_none(make: SandboxFactory, git_project: GitProject) -> None:
    request = replace(request_of(git_project), repository=False)
    with make(request).fresh_tree({}) as tree:
        execution = tree.run(Command(("git", "status")))
        assert execution.exit_code == 128
        assert repository_need(execution.stderr) == "A run said: not a git repository."


def test_a_worktree_has_a_repository_of_its_own(
    make: SandboxFactory, git_project: GitProject
) -> None:
    folder = git_project.root.parent / "tree"
    git_project.git("worktree", "add", "--quiet", "-b", "side", str(folder))
    assert (folder / ".git").is_file()
    request = replace(request_of(git_project), root=folder)
    with make(request).fresh_tree({}) as tree:
        assert said_in(
            tree, "git status --porcelain; git symbolic-ref HEAD; git describe | wc -l"
        ) == (
            "refs/heads/side\n1\n",
            0,
        )
        assert said_in(tree, "grep -r canary .git")[0] == ""


def test_a_project_that_is_a_submodule(make: SandboxFactory, git_project: GitProject) -> None:
    with_submodule(git_project)
    folder = git_project.root / "lib"
    assert (folder / ".git").is_file()
    with make(replace(request_of(git_project), root=folder)).fresh_tree({}) as tree:
        assert said_in(tree, "git ls-files; git status --porcelain") == ("lib.py\n", 0)


def test_a_project_without_a_repository_is_told(
    make: SandboxFactory, project: Path, request_for: SandboxRequest
) -> None:
    sandbox = make(replace(request_for, repository=True))  # its .git is no repository
    with sandbox.fresh_tree({}) as tree:
        assert said_in(tree, "echo works") == ("works\n", 0)
    assert any("sees no Git repository" in sentence for sentence in sandbox.limitations)


def test_planted_programs_are_not_run(git_project: GitProject, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {trace}\nexit 1\n")
    program.chmod(0o755)
    git_project.write(".gitattributes", "* filter=evil diff=evil\n")
    git_project.commit("attributes")
    for name in (
        *("core.fsmonitor", "filter.evil.clean", "filter.evil.smudge", "filter.evil.process"),
        *("diff.evil.textconv", "diff.external", "core.pager", "core.sshCommand", "gpg.program"),
        *("uploadpack.packObjectsHook", "core.editor", "core.askPass", "credential.helper"),
    ):
        git_project.git("config", name, str(program))
    git_project.git("config", "log.showSignature", "true")
    git_project.git("config", "core.hooksPath", str(tmp_path))
    git_project.git("config", "alias.describe", f"!{program}")
    (git_project.root / "data.txt").write_text("other\n")
    (tmp_path / "out").mkdir()
    make_repository(git_project.root, tmp_path / "out")
    assert (tmp_path / "out" / ".git" / "HEAD").exists()
    assert not trace.exists()


def test_a_shallow_clone_and_another_object_format(tmp_path: Path) -> None:
    source = GitProject(tmp_path.resolve() / "a", "source")
    for number in range(3):
        source.write("file", str(number))
        source.commit(str(number))
    shallow = GitProject(tmp_path.resolve() / "b", "shallow", git=False)
    shallow.git("clone", "--quiet", "--depth=1", f"file://{source.root}", ".")
    modern = GitProject(tmp_path.resolve() / "c", "modern", git=False)
    modern.git("init", "--quiet", "--object-format=sha256")
    modern.write("file", "content")
    modern.commit()
    for project in (shallow, modern):
        out = project.root.parent / "out"
        out.mkdir()
        make_repository(project.root, out)
        listed = project.git("--git-dir", str(out / ".git"), "ls-tree", "-r", "HEAD")
        assert listed == project.git("ls-tree", "-r", "HEAD")
        project.git("--git-dir", str(out / ".git"), "fsck", "--strict")


def test_a_folder_within_a_repository_is_refused(git_project: GitProject, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(NoRepository, match="folder within"):
        make_repository(git_project.root / "pkg", tmp_path / "out")
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize(
    ("output", "build", "tests", "need"),
    [
        ("fatal: not a git repository (or any of the parent directories): .git", "", "", True),
        ("Command '['git', 'log']' returned non-zero exit status 128.", "", "", True),
        ("git.exc.InvalidGitRepositoryError: /x", "", "", True),
        ("LookupError: setuptools-scm was unable to detect version for '/x'.", "", "", True),
        ("1 failed", 'requires = ["setuptools", "setuptools_scm[toml]>=8"]', "", True),
        ("", "requires = ['hatchling', 'hatch-vcs']", "", True),
        ("", "setup_requires = pbr\n", "", True),
        ("", "", 'subprocess.run(["git", "describe"])', True),
        ("", "", "assert (root / '.git').exists()", True),
        ("", "", "import git\n", True),
        ("", "requires = ['hatchling']\nname = 'pbrush'", "", False),
        ("AssertionError: 1 == 2", "", "import gitlab\nurl = 'https://x.git'\n", False),
        ("", "", "# see .gitignore and github", False),
    ],
)
def test_what_says_that_a_repository_is_needed(
    output: str, build: str, tests: str, need: bool
) -> None:
    assert bool(repository_need(output, [build], [tests])) is need


@given(st.text(), st.text(), st.text())
def test_any_text_gives_one_sentence(output: str, build: str, tests: str) -> None:
    assert "\n" not in repository_need(output, [build], [tests])
