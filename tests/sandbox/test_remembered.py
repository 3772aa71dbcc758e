"""What was found to work is not tried again; what stopped working is."""

from __future__ import annotations

from pathlib import Path

import pytest

from healbot.core.errors import EnvironmentProblem
from healbot.sandbox import choose as choosing
from healbot.sandbox.choose import choose
from healbot.sandbox.remembered import Memory
from healbot.sandbox.request import SandboxRequest
from tests.sandbox.conftest import factory, shell


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder."""
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_is_kept_and_dropped() -> None:
    fact, other = Memory("overlay", "a"), Memory("overlay", "b")
    assert not fact.holds()
    fact.keep()
    other.keep()
    assert Memory("overlay", "a").holds()
    fact.drop()
    assert not Memory("overlay", "a").holds()
    assert other.holds()


def test_a_replaced_program_is_another_fact(tmp_path: Path) -> None:
    program = tmp_path / "bwrap"
    program.write_text("1")
    Memory(program).keep()
    assert Memory(program).holds()
    program.write_text("22")
    assert not Memory(program).holds()


@pytest.mark.parametrize("content", [b"", b"\0\xff junk", b"x" * 100_000])
def test_damaged_memory_is_no_memory(cache: Path, content: bytes) -> None:
    (cache / "healbot").mkdir(parents=True)
    (cache / "healbot" / "works-here").write_bytes(content)
    fact = Memory("overlay")
    assert not fact.holds()
    fact.keep()
    assert fact.holds()


def test_without_a_place_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    Memory("overlay").keep()
    assert not Memory("overlay").holds()


def test_a_runtime_folder_that_others_can_enter_is_not_used(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o755)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    Memory("overlay").keep()
    assert list(runtime.iterdir()) == []
    runtime.chmod(0o700)
    Memory("overlay").keep()
    assert (runtime / "healbot" / "works-here").exists()


def test_the_overlay_is_tried_once(
    request_for: SandboxRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    factory("overlay")(request_for)  # skips where it does not work
    choosing._overlay_problem.cache_clear()
    choose("overlay", request_for)
    choosing._overlay_problem.cache_clear()

    def tried_again(*_: object) -> str:
        raise AssertionError

    monkeypatch.setattr(choosing, "_overlay_problem", tried_again)
    with pytest.raises(AssertionError):
        choose("overlay", request_for, anew=True)
    with choose("overlay", request_for).fresh_tree({}) as tree:
        assert shell(tree, "echo works").stdout == "works\n"


def test_an_overlay_that_stopped_working_is_tried_again(
    request_for: SandboxRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "bwrap"
    broken.write_text("#!/bin/sh\necho 'uid map: Permission denied' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(choosing, "find_bubblewrap", lambda: broken)
    with monkeypatch.context() as patch:
        patch.setattr(choosing, "_overlay_problem", lambda *_: None)
        sandbox = choose("auto", request_for)
    with (
        pytest.raises(EnvironmentProblem, match="Permission denied"),
        sandbox.fresh_tree({}) as tree,
    ):
        shell(tree, "true")
    assert choose("auto", request_for).backend == "copy"
