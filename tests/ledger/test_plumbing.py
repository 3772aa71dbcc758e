"""Commits and refs through plumbing, in repositories of every shape, with real git."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from healbot.core.attribution import BOT
from healbot.core.errors import EnvironmentProblem, Refused
from healbot.core.source import SourceFile
from healbot.ledger.commands import GitFailed
from healbot.ledger.plumbing import Plumbing
from tests.git_project import GitProject

WHEN = "1793613600 +0000"
REF = "refs/heads/healbot/x-01234567"


def commit(plumbing: Plumbing, *files: SourceFile, message: str = "healbot: try\n") -> str:
    """Writes a commit with `files` on HEAD and returns its id; the branch `REF` is put there."""
    parents = [plumbing.head] if plumbing.head else []
    tree = plumbing.tree_of(plumbing.head) if plumbing.head else None
    made = plumbing.commit(message, parents, tree, {f.path: f for f in files}, BOT, WHEN)
    plumbing.update_ref(REF, made, plumbing.ref(REF), "test")
    return made


def files_in(project: GitProject, commit: str) -> dict[bytes, bytes]:
    """Returns (path, mode) of a commit's files."""
    entries = project.git_bytes("ls-tree", "-r", "-z", commit).split(b"\0")[:-1]
    return {entry.partition(b"\t")[2]: entry[:6] for entry in entries}


ODD_NAMES = [
    "plain.py",
    "with space.py",
    'quote".py',
    "apostrophe's.py",
    "back\\slash.py",
    "new\nline.py",
    "tab\there.py",
    "-dash.py",
    "--help",
    ":(top)magic.py",
    "star*.py",
    "$(id).py",
    "ünïcödé.py",
    "日本/語.py",
    b"latin-\xe9.py".decode("utf-8", "surrogateescape"),
    "deep/er/and/deeper.py",
    "trailing ",
    "\x01control.py",
    ".gitignored",
]


class TestCommit:
    @pytest.mark.parametrize("name", ODD_NAMES)
    def test_keeps_any_file_name(self, project: GitProject, plumbing: Plumbing, name: str) -> None:
        made = commit(plumbing, SourceFile(name, b"x = 1\n"))
        assert files_in(project, made) == {
            b"report.py": b"100644",
            name.encode("utf-8", "surrogateescape"): b"100644",
        }
        found = plumbing.blob(made, name)
        assert found == SourceFile(name, b"x = 1\n")
        assert plumbing.head is not None
        assert [change.path for change in plumbing.changes(plumbing.head, made)] == [name]

    @pytest.mark.parametrize(
        ("mode", "kept"), [(0o644, 0o644), (0o755, 0o755), (0o600, 0o644), (0o700, 0o755)]
    )
    def test_keeps_the_executable_bit(self, plumbing: Plumbing, mode: int, kept: int) -> None:
        found = plumbing.blob(commit(plumbing, SourceFile("run.py", b"1\n", mode)), "run.py")
        assert found is not None
        assert found.mode == kept

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"no newline",
            b"\n",
            b"data 5\nhello\n",
            b"\xff\xfe\x00binary\x00",
            b"\xef\xbb\xbfprint(1)\r\n",
            b"mixed\r\nends\nand\rold\n",
            b"done\n",
        ],
    )
    def test_keeps_every_byte(self, plumbing: Plumbing, data: bytes) -> None:
        found = plumbing.blob(commit(plumbing, SourceFile("odd.py", data)), "odd.py")
        assert found is not None
        assert found.data == data

    @pytest.mark.parametrize(
        "message",
        [
            "healbot: x\n",
            "no newline at the end",
            "healbot: x\n\nHealbot-Schema: 1\n",
            "data 3\nabc\n",
            "tree of\nparent of\n\nüñí 日本 🐍\n",
            "# not a comment\n\n\n\ntrailing\n",
        ],
    )
    def test_keeps_the_message(self, plumbing: Plumbing, message: str) -> None:
        assert plumbing.objects.commit(commit(plumbing, message=message)).message == message

    def test_has_the_right_parents_author_and_date(
        self, project: GitProject, plumbing: Plumbing
    ) -> None:
        made = commit(plumbing)
        shown = project.git("log", "-1", "--format=%P|%an <%ae>|%cn <%ce>|%at|%ct", made)
        who = "healbot <healbot@localhost>"
        assert shown == f"{plumbing.head}|{who}|{who}|1793613600|1793613600"

    def test_is_the_same_for_the_same_content(self, plumbing: Plumbing) -> None:
        file = SourceFile("a.py", b"1\n")
        assert commit(plumbing, file) == commit(plumbing, file)

    def test_takes_deleted_paths_out(self, project: GitProject) -> None:
        for path in ("a.py", "b/c d.py", "b/e.py"):
            project.write(path, "1\n")
        head = project.commit()
        with Plumbing(project.root) as plumbing:
            tree = plumbing.tree_of(head)
            made = plumbing.commit("x\n", [head], tree, {}, BOT, WHEN, ("b/c d.py",))
        assert set(files_in(project, made)) == {b"a.py", b"b/e.py"}

    def test_replaces_a_folder_by_a_file(self, project: GitProject) -> None:
        project.write("thing/inner.py", "1\n")
        head = project.commit()
        with Plumbing(project.root) as plumbing:
            made = commit(plumbing, SourceFile("thing", b"2\n"))
            assert head != made
        assert set(files_in(project, made)) == {b"thing"}
        project.fsck()

    def test_leaves_links_and_submodules_of_the_base_alone(self, project: GitProject) -> None:
        inner = GitProject(project.root, "inner")
        inner.write("lib.py", "1\n")
        pinned = inner.commit()
        (project.root / "link.py").symlink_to("report.py")
        project.write("report.py", "1\n")
        project.git("update-index", "--add", "--cacheinfo", f"160000,{pinned},inner")
        project.git("add", "report.py", "link.py")
        project.git("commit", "-qm", "x")
        with Plumbing(project.root) as plumbing:
            made = commit(plumbing, SourceFile("report.py", b"2\n"))
            assert plumbing.blob(made, "link.py") is None
            assert plumbing.blob(made, "inner") is None
        modes = files_in(project, made)
        assert (modes[b"link.py"], modes[b"inner"]) == (b"120000", b"160000")

    def test_touches_nothing_of_the_users(self, project: GitProject, plumbing: Plumbing) -> None:
        before = project.users()
        commit(plumbing, SourceFile("report.py", b"2\n"), SourceFile("new.py", b"3\n"))
        assert project.users() == before
        project.fsck()


class TestLineEnds:
    """The branch shows the lines that were changed and no others, whatever Git converts."""

    BEFORE = b"a = 1\r\nb = 2\r\nc = 3\r\n"
    AFTER = b"a = 1\r\nb = 22\r\nc = 3\r\n"

    def changed(self, project: GitProject) -> tuple[str, str]:
        """Returns what `healbot` would show as changed and Git's own word on the work tree."""
        status = project.git("status", "--porcelain")
        with Plumbing(project.root) as plumbing:
            assert plumbing.head
            made = commit(plumbing, SourceFile("win.py", self.AFTER))
            stat = project.git("diff", "--numstat", plumbing.head, made)
        return stat, status + project.git("status", "--porcelain")

    def test_autocrlf(self, project: GitProject) -> None:
        project.git("config", "core.autocrlf", "true")
        project.write("win.py", self.BEFORE)
        project.commit()
        assert self.changed(project) == ("1\t1\twin.py", "")

    @pytest.mark.parametrize(
        "attribute", ["text=auto", "text", "text eol=crlf", "text=auto eol=lf"]
    )
    def test_attributes(self, project: GitProject, attribute: str) -> None:
        project.write(".gitattributes", f"*.py {attribute}\n")
        project.write("win.py", self.BEFORE)
        project.commit()
        assert self.changed(project) == ("1\t1\twin.py", "")

    def test_attributes_in_info(self, project: GitProject) -> None:
        (project.root / ".git/info/attributes").write_text("*.py text\n")
        project.write("win.py", self.BEFORE)
        project.commit()
        assert self.changed(project) == ("1\t1\twin.py", "")

    def test_attributes_of_the_user(self, project: GitProject) -> None:
        (project.home / "attributes").write_text("*.py text\n")
        project.git("config", "--global", "core.attributesFile", "~/attributes")
        project.write("win.py", self.BEFORE)
        project.commit()
        assert self.changed(project) == ("1\t1\twin.py", "")

    @pytest.mark.parametrize("attribute", ["-text", "text=auto"])
    def test_crlf_in_the_repository_stays(self, project: GitProject, attribute: str) -> None:
        project.write("win.py", self.BEFORE)
        project.commit("with CRLF, before anybody thought of attributes")
        project.write(".gitattributes", f"*.py {attribute}\n")
        project.commit()
        assert self.changed(project) == ("1\t1\twin.py", "")

    def test_crlf_in_the_repository_stays_under_autocrlf(self, project: GitProject) -> None:
        project.write("win.py", self.BEFORE)
        project.commit()
        project.git("config", "core.autocrlf", "true")
        assert self.changed(project) == ("1\t1\twin.py", "")

    def test_keyword_expansion(self, project: GitProject) -> None:
        project.write(".gitattributes", "*.py ident\n")
        project.write("win.py", "# $Id$\nb = 2\n")
        project.commit()
        (project.root / "win.py").unlink()
        project.git("checkout", "win.py")
        seen = project.read("win.py")
        assert b"$Id: " in seen
        with Plumbing(project.root) as plumbing:
            assert plumbing.head
            made = commit(plumbing, SourceFile("win.py", seen.replace(b"b = 2", b"b = 22")))
            stat = project.git("diff", "--numstat", plumbing.head, made)
        assert stat == "1\t1\twin.py"


SETTINGS = [
    ("core.untrackedCache=true", "core.preloadIndex=true", "index.version=4", "core.fsync=all"),
    ("core.splitIndex=true", "core.ignoreCase=true", "core.fileMode=false"),
    ("feature.manyFiles=true", "gc.auto=1", "core.sharedRepository=group"),
    ("core.fsmonitor=true",),
    ("core.compression=0", "core.bigFileThreshold=1", "fastimport.unpackLimit=1"),
    ("core.logAllRefUpdates=always", "transfer.fsckObjects=true", "commit.gpgSign=true"),
    ("i18n.commitEncoding=ISO-8859-1", "log.showSignature=true", "diff.noprefix=true"),
]
"""Each group in one repository; the first of a group gives the test its name."""


class TestRepositories:
    """Every shape of repository that people have."""

    def check(self, project: GitProject, root: Path | None = None) -> None:
        """Commits one changed file and shows that it, and nothing else, differs."""
        with Plumbing(root or project.root) as plumbing:
            before = project.users()
            made = commit(plumbing, SourceFile("report.py", b"print('healed')\n"))
            assert project.users() == before
            found = plumbing.blob(made, "report.py")
            assert found is not None
            assert found.data == b"print('healed')\n"
            if plumbing.head:
                changes = plumbing.changes(plumbing.head, made)
                assert [change.path for change in changes] == ["report.py"]
        project.fsck()

    def start(self, project: GitProject, count: int = 1) -> None:
        for number in range(count):
            project.write("report.py", f"print({number})\n")
            project.write(f"folder{number}/other.py", "1\n")
            project.commit(f"commit {number}")

    def test_unborn_head(self, project: GitProject) -> None:
        with Plumbing(project.root) as plumbing:
            assert plumbing.head is None
        self.check(project)

    def test_detached_head(self, project: GitProject) -> None:
        self.start(project, 2)
        project.git("checkout", "--quiet", "--detach", "HEAD~1")
        self.check(project)

    def test_sha256(self, tmp_path: Path, project: GitProject) -> None:
        other = GitProject(tmp_path, "sha256", git=False)
        other.git("init", "--quiet", "--object-format=sha256")
        self.start(other)
        self.check(other)
        assert len(other.git("rev-parse", REF)) == 64

    def test_shallow_clone(self, tmp_path: Path, project: GitProject) -> None:
        self.start(project, 3)
        project.git("clone", "-q", "--depth=1", project.root.as_uri(), str(tmp_path / "shallow"))
        self.check(GitProject(tmp_path, "shallow"))

    def test_partial_clone(self, tmp_path: Path, project: GitProject) -> None:
        self.start(project, 3)
        project.git("config", "uploadpack.allowFilter", "true")
        project.git(
            "clone", "-q", "--filter=blob:none", project.root.as_uri(), str(tmp_path / "partial")
        )
        self.check(GitProject(tmp_path, "partial"))

    def test_clone_that_borrows_objects(self, tmp_path: Path, project: GitProject) -> None:
        self.start(project, 2)
        project.git("clone", "-q", "--shared", str(project.root), str(tmp_path / "borrower"))
        assert (tmp_path / "borrower/.git/objects/info/alternates").is_file()
        self.check(GitProject(tmp_path, "borrower"))

    def test_packed_objects_and_refs(self, project: GitProject) -> None:
        self.start(project, 3)
        project.git("gc", "--quiet", "--aggressive", "--prune=now")
        project.git("pack-refs", "--all")
        self.check(project)

    def test_linked_worktree(self, tmp_path: Path, project: GitProject) -> None:
        self.start(project)
        project.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "linked"))
        linked = GitProject(tmp_path, "linked")
        before = linked.users()
        self.check(project, linked.root)
        assert linked.users() == before
        assert project.git("rev-parse", REF) == linked.git("rev-parse", REF)

    def test_separate_git_dir(self, tmp_path: Path, project: GitProject) -> None:
        self.start(project)
        project.git("init", "-q", "--separate-git-dir", str(tmp_path / "elsewhere.git"))
        assert (project.root / ".git").is_file()
        self.check(project)

    def test_work_tree_setting(self, tmp_path: Path, project: GitProject) -> None:
        self.start(project)
        project.git("config", "core.worktree", str(project.root))
        self.check(project)

    def test_from_a_folder_below(self, project: GitProject) -> None:
        self.start(project)
        with Plumbing(project.root / "folder0") as plumbing:
            assert plumbing.root == project.root
        self.check(project, project.root / "folder0")

    def test_within_a_submodule(self, tmp_path: Path, project: GitProject) -> None:
        library = GitProject(tmp_path, "library")
        self.start(library)
        self.start(project)
        project.git("submodule", "--quiet", "add", library.root.as_uri(), "lib")
        project.commit("with a submodule")
        with Plumbing(project.root / "lib") as plumbing:
            assert plumbing.root == project.root / "lib"
            made = commit(plumbing, SourceFile("report.py", b"2\n"))
        assert project.git("-C", "lib", "rev-parse", REF) == made
        assert project.git("for-each-ref", REF) == ""
        self.check(project)

    @pytest.mark.parametrize("settings", SETTINGS, ids=lambda settings: settings[0])
    def test_settings(self, project: GitProject, settings: tuple[str, ...]) -> None:
        self.start(project)
        for setting in settings:
            project.git("config", "--global", *setting.split("="))
        project.write("report.py", "print('again')\n")
        project.git("-c", "commit.gpgSign=false", "commit", "-qam", "with these settings")
        try:
            self.check(project)
        finally:
            if "core.fsmonitor=true" in settings:
                project.git("fsmonitor--daemon", "stop", check=False)

    def test_sparse_checkout_with_a_sparse_index(self, project: GitProject) -> None:
        self.start(project, 3)
        project.git("sparse-checkout", "init", "--cone", "--sparse-index")
        project.git("sparse-checkout", "set", "folder0")
        assert not (project.root / "folder1").exists()
        self.check(project)
        with Plumbing(project.root) as plumbing:
            made = plumbing.ref(REF)
        assert made
        assert b"folder1/other.py" in files_in(project, made)

    def test_replaced_and_grafted_commits_are_not_believed(self, project: GitProject) -> None:
        self.start(project, 2)
        project.git("replace", "HEAD~1", "HEAD")
        self.check(project)

    def test_stale_locks(self, project: GitProject) -> None:
        self.start(project)
        for name in ("index.lock", "HEAD.lock", "config.lock", "packed-refs.lock"):
            (project.root / ".git" / name).touch()
        self.check(project)

    def test_many_refs(self, project: GitProject) -> None:
        self.start(project)
        head = project.git("rev-parse", "HEAD")
        lines = "".join(f"create refs/tags/t{number} {head}\n" for number in range(500))
        project.git("update-ref", "--stdin", stdin=lines.encode())
        project.git("pack-refs", "--all")
        self.check(project)

    def test_a_folder_with_odd_characters(self, tmp_path: Path, project: GitProject) -> None:
        odd = GitProject(tmp_path, 'o\'dd "näme" $(id) #1')
        self.start(odd)
        self.check(odd)

    def test_reftable(self, tmp_path: Path, project: GitProject) -> None:
        made = subprocess.run(
            ["git", "init", "-q", "--ref-format=reftable", str(tmp_path / "tables")],
            capture_output=True,
        )
        if made.returncode:
            pytest.skip("this git has no reftable")
        other = GitProject(tmp_path, "tables")
        self.start(other)
        self.check(other)


class TestUnusable:
    def test_outside_of_a_repository(self, tmp_path: Path, project: GitProject) -> None:
        folder = tmp_path / "plain"
        folder.mkdir()
        with pytest.raises(Refused, match="not in a Git repository") as raised:
            Plumbing(folder)
        assert "--init" in raised.value.hint

    def test_bare_repository(self, tmp_path: Path, project: GitProject) -> None:
        project.git("init", "-q", "--bare", str(tmp_path / "bare.git"))
        with pytest.raises(Refused, match="bare repository") as raised:
            Plumbing(tmp_path / "bare.git")
        assert "clone" in raised.value.hint

    def test_inside_the_git_folder(self, project: GitProject) -> None:
        with pytest.raises(Refused):
            Plumbing(project.root / ".git")

    def test_no_git(
        self, project: GitProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(EnvironmentProblem, match="git was not found") as raised:
            Plumbing(project.root)
        assert "Install Git" in raised.value.hint

    def test_broken_objects(self, project: GitProject) -> None:
        project.write("report.py", "1\n")
        head = project.commit()
        with Plumbing(project.root) as plumbing:
            tree = plumbing.tree_of(head)
            broken = project.root / ".git/objects" / tree[:2] / tree[2:]
            broken.chmod(0o644)
            broken.write_bytes(b"junk")
            with pytest.raises(GitFailed) as raised:
                commit(plumbing, SourceFile("report.py", b"2\n"))
        assert raised.value.hint

    def test_initialise_leaves_an_existing_repository_alone(self, project: GitProject) -> None:
        before = project.users()
        project.write("sub/x.py", "1\n")
        Plumbing.initialise(project.root / "sub")
        assert not (project.root / "sub/.git").exists()
        (project.root / "sub/x.py").unlink()
        (project.root / "sub").rmdir()
        assert project.users() == before

    def test_initialise_does_not_hide_another_problem(
        self, project: GitProject, tmp_path: Path
    ) -> None:
        (project.root / ".git/config").write_text("[broken\n")
        folder = project.root / "sub"
        folder.mkdir()
        with pytest.raises(EnvironmentProblem, match="config"):
            Plumbing.initialise(folder)
        assert not (folder / ".git").exists()

    def test_initialise_runs_no_template_hooks_and_makes_no_commit(
        self, project: GitProject, tmp_path: Path
    ) -> None:
        folder = tmp_path / "fresh"
        folder.mkdir()
        Plumbing.initialise(folder)
        with Plumbing(folder) as plumbing:
            assert plumbing.root == folder
            assert plumbing.head is None


class TestRefs:
    def test_only_the_first_creator_wins(self, plumbing: Plumbing) -> None:
        assert plumbing.head
        plumbing.update_ref(REF, plumbing.head, None, "first")
        with pytest.raises(GitFailed):
            plumbing.update_ref(REF, plumbing.head, None, "second")

    def test_a_move_needs_the_old_value(self, plumbing: Plumbing) -> None:
        first = commit(plumbing)
        second = commit(plumbing, SourceFile("a.py", b"1\n"))
        with pytest.raises(GitFailed):
            plumbing.update_ref(REF, first, first, "stale")
        assert plumbing.ref(REF) == second

    def test_creators_at_once(self, project: GitProject, plumbing: Plumbing) -> None:
        assert plumbing.head
        head, won = plumbing.head, []

        def create(number: int) -> None:
            with Plumbing(project.root) as mine:
                try:
                    mine.update_ref(REF, head, None, str(number))
                    won.append(number)
                except GitFailed:
                    pass

        threads = [threading.Thread(target=create, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(won) == 1

    def test_a_moved_ref_has_a_reflog(self, project: GitProject, plumbing: Plumbing) -> None:
        commit(plumbing)
        assert project.git("reflog", "show", REF).endswith("test")

    def test_delete_needs_the_old_value(self, plumbing: Plumbing) -> None:
        first = commit(plumbing)
        commit(plumbing, SourceFile("a.py", b"1\n"))
        with pytest.raises(GitFailed):
            plumbing.delete_ref(REF, first)
        assert plumbing.ref(REF)

    @pytest.mark.parametrize("name", ["--help", "-d", "", "refs/heads/nope", "a..b", "@{-1}", "\n"])
    def test_odd_names_are_no_refs(self, plumbing: Plumbing, name: str) -> None:
        assert plumbing.ref(name) is None

    def test_history(self, project: GitProject, plumbing: Plumbing) -> None:
        made = commit(plumbing, message="healbot: one\n\nbody\n")
        found = plumbing.objects.commit(made)
        assert found.tree == project.git("rev-parse", f"{made}^{{tree}}")
        assert found.parents == (plumbing.head,)
        assert found.seconds == 1793613600
        assert found.message == "healbot: one\n\nbody\n"


class TestEnvironment:
    """Nothing of the caller's environment reaches git."""

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("GIT_DIR", "/nowhere"),
            ("GIT_WORK_TREE", "/"),
            ("GIT_INDEX_FILE", "/nowhere/index"),
            ("GIT_OBJECT_DIRECTORY", "/nowhere"),
            ("GIT_ALTERNATE_OBJECT_DIRECTORIES", "/nowhere"),
            ("GIT_COMMON_DIR", "/nowhere"),
            ("GIT_NAMESPACE", "other"),
            ("GIT_CEILING_DIRECTORIES", "/"),
            ("GIT_CONFIG", "/nowhere"),
            ("GIT_CONFIG_PARAMETERS", "'core.bare'='true'"),
            ("GIT_LITERAL_PATHSPECS", "1"),
            ("GIT_DEFAULT_HASH", "sha256"),
            ("GIT_EXEC_PATH", "/nowhere"),
            ("GIT_TRACE", "1"),
            ("GIT_TEMPLATE_DIR", "/nowhere"),
        ],
    )
    def test_is_scrubbed(
        self, project: GitProject, monkeypatch: pytest.MonkeyPatch, name: str, value: str
    ) -> None:
        project.write("report.py", "1\n")
        head = project.commit()
        monkeypatch.setenv(name, value)
        with Plumbing(project.root) as plumbing:
            assert (plumbing.root, plumbing.head) == (project.root, head)
            made = commit(plumbing, SourceFile("report.py", b"2\n"))
        monkeypatch.delenv(name)
        assert project.git("rev-parse", REF) == made

    def test_settings_by_count_are_scrubbed(
        self, project: GitProject, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
        monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.bare")
        monkeypatch.setenv("GIT_CONFIG_VALUE_0", "true")
        with Plumbing(project.root) as plumbing:
            assert plumbing.root == project.root


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[None]:
    """Mounts a small file system over `folder`; skips the test where that is not allowed."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "healbot-test", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting a small disk needs root")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True)


class TestFullDisk:
    def test_the_repository_stays_sound(self, tmp_path: Path, project: GitProject) -> None:
        folder = tmp_path / "disk"
        folder.mkdir()
        with small_disk(folder, 512):
            full = GitProject(folder, "project")
            full.write("report.py", "1\n")
            full.commit()
            with Plumbing(full.root) as plumbing:
                first = commit(plumbing, SourceFile("report.py", b"2\n"))
                before = full.users()
                filler = folder / "filler"
                with filler.open("wb", buffering=0) as file:
                    try:
                        while file.write(os.urandom(4096)) == 4096:
                            pass
                    except OSError:
                        pass
                with pytest.raises(EnvironmentProblem) as raised:
                    commit(plumbing, SourceFile("report.py", os.urandom(20_000)))
                assert "disk is full" in raised.value.hint
                assert plumbing.ref(REF) == first
            filler.unlink()
            assert full.users() == before
            full.fsck()
            with Plumbing(full.root) as plumbing:
                commit(plumbing, SourceFile("report.py", b"3\n"))
            full.fsck()


def test_closing_waits_for_what_goes_on_in_the_background(project: GitProject) -> None:
    project.write("report.py", "1\n")
    head = project.commit()
    with Plumbing(project.root) as plumbing:
        tree = plumbing.in_background(lambda opened: opened.tree_of(head))
        failing = plumbing.in_background(lambda opened: opened.tree_of("0" * 40))
    assert tree.result() == project.git("rev-parse", f"{head}^{{tree}}")
    with pytest.raises(GitFailed, match="bad object"):
        failing.result()
