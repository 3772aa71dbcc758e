"""What is left for the runner cannot be mistaken for something else, whatever it holds."""

from __future__ import annotations

import io
import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from healbot.action.runner import MAX_SUMMARY, Runner, command

_COMMAND = re.compile(r"::(?P<name>[a-z-]+)(?: (?P<properties>[^:]*))?::(?P<data>.*)", re.DOTALL)


def runner(folder: Path) -> Runner:
    """Returns a runner whose files are in `folder`."""
    return Runner(folder / "output", folder / "summary", io.StringIO())


def outputs_in(text: str) -> dict[str, str]:
    """Reads an output file as GitHub's runner does."""
    found, lines = {}, iter(text.split("\n"))
    for line in lines:
        if not line:
            continue
        name, delimiter = line.split("<<")
        values = []
        for value in lines:
            if value == delimiter:
                break
            values.append(value)
        found[name] = "\n".join(values)
    return found


def unescaped(text: str) -> str:
    """Undoes what `command` did, as GitHub's runner does."""
    for code, char in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, char)
    return text


@given(st.text(), st.text())
def test_a_command_is_one_line_and_comes_back(message: str, title: str) -> None:
    line = command("notice", message, title=title)
    assert "\n" not in line
    assert "\r" not in line
    found = _COMMAND.fullmatch(line)
    assert found is not None
    assert found["name"] == "notice"
    assert unescaped(found["data"]) == message
    if title:
        assert unescaped((found["properties"] or "").removeprefix("title=")) == title


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r")), max_size=4))
def test_outputs_come_back_and_add_none(tmp_path_factory: object, values: list[str]) -> None:
    folder = tmp_path_factory.mktemp("outputs")  # type: ignore[attr-defined]  # pytest's own type is private
    made = runner(folder)
    for number, value in enumerate(values):
        made.set_output(f"name{number}", value)
    text = (folder / "output").read_text("utf-8") if values else ""
    assert outputs_in(text) == {f"name{number}": value for number, value in enumerate(values)}


def test_an_output_cannot_add_another_one(tmp_path: Path) -> None:
    made = runner(tmp_path)
    made.set_output("branch", "x\nEOF\nbundle<<EOF\n/etc\nEOF")
    assert list(outputs_in((tmp_path / "output").read_text("utf-8"))) == ["branch"]


def test_foreign_output_is_between_two_unguessable_words(tmp_path: Path) -> None:
    made, tokens = runner(tmp_path), []
    for _ in range(2):
        with made.foreign_output():
            made.stream.write("::add-path::/evil")
    said = made.stream.getvalue()  # type: ignore[attr-defined]  # a StringIO
    tokens = re.findall(r"::stop-commands::([0-9a-f]{32})", said)
    assert len(set(tokens)) == 2
    for token in tokens:
        assert f"\n::{token}::\n" in said


def test_a_mask_covers_each_line(tmp_path: Path) -> None:
    made = runner(tmp_path)
    made.mask("first\nsecond")
    said = made.stream.getvalue()  # type: ignore[attr-defined]  # a StringIO
    assert "::add-mask::first\n" in said
    assert "::add-mask::second\n" in said


def test_a_summary_never_outgrows_what_github_takes(tmp_path: Path) -> None:
    made = runner(tmp_path)
    made.add_summary("é" * MAX_SUMMARY)
    made.add_summary("more")
    data = (tmp_path / "summary").read_bytes()
    assert len(data) <= MAX_SUMMARY
    assert data.decode("utf-8").rstrip().endswith("The rest does not fit here.")


def test_outside_of_actions_nothing_is_written() -> None:
    made = Runner.of({})
    made.set_output("outcome", "healed")
    made.add_summary("text")
    assert made.output_file is None
