"""What the parser reads agrees with what the interpreter that wrote the traceback says."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from itertools import groupby

import pytest

from healbot.core.failure import RaisedException
from healbot.core.traceback_parser import parse_traceback
from tests.core.failing_scripts import GROUPS, SCRIPTS, SCRIPTS_SINCE, Files
from tests.core.interpreters import Facts, Run, interpreters, run_scripts


def _scripts_for(version: str) -> dict[str, Files]:
    """All scripts for the oldest, the newest and the running Python; each third one for others."""
    number = tuple(map(int, version.split(".")))
    newer = {name: files for name, (since, files) in SCRIPTS_SINCE.items() if number >= since}
    known = {**SCRIPTS, **newer, **(GROUPS if number >= (3, 11) else {})}
    versions = sorted(interpreters(), key=lambda text: tuple(map(int, text.split("."))))
    if interpreters()[version] == sys.executable or version in (versions[0], versions[-1]):
        return known
    turn = versions.index(version) % 3
    return {name: files for i, (name, files) in enumerate(known.items()) if i % 3 == turn}


_CASES = [(version, name) for version in interpreters() for name in _scripts_for(version)]


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Run]]:
    """All scripts, run with all interpreters: name of the script by version."""
    found: dict[str, dict[str, Run]] = {}
    for version, executable in interpreters().items():
        folder = tmp_path_factory.mktemp(f"python{version}-")
        found[version] = run_scripts(executable, folder, _scripts_for(version))
    return found


@pytest.mark.parametrize(("version", "name"), _CASES)
def test_agrees_with_the_interpreter(
    runs: dict[str, dict[str, Run]], version: str, name: str
) -> None:
    run = runs[version][name]
    assert run.exit_code != 0
    found = parse_traceback(run.stderr, [run.folder])
    if name == "pool_worker":
        found = found[1:]  # the worker's own traceback, quoted in the message of a cause
        run = Run(run.stderr, run.exit_code, run.folder, run.chain[1:])
    assert len(found) == len(run.chain), run.stderr
    for exception, facts in zip(found, run.chain, strict=True):
        _assert_agrees(exception, facts, run, version)


def _assert_agrees(exception: RaisedException, facts: Facts, run: Run, version: str) -> None:
    frames = _shown(facts.frames)
    if "no encoding declared" not in exception.message:  # there the place stands in the message
        assert [_place(frame.path, frame.line, frame.function) for frame in exception.frames] == [
            _place(path.removeprefix(run.folder + "/"), line, name or "<module>")
            for path, line, name, _ in frames
        ], run.stderr
        for frame, (_, _, _, source) in zip(exception.frames, frames, strict=True):
            if source is not None and not source.startswith("\0"):  # a defect of Python 3.9
                assert frame.source == source.strip().split("\n")[0].strip()
    said = exception.type_name
    said += f": {exception.message}" if exception.message else ""
    said += "".join(f"\n{note}" for note in exception.notes)
    assert _comparable(said, version) == _comparable(_last_lines(facts), version)
    if exception.notes:
        assert "\n".join(exception.notes) == "\n".join(facts.notes).strip("\n")
    assert len(exception.members) == len(facts.members)
    for member, its_facts in zip(exception.members, facts.members, strict=True):
        _assert_agrees(member, its_facts, run, version)


def test_notes_are_told_from_messages(runs: dict[str, dict[str, Run]]) -> None:
    for version, by_name in runs.items():
        for name, notes in (("notes_on_a_key_error", "which key"), ("group_with_notes", "noted")):
            if name in by_name:
                last = parse_traceback(by_name[name].stderr)[-1]
                assert last.notes[0] == notes, version
                assert notes not in last.message


def _comparable(said: str, version: str) -> str:
    """Takes out in what the interpreter's own printer and its traceback module differ."""
    said = said.removeprefix("__main__.")  # the printer had it until 3.10
    said = re.sub(r"\. Did you mean: .*$", "", said)  # the printer since 3.10, the module 3.12
    said = said.replace("<exception str() failed>", "<unprintable Bad object>")
    if version == "3.8":  # the printer knows the last part of the name only
        kind, colon, message = said.partition(": ")
        said = kind.rpartition(".")[2] + colon + message
    return said


def _place(path: str, line: int, function: str) -> str:
    return f"{path}:{line} {function}"


def _last_lines(facts: Facts) -> str:
    """Type and message without the place of a syntax error, which comes before them."""
    lines = facts.last_lines.split("\n")
    while facts.syntax_error and lines[0].startswith(("  ", "    ")):
        lines = lines[1:]
    return "\n".join(line.rstrip("\r") for line in lines).rstrip().removesuffix(":")


def _shown(
    frames: Iterable[tuple[str, int, str | None, str | None]],
) -> list[tuple[str, int, str | None, str | None]]:
    """Repeated frames are shown three times, as `traceback.StackSummary.format` does."""
    groups = groupby(frames, key=lambda frame: frame[:3])
    return [frame for _, group in groups for frame in list(group)[:3]]
