from __future__ import annotations

import os
import platform
import sys
import venv
from pathlib import Path

from healbot.core.runner_facts import RunnerFacts
from healbot.reproducers.here import Here, differences, here_of


def test_what_is_known_without_running_anything(tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", symlinks=True)
    site = next((tmp_path / "venv").glob("lib/python*/site-packages"))
    (site / "PyYAML-6.0.2.dist-info").mkdir()
    (site / "some_tool-1.0+local.dist-info").mkdir()
    here = here_of(tmp_path / "venv/bin/python")
    assert here.python == platform.python_version()
    assert here.system == sys.platform
    assert here.packages == {"pyyaml": "6.0.2", "some-tool": "1.0+local"}


def test_a_configuration_that_a_repository_made_up(tmp_path: Path) -> None:
    folder = tmp_path / "venv"
    (folder / "bin").mkdir(parents=True)
    (folder / "pyvenv.cfg").symlink_to("/dev/zero")
    assert here_of(folder / "bin/python").python == ""
    (folder / "pyvenv.cfg").unlink()
    os.mkfifo(folder / "pyvenv.cfg")
    assert here_of(folder / "bin/python").python == ""


def test_only_what_is_known_on_both_sides_differs() -> None:
    there = RunnerFacts(python="3.12.1", system="darwin", packages={"a": "1"})
    assert differences(RunnerFacts(), Here("3.12.1", "linux", {"a": "1"})) == ()
    assert differences(there, Here("", "darwin", {})) == ()
    assert differences(there, Here("3.12.9", "darwin", {"a": "1", "b": "2"})) == ()


def test_differences_are_sentences() -> None:
    there = RunnerFacts(
        python="3.13.0", implementation="PyPy", system="win32", image="windows-2025",
        packages={"numpy": "2.0", "gone": "1.0", **{f"p{n}": "1" for n in range(20)}},
    )  # fmt: skip
    here = Here("3.11.7", "linux", {"numpy": "1.0", **{f"p{n}": "2" for n in range(20)}})
    assert differences(there, here, ("Last.",)) == (
        "CI ran Python 3.13.0; here it is 3.11.7.",
        "CI ran PyPy.",
        "CI ran on windows-2025; here it is Linux.",
        "CI had numpy 2.0 (here 1.0), p0 1 (here 2), p1 1 (here 2), p10 1 (here 2), "
        "p11 1 (here 2), p12 1 (here 2), p13 1 (here 2), p14 1 (here 2) and 13 more.",
        "Not installed here: gone 1.0.",
        "Last.",
    )
