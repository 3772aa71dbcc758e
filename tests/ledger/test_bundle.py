"""Bundles travel whole, and hostile ones are refused before anything is pushed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from healbot.ledger.bundle import open_bundle, write_bundle
from healbot.ledger.plumbing import Plumbing
from tests.git_project import GitProject
from tests.ledger.sessions import ATTEMPT, PROVEN, SESSION, on_head, open_ledger, source

FINGERPRINT = "0123456789abcdef0123456789abcdef01234567"
REPORT = {"version": 1, "kind": "fix"}


def made_session(plumbing: Plumbing) -> str:
    ledger = open_ledger(plumbing)
    branch = ledger.start(on_head(plumbing, session=replace(SESSION, fingerprint=FINGERPRINT)))
    ledger.append(branch, ATTEMPT, source("print('helo')\n"))
    ledger.append(branch, PROVEN, source("print('fixed')\n"))
    return branch.name


def test_a_session_travels_to_another_clone(
    plumbing: Plumbing, project: GitProject, tmp_path: Path
) -> None:
    name = made_session(plumbing)
    write_bundle(tmp_path / "out", plumbing, open_ledger(plumbing), [name], REPORT)
    project.git(
        "clone",
        "--quiet",
        "--depth=1",
        "--single-branch",
        "--branch=main",
        f"file://{project.root}",
        str(tmp_path / "clone"),
    )
    with (
        Plumbing(tmp_path / "clone") as checkout,
        open_bundle(tmp_path / "out", checkout) as opened,
    ):
        (session,) = opened.sessions
        assert session.name == name
        assert session.session == open_ledger(plumbing).load(name).session
        assert {p: c.after.data for p, c in session.changes.items()} == {
            "report.py": b"print('fixed')\n"
        }
        assert session.is_finished and not session.only_squashed
        assert checkout.refs("refs/heads/").keys() == {"refs/heads/main"}
        assert not checkout.objects.exists(session.tip)
