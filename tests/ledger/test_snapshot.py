"""The snapshot is what the user sees, taken without touching anything."""

from __future__ import annotations

import hashlib
import os

import pytest

from healbot.ledger.git_ledger import GitLedger
from healbot.ledger.plumbing import Plumbing
from healbot.ledger.snapshot import MAX_TRACKED_BYTES, MAX_UNTRACKED_BYTES, Snapshot, take_snapshot
from tests.git_project import GitProject

TARGET = "report.py"


def snapshot(project: GitProject, target: str = TARGET) -> Snapshot:
    """Takes the snapshot and shows that nothing of the user's was touched."""
    before = project.users()
    with Plumbing(project.root) as plumbing:
        taken = take_snapshot(plumbing, target)
    assert project.users() == before
    return taken


def base(project: GitProject, target: str = TARGET) -> tuple[Snapshot, dict[str, bytes]]:
    """Returns the snapshot and the files of the commit that holds it."""
    before = project.users()
    with Plumbing(project.root) as plumbing:
        taken = take_snapshot(plumbing, target)
        commit = GitLedger(plumbing, lambda: 1793613600.0).base_of(taken)
    assert project.users() == before
    project.fsck()
    listed = project.git_bytes("ls-tree", "-r", "-z", "--name-only", commit).split(b"\0")[:-1]
    return taken, {
        name.decode("utf-8", "surrogateescape"): project.git_bytes(
            "cat-file", "blob", commit + ":" + name.decode("utf-8", "surrogateescape")
        )
        for name in listed
    }


@pytest.fixture
def project(project: GitProject) -> GitProject:
    """A repository with a few committed files."""
    for name in (TARGET, "staged.py", "deleted.py", "old_name.py", "mode.py", "data.csv"):
        project.write(name, f"# {name}\n" * 3)
    project.write(".gitignore", "*.log\nignored.py\n")
    project.commit()
    return project


def test_clean(project: GitProject) -> None:
    taken = snapshot(project)
    assert taken.is_clean
    with Plumbing(project.root) as plumbing:
        ledger = GitLedger(plumbing, lambda: 0.0)
        assert ledger.base_of(taken) == project.git("rev-parse", "HEAD")


def test_clean_when_only_times_changed(project: GitProject) -> None:
    os.utime(project.root / TARGET)
    assert snapshot(project).is_clean


@pytest.mark.parametrize("staged", [False, True])
def test_changes(project: GitProject, staged: bool) -> None:
    project.write(TARGET, "changed\n")
    project.write("data.csv", "1,2\n")
    (project.root / "deleted.py").unlink()
    (project.root / "old_name.py").rename(project.root / "new_name.py")
    project.write("mode.py", "# mode.py\n" * 3, 0o755)
    if staged:
        project.git("add", "--all")
    taken, files = base(project)
    assert files[TARGET] == b"changed\n"
    assert files["data.csv"] == b"1,2\n"
    assert files["new_name.py"] == b"# old_name.py\n" * 3
    assert {"deleted.py", "old_name.py"}.isdisjoint(files)
    assert taken.deleted == ("deleted.py", "old_name.py")
    assert taken.files["mode.py"].mode & 0o111


def test_staged_and_changed_again(project: GitProject) -> None:
    project.write("staged.py", "in the index\n")
    project.git("add", "staged.py")
    project.write("staged.py", "in the work tree\n")
    _, files = base(project)
    assert files["staged.py"] == b"in the work tree\n"


def test_deleted_from_the_index_only(project: GitProject) -> None:
    project.git("rm", "-q", "--cached", "deleted.py")
    _, files = base(project)
    assert files["deleted.py"] == b"# deleted.py\n" * 3


def test_added_then_removed(project: GitProject) -> None:
    project.write("brief.py", "1\n")
    project.git("add", "brief.py")
    (project.root / "brief.py").unlink()
    _, files = base(project)
    assert "brief.py" not in files


def test_untracked_sources_are_in_and_everything_else_is_out(project: GitProject) -> None:
    project.write("helper.py", "1\n")
    project.write("package/deep.pyi", "2\n")
    secrets = (".env", "id_rsa", "notes.txt", "token.json", "dump.sql", "a.log", "ignored.py")
    for name in secrets:
        project.write(name, "SECRET\n")
    _, files = base(project)
    assert {"helper.py", "package/deep.pyi"} <= set(files)
    assert set(secrets).isdisjoint(files)
    assert not any(b"SECRET" in data for data in files.values())


def test_secrets_are_in_no_object_at_all(project: GitProject) -> None:
    project.write(".env", "TOKEN=SECRET\n")
    project.write(TARGET, "changed\n")
    base(project)
    blob = hashlib.sha1(b"blob 13\0TOKEN=SECRET\n").hexdigest()
    project.git("cat-file", "-e", blob, check=False)
    objects = project.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
    assert blob not in objects


def test_an_ignored_target_is_in(project: GitProject) -> None:
    project.write("ignored.py", "1 / 0\n")
    _, files = base(project, "ignored.py")
    assert files["ignored.py"] == b"1 / 0\n"


def test_an_untracked_target_of_another_name_is_in(project: GitProject) -> None:
    project.write("tool", "#!/usr/bin/env python3\n1 / 0\n", 0o755)
    taken, files = base(project, "tool")
    assert files["tool"].startswith(b"#!")
    assert taken.files["tool"].mode & 0o111


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_a_target_that_git_was_told_to_ignore_is_in(project: GitProject, flag: str) -> None:
    project.git("update-index", flag, TARGET)
    project.write(TARGET, "what the user sees\n")
    _, files = base(project)
    assert files[TARGET] == b"what the user sees\n"


def test_intent_to_add(project: GitProject) -> None:
    project.write("intended.py", "1\n")
    project.git("add", "--intent-to-add", "intended.py")
    _, files = base(project)
    assert files["intended.py"] == b"1\n"


def test_unmerged_paths(project: GitProject) -> None:
    project.git("checkout", "-qb", "side")
    project.write(TARGET, "theirs\n")
    project.git("rm", "-q", "deleted.py")
    project.commit()
    project.git("checkout", "-q", "main")
    project.write(TARGET, "ours\n")
    project.write("deleted.py", "ours\n")
    project.commit()
    project.git("merge", "side", check=False)
    assert "UU report.py" in project.git("status", "--porcelain")
    _, files = base(project)
    assert b"<<<<<<<" in files[TARGET]
    assert files["deleted.py"] == b"ours\n"


def test_large_files(project: GitProject) -> None:
    project.write("huge.py", b"#" * (MAX_UNTRACKED_BYTES + 1))
    project.write("fits.py", b"#" * MAX_UNTRACKED_BYTES)
    (project.root / "data.csv").unlink()
    with (project.root / "data.csv").open("wb") as file:
        file.truncate(MAX_TRACKED_BYTES + 1)
    taken = snapshot(project)
    assert set(taken.files) == {"fits.py"}
    assert taken.deleted == ()


def test_links_are_never_followed(project: GitProject) -> None:
    (project.home / "secret.py").write_text("SECRET\n")
    (project.root / "link.py").symlink_to(project.home / "secret.py")
    (project.root / TARGET).unlink()
    (project.root / TARGET).symlink_to(project.home / "secret.py")
    os.mkfifo(project.root / "pipe.py")
    taken = snapshot(project)
    assert taken.files == {}


def test_a_folder_in_place_of_a_file(project: GitProject) -> None:
    (project.root / "data.csv").unlink()
    project.write("data.csv/part.py", "1\n")
    _, files = base(project)
    assert files["data.csv/part.py"] == b"1\n"
    assert "data.csv" not in files


@pytest.mark.parametrize(
    "name", ["with space.py", 'quo"te.py', "new\nline.py", "ünï.py", "-dash.py", "日本/語.py"]
)
def test_odd_names(project: GitProject, name: str) -> None:
    project.write(name, "1\n")
    _, files = base(project)
    assert files[name] == b"1\n"
    project.commit()
    project.write(name, "2\n")
    _, files = base(project, name)
    assert files[name] == b"2\n"


def test_a_name_that_is_no_utf8(project: GitProject) -> None:
    name = b"latin-\xe9.py".decode("utf-8", "surrogateescape")
    project.write(name, "1\n")
    _, files = base(project)
    assert files[name] == b"1\n"


def test_converted_line_ends_are_no_change(project: GitProject) -> None:
    project.git("config", "core.autocrlf", "true")
    project.write(TARGET, b"# report.py\r\n" * 3)
    taken = snapshot(project)
    with Plumbing(project.root) as plumbing:
        assert GitLedger(plumbing, lambda: 0.0).base_of(taken) == project.git("rev-parse", "HEAD")
    project.write(TARGET, b"# report.py\r\n" * 2 + b"changed\r\n")
    _, files = base(project)
    assert files[TARGET] == b"# report.py\n" * 2 + b"changed\n"


def test_filtered_files_stay_as_they_are_in_head(project: GitProject) -> None:
    """Git LFS: the blob is a pointer, the work tree holds the content."""
    for word, command in (
        ("clean", "sed s/CONTENT/pointer/"),
        ("smudge", "sed s/pointer/CONTENT/"),
    ):
        project.git("config", f"filter.lfs.{word}", command)
    project.write(".gitattributes", "*.bin filter=lfs\nsecret.py filter=lfs\n")
    project.write("model.bin", "CONTENT\n")
    project.write("secret.py", "CONTENT\n")
    project.commit()
    assert project.git("cat-file", "blob", "HEAD:model.bin") == "pointer"
    os.utime(project.root / "model.bin")
    project.write(TARGET, "changed\n")
    taken, files = base(project)
    assert set(taken.files) == {TARGET}
    assert files["model.bin"] == b"pointer\n"
    project.write("secret.py", "CONTENT changed\n")
    assert "secret.py" not in snapshot(project).files


def test_before_the_first_commit(project: GitProject, tmp_path: object) -> None:
    project.git("update-ref", "-d", "HEAD")
    taken, files = base(project)
    assert taken.head is None
    assert not taken.is_clean
    assert files[TARGET] == b"# report.py\n" * 3


def test_before_the_first_git_add(project: GitProject) -> None:
    project.git("update-ref", "-d", "HEAD")
    (project.root / ".git/index").unlink()
    project.write(".env", "SECRET\n")
    _, files = base(project)
    assert TARGET in files
    assert {".env", "data.csv"}.isdisjoint(files)


def test_untracked_repositories_and_submodules_stay_out(project: GitProject) -> None:
    inner = GitProject(project.root, "vendored")
    inner.write("lib.py", "1\n")
    inner.commit()
    taken = snapshot(project)
    assert not any(path.startswith("vendored") for path in taken.files)


@pytest.mark.parametrize(
    "settings",
    [
        ("core.untrackedCache", "true"),
        ("core.splitIndex", "true"),
        ("core.fsmonitor", "true"),
        ("index.version", "4"),
        ("status.showUntrackedFiles", "no"),
        ("status.renames", "copies"),
        ("status.relativePaths", "true"),
        ("core.excludesFile", "~/ignore-all"),
    ],
    ids=lambda pair: pair[0],
)
def test_settings_of_the_user(project: GitProject, settings: tuple[str, str]) -> None:
    (project.home / "ignore-all").write_text("personal.py\n")
    project.git("config", "--global", *settings)
    project.write("personal.py", "1\n")
    project.git("status")  # lets git write its caches into the index
    project.write("helper.py", "1\n")
    project.write(TARGET, "changed\n")
    (project.root / "deleted.py").unlink()
    try:
        taken = snapshot(project)
    finally:
        if settings[0] == "core.fsmonitor":
            project.git("fsmonitor--daemon", "stop", check=False)
    personal = set() if settings[0] == "core.excludesFile" else {"personal.py"}
    assert set(taken.files) == {"helper.py", TARGET} | personal
    assert taken.deleted == ("deleted.py",)


def test_sparse_checkout(project: GitProject) -> None:
    project.write("in/a.py", "1\n")
    project.write("out/b.py", "1\n")
    project.commit()
    project.git("sparse-checkout", "init", "--cone", "--sparse-index")
    project.git("sparse-checkout", "set", "in")
    assert not (project.root / "out").exists()
    assert snapshot(project).is_clean
    project.write("in/a.py", "2\n")
    taken, files = base(project)
    assert set(taken.files) == {"in/a.py"}
    assert (files["in/a.py"], files["out/b.py"]) == (b"2\n", b"1\n")


def test_the_index_is_not_refreshed(project: GitProject) -> None:
    """``git status`` itself would rewrite it here."""
    os.utime(project.root / TARGET, (1, 1))
    index = project.root / ".git/index"
    before = (index.read_bytes(), index.stat().st_mtime_ns)
    snapshot(project)
    assert (index.read_bytes(), index.stat().st_mtime_ns) == before


def test_same_content_sees_a_change(project: GitProject) -> None:
    project.write(TARGET, "one\n")
    first = snapshot(project)
    assert first.same_content(snapshot(project))
    project.write(TARGET, "two\n")
    assert not first.same_content(snapshot(project))


def test_same_content_sees_a_new_commit(project: GitProject) -> None:
    first = snapshot(project)
    project.commit("nothing new")
    assert not first.same_content(snapshot(project))
