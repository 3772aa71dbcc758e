"""Bundles travel whole, and hostile ones are refused before anything is pushed."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healbot.core.errors import EnvironmentProblem, Refused
from healbot.ledger.bundle import open_bundle, write_bundle
from healbot.ledger.bundle_file import BundleFile, BundleLimits, DamagedBundle
from healbot.ledger.bundle_manifest import Manifest
from healbot.ledger.plumbing import Plumbing
from healbot.ledger.session_reader import HandsOff
from tests.git_project import GitProject
from tests.ledger.forged import Forger, pack, pack_entry, varint
from tests.ledger.sessions import ATTEMPT, PROVEN, SESSION, on_head, open_ledger, source

FINGERPRINT = "0123456789abcdef0123456789abcdef01234567"
REPORT = {"version": 1, "kind": "fix"}
REF = "refs/heads/healbot/report-01234567"
ID = "1" * 40
HEADER = f"# v2 git bundle\n{ID} {REF}\n\n".encode()


@pytest.fixture
def forger(plumbing: Plumbing, project: GitProject) -> Forger:
    """A project with an honest session."""
    ledger = open_ledger(plumbing)
    branch = ledger.start(on_head(plumbing, session=replace(SESSION, fingerprint=FINGERPRINT)))
    ledger.append(branch, ATTEMPT, source("print('helo')\n"))
    ledger.append(branch, PROVEN, source("print('fixed')\n"))
    return Forger(project, branch)


@pytest.fixture
def checkout(forger: Forger, tmp_path: Path) -> Iterator[Plumbing]:
    """A clone that has the base and nothing else."""
    bare = tmp_path / "origin.git"
    forger.project.git("init", "--quiet", "--bare", str(bare))
    forger.project.git("push", "--quiet", str(bare), "main")
    forger.project.git("clone", "--quiet", "--depth=1", f"file://{bare}", str(tmp_path / "clone"))
    with Plumbing(tmp_path / "clone") as opened:
        yield opened


def opened_tip(folder: Path, checkout: Plumbing) -> str:
    with open_bundle(folder, checkout) as opened:
        return opened.sessions[0].tip


def test_a_session_travels_to_a_shallow_clone(
    forger: Forger, plumbing: Plumbing, checkout: Plumbing, tmp_path: Path
) -> None:
    name = forger.branch.name
    write_bundle(tmp_path / "out", plumbing, open_ledger(plumbing), [name, name], REPORT)
    with open_bundle(tmp_path / "out", checkout) as opened:
        (session,) = opened.sessions
        assert session.name == name
        assert session.session == open_ledger(plumbing).load(name).session
        changed = {path: change.after.data for path, change in session.changes.items()}
        assert changed == {"report.py": b"print('fixed')\n"}
        assert session.is_finished
        assert not session.only_squashed
        assert opened.report == REPORT
        assert checkout.refs("refs/heads/").keys() == {"refs/heads/main"}
        assert not checkout.objects.exists(session.tip)


def test_nothing_healed_is_a_bundle_too(
    plumbing: Plumbing, checkout: Plumbing, tmp_path: Path
) -> None:
    write_bundle(tmp_path / "out", plumbing, open_ledger(plumbing), [], REPORT)
    with open_bundle(tmp_path / "out", checkout) as opened:
        assert opened.sessions == ()


def test_a_clone_without_the_base_says_what_it_needs(
    forger: Forger, plumbing: Plumbing, tmp_path: Path
) -> None:
    write_bundle(tmp_path / "out", plumbing, open_ledger(plumbing), [forger.branch.name], REPORT)
    other = GitProject(tmp_path / "other")
    other.commit("another history")
    with (
        Plumbing(other.root) as elsewhere,
        pytest.raises(EnvironmentProblem, match="does not have") as caught,
        open_bundle(tmp_path / "out", elsewhere),
    ):
        pass
    assert "fetch-depth" in caught.value.hint


def with_entry(name: bytes, mode: str, data: bytes = b"x = 1\n") -> Callable[[Forger], str]:
    """Returns what makes a tree with one more or another file in the root."""

    def make(forger: Forger) -> str:
        identity = forger.base if mode == "160000" else forger.blob(data)
        return forger.base_with({name: (mode, identity)})

    return make


def with_workflow(forger: Forger) -> str:
    folder = forger.tree({b"ci.yml": ("100644", forger.blob(b"on: push\n"))})
    return forger.base_with({b".github": ("40000", forger.tree({b"workflows": ("40000", folder)}))})


def endless(forger: Forger) -> str:
    """A tree that holds 10^20 files."""
    tree = forger.tree({b"a.py": ("100644", forger.blob(b"x = 1\n"))})
    for _ in range(20):
        tree = forger.tree({b"f%d" % number: ("40000", tree) for number in range(10)})
    return forger.base_with({b"deep": ("40000", tree)})


BIDI = "re\N{RIGHT-TO-LEFT OVERRIDE}yp.py".encode()
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"


@pytest.mark.parametrize(
    ("tree", "sentence"),
    [
        (with_entry(b"link.py", "120000", b"/etc/passwd"), "becomes a symbolic link"),
        (with_entry(b"report.py", "120000", b"/etc/passwd"), "becomes a symbolic link"),
        (with_entry(b"sub", "160000"), "becomes a submodule"),
        (with_entry(b"report.py", "100755"), "gets another mode"),
        (with_entry(b"new.py", "100755"), "is new and executable"),
        (with_entry(b"new.sh", "100644"), "only Python files"),
        (with_entry(b".gitattributes", "100644"), "belongs to Git"),
        (with_entry(b"conftest.py", "100644"), "configure the tests"),
        (with_entry(b"..", "100644"), "unsound"),
        (with_entry(b".git", "100644"), "unsound"),
        (with_entry(b".GIT", "100644"), "unsound|belongs to Git"),
        (with_entry(b"GIT~1", "100644"), "unsound|belongs to Git"),
        (with_entry(b"a/b.py", "100644"), "unsound"),
        (with_entry(b"..\\b.py", "100644"), "unsound|belongs to Git"),
        (with_entry(BIDI, "100644"), "does not show as what it is"),
        (with_entry(b"caf\xe9.py", "100644"), "does not show as what it is"),
        (with_entry(b"con.py", "100644"), "not every file system"),
        (with_entry(b"report.py", "100644", b"#" * (1024 * 1024 + 1)), "no source text"),
        (with_entry(b"report.py", "100644", b"print('a\0b')\n"), "no source text"),
        (with_entry(b"report.py", "100644", LFS), "Git LFS"),
        (lambda forger: forger.base_with({b"report.py": None}), "it is deleted"),
        (with_workflow, "No patch may create"),
        (endless, "No patch may create|more than|more folders"),
    ],
)
def test_trees_that_no_fix_has(
    tree: Callable[[Forger], str], sentence: str, forger: Forger, checkout: Plumbing, tmp_path: Path
) -> None:
    tip = forger.commit(tree(forger), [forger.start])
    with pytest.raises(Refused, match=sentence):
        opened_tip(forger.bundle(tmp_path / "out", tip), checkout)
    # One that is hidden behind an honest commit is seen as well.
    hidden = forger.commit(forger.branch.entries[-1].tree, [tip])
    with pytest.raises(Refused, match=sentence):
        opened_tip(forger.bundle(tmp_path / "out", hidden), checkout)


class TestCommits:
    def test_the_forger_can_write_an_honest_one(
        self, forger: Forger, checkout: Plumbing, tmp_path: Path
    ) -> None:
        tip = forger.commit(forger.branch.entries[-1].tree, [forger.start])
        assert opened_tip(forger.bundle(tmp_path / "out", tip), checkout) == tip

    @pytest.mark.parametrize(
        ("fields", "error", "sentence"),
        [
            ({"message": b"I know better\n"}, HandsOff, "not healbot's"),
            (
                {"author": "Ada Tester <ada@example.invalid> 1 +0000"},
                HandsOff,
                "not made by healbot",
            ),
            ({"more": b"encoding latin-1\n"}, Refused, "no commit as healbot"),
            ({"more": b"gpgsig -----BEGIN\n x\n"}, Refused, "no commit as healbot"),
        ],
    )
    def test_of_somebody_else(
        self,
        fields: dict[str, bytes],
        error: type[Refused],
        sentence: str,
        forger: Forger,
        checkout: Plumbing,
        tmp_path: Path,
    ) -> None:
        tree = forger.branch.entries[-1].tree
        tip = forger.commit(tree, [forger.branch.tip], **fields)  # type: ignore[arg-type] # by name
        with pytest.raises(error, match=sentence):
            opened_tip(forger.bundle(tmp_path / "out", tip), checkout)

    def test_of_bytes_that_are_no_text(
        self, forger: Forger, checkout: Plumbing, tmp_path: Path
    ) -> None:
        message = b"caf\xe9" + forger.message
        tip = forger.commit(forger.branch.entries[-1].tree, [forger.start], message=message)
        with pytest.raises(Refused, match="no commit as healbot"):
            opened_tip(forger.bundle(tmp_path / "out", tip), checkout)

    @pytest.mark.parametrize(
        "words", [b"[skip ci] fixes #1\n\n", b"healbot: fixes #1\n\n", b"healbot: [no ci]\n\n"]
    )
    def test_that_would_do_something_on_the_host(
        self, words: bytes, forger: Forger, checkout: Plumbing, tmp_path: Path
    ) -> None:
        tree = forger.branch.entries[-1].tree
        tip = forger.commit(tree, [forger.start], message=words + forger.message)
        with pytest.raises(Refused, match="no commit as healbot"):
            opened_tip(forger.bundle(tmp_path / "out", tip), checkout)

    def test_with_two_parents(self, forger: Forger, checkout: Plumbing, tmp_path: Path) -> None:
        tree = forger.branch.entries[-1].tree
        tip = forger.commit(tree, [forger.branch.tip, forger.start])
        with pytest.raises(HandsOff, match="merged or cut"):
            opened_tip(forger.bundle(tmp_path / "out", tip), checkout)

    def test_of_an_unrelated_history(
        self, forger: Forger, checkout: Plumbing, tmp_path: Path
    ) -> None:
        message = forger.message_of(forger.start)
        root = forger.commit(forger.branch.base_tree, [], message=message)
        tip = forger.commit(forger.branch.entries[-1].tree, [root])
        with pytest.raises(Refused, match=r"no commit as healbot|does not start at"):
            opened_tip(forger.bundle(tmp_path / "out", tip), checkout)

    def test_whose_base_is_not_the_one_it_names(
        self, forger: Forger, checkout: Plumbing, tmp_path: Path
    ) -> None:
        foreign = forger.commit(forger.branch.base_tree, [forger.base], message=b"more\n")
        start = forger.commit(
            forger.branch.base_tree, [foreign], message=forger.message_of(forger.start)
        )
        tip = forger.commit(forger.branch.entries[-1].tree, [start])
        with pytest.raises(Refused, match="does not start at"):
            opened_tip(forger.bundle(tmp_path / "out", tip), checkout)

    def test_whose_beginning_changes_files(
        self, forger: Forger, checkout: Plumbing, tmp_path: Path
    ) -> None:
        tree = forger.branch.entries[-1].tree
        start = forger.commit(tree, [forger.base], message=forger.message_of(forger.start))
        with pytest.raises(Refused, match="first commit"):
            opened_tip(forger.bundle(tmp_path / "out", forger.commit(tree, [start])), checkout)

    def test_of_another_failure_than_the_branch_is_named_after(
        self, forger: Forger, checkout: Plumbing, tmp_path: Path
    ) -> None:
        name = "healbot/report-89abcdee"
        manifest = {"version": 1, "branches": [name], "report": "report.json"}
        folder = forger.bundle(
            tmp_path / "out", forger.branch.tip, ref=f"refs/heads/{name}", manifest=manifest
        )
        with pytest.raises(Refused, match="not named after the failure"):
            opened_tip(folder, checkout)


class TestFolder:
    @pytest.mark.parametrize("ref", ["refs/heads/main2", "refs/tags/v1", "refs/healbot/x"])
    def test_other_refs(self, ref: str, forger: Forger, checkout: Plumbing, tmp_path: Path) -> None:
        folder = forger.bundle(tmp_path / "out", forger.branch.tip, ref=ref)
        with pytest.raises(DamagedBundle, match="other refs"):
            opened_tip(folder, checkout)

    @pytest.mark.parametrize("name", ["sessions.bundle", "manifest.json", "report.json"])
    def test_links_and_pipes(
        self, name: str, forger: Forger, checkout: Plumbing, tmp_path: Path
    ) -> None:
        folder = forger.bundle(tmp_path / "out", forger.branch.tip)
        (folder / name).rename(tmp_path / name)
        with pytest.raises(DamagedBundle, match=f"no {name}"):
            opened_tip(folder, checkout)
        (folder / name).symlink_to(tmp_path / name)
        with pytest.raises(DamagedBundle, match="no regular file"):
            opened_tip(folder, checkout)
        (folder / name).unlink()
        os.mkfifo(folder / name)
        with pytest.raises(DamagedBundle, match="no regular file"):
            opened_tip(folder, checkout)

    def test_more_files(self, forger: Forger, checkout: Plumbing, tmp_path: Path) -> None:
        folder = forger.bundle(tmp_path / "out", forger.branch.tip)
        (folder / "sitecustomize.py").write_text("")
        with pytest.raises(DamagedBundle, match=r"sitecustomize\.py"):
            opened_tip(folder, checkout)

    @pytest.mark.parametrize("size", [1, 100, -100])
    def test_a_damaged_bundle(
        self, size: int, forger: Forger, checkout: Plumbing, tmp_path: Path
    ) -> None:
        folder = forger.bundle(tmp_path / "out", forger.branch.tip)
        data = (folder / "sessions.bundle").read_bytes()
        (folder / "sessions.bundle").write_bytes(data[:size])
        with pytest.raises(DamagedBundle):
            opened_tip(folder, checkout)


GOOD = {"version": 1, "branches": ["healbot/a-01234567"], "report": "report.json"}


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2}, {"version": True}, {"version": "1"}, {"report": "../report.json"},
        {"more": 1}, {"branches": "healbot/a-01234567"}, {"branches": [1]}, {"branches": ["main"]},
        {"branches": ["healbot/../../heads/main-01234567"]}, {"branches": ["healbot/a-01234567\n"]},
        {"branches": ["healbot/a-01234567"] * 2}, {"branches": ["healbot/$(id)-01234567"]},
        {"branches": [f"healbot/a{number}-01234567" for number in range(99)]},
    ],
)  # fmt: skip
def test_manifests_of_another_shape(change: dict[str, object]) -> None:
    Manifest.parse(json.dumps(GOOD).encode(), 20)
    with pytest.raises(DamagedBundle):
        Manifest.parse(json.dumps({**GOOD, **change}).encode(), 20)


@given(st.binary(max_size=300))
def test_manifests_of_any_bytes(data: bytes) -> None:
    with pytest.raises(DamagedBundle):
        Manifest.parse(data, 20)


def test_manifests_nested_without_end() -> None:
    with pytest.raises(DamagedBundle):
        Manifest.parse(b"[" * 60_000, 20)


SMALL = BundleLimits(objects=10, object_bytes=1000, total_bytes=2000)
HALF = b"x" * 800


@pytest.mark.parametrize(
    "hostile",
    [
        pack(pack_entry(3, 1 << 40, b"x")),
        pack(pack_entry(3, 10, b"x" * 1_000_000)),
        pack(pack_entry(3, 10, b"x")),
        pack(*[pack_entry(3, 800, HALF)] * 3),
        pack(pack_entry(7, 5, varint(9) + varint(1 << 40), b"\1" * 20)),
        pack(pack_entry(6, 5, varint(9) + varint(1 << 40), b"\1")),
        pack(pack_entry(7, 1, b"\xff", b"\1" * 20)),
        pack(pack_entry(4, 1, b"x")),
        pack(pack_entry(0, 1, b"x")),
        pack(count=1 << 31),
        pack(count=1),
        pack(pack_entry(3, 1, b"x"), b"more", count=1),
        pack(b"\x31" + b"no deflated data"),
        b"PACK",
        b"",
    ],
)
def test_packs_that_are_bombs_or_malformed(hostile: bytes) -> None:
    with pytest.raises(DamagedBundle):
        BundleFile.parse(HEADER + hostile, SMALL)


@given(st.lists(st.binary(max_size=200), max_size=5), st.data())
def test_any_change_of_a_bundle_is_read_or_refused(
    contents: list[bytes], data: st.DataObject
) -> None:
    raw = HEADER + pack(*(pack_entry(3, len(content), content) for content in contents))
    whole = BundleFile.parse(raw, SMALL)
    assert whole.refs == ((REF, ID),)
    position = data.draw(st.integers(0, len(raw) - 1))
    changed = bytearray(raw)
    changed[position] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(DamagedBundle):
        BundleFile.parse(bytes(changed), SMALL)
