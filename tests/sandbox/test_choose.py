"""Choosing a backend by trying it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from healbot.core.errors import EnvironmentProblem
from healbot.sandbox import choose as choosing
from healbot.sandbox.choose import choose
from healbot.sandbox.copy_backend import CopySandbox
from healbot.sandbox.overlay import OverlaySandbox
from healbot.sandbox.request import SandboxRequest
from tests.sandbox.conftest import factory, shell


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bubblewrap that fails as it does where AppArmor refuses user namespaces."""
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setattr(choosing, "find_bubblewrap", lambda: fake)


def test_auto_takes_the_overlay_where_it_works(request_for: SandboxRequest) -> None:
    factory("overlay")(request_for)
    assert isinstance(choose("auto", request_for), OverlaySandbox)
    assert choose("auto", request_for).backend == "overlay"


@pytest.mark.usefixtures("broken")
def test_auto_falls_back_to_the_copy(request_for: SandboxRequest) -> None:
    sandbox = choose("auto", request_for)
    assert isinstance(sandbox, CopySandbox)
    assert sandbox.backend == "copy"
    with sandbox.fresh_tree({}) as tree:
        assert shell(tree, "cat data.txt").stdout == "data\n"


@pytest.mark.usefixtures("broken")
def test_a_demanded_overlay_that_does_not_work_is_a_problem(request_for: SandboxRequest) -> None:
    with pytest.raises(EnvironmentProblem, match="uid map: Permission denied") as caught:
        choose("overlay", request_for)
    assert "apparmor_restrict_unprivileged_userns=0" in caught.value.hint


def test_the_whole_machine_is_no_project(request_for: SandboxRequest) -> None:
    with pytest.raises(EnvironmentProblem):
        choose("overlay", replace(request_for, root=Path("/")))


def test_a_sandbox_that_breaks_later_says_so(request_for: SandboxRequest, tmp_path: Path) -> None:
    sandbox = choose("overlay", request_for)
    assert isinstance(sandbox, OverlaySandbox)
    gone = OverlaySandbox(request_for, tmp_path / "no-bwrap", tmp_path)
    with pytest.raises(EnvironmentProblem), gone.fresh_tree({}) as tree:
        shell(tree, "true")
