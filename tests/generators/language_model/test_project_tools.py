from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healbot.core.model_call import ToolCall, ToolResult
from healbot.core.redaction import MASK, Redactor
from healbot.filesystem import WorkTreeFiles
from healbot.generators.language_model.project_tools import (
    MAX_CHARACTERS,
    MAX_LINES,
    MAX_MATCHES,
    TOOLS,
    Allowance,
    ProjectTools,
)
from tests.generators.language_model.problems import MemoryFiles

FILES: dict[str, str | bytes] = {
    "app.py": "import os\n\n\ndef main():\n    return 'Total'\n",
    "pkg/mod.py": "TOTAL = 1\nKEY = 'hunter2hunter2'  # total\n",
    "pkg/long.py": "".join(f"x{i} = {i}\n" for i in range(500)),
    "pkg/wide.py": "y = '" + "w" * 5000 + "'\n",
    "empty.py": "",
    ".env": "TOTAL=hunter2hunter2\n",
    "pkg/id_rsa": "total\n",
    "certs/server.pem": "total\n",
    ".git/config": "total\n",
    "node_modules/x.js": "total\n",
    "venv/pyvenv.cfg": "",
    "venv/lib.py": "total\n",
    "docs/odd.md": "a\x1b[31m total\u202e\n",
}


def tools(**changes: Any) -> ProjectTools:
    files = MemoryFiles({**FILES, **changes.pop("files", {})})
    return ProjectTools(files, Redactor(["hunter2hunter2"]).redact, **changes)


def ask(about: ProjectTools, name: str, **arguments: Any) -> ToolResult:
    return about.answer(ToolCall("7", name, arguments))


def test_a_file_is_read_with_line_numbers() -> None:
    found = ask(tools(), "read_file", path="app.py")
    assert found == ToolResult(
        "7",
        "app.py, lines 1-5 of 5\n1|import os\n2|\n3|\n4|def main():\n5|    return 'Total'",
    )


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [(2, 3, "2-3"), (None, 2, "1-2"), (499, None, "499-500"), ("10", "11", "10-11"), (0, 1, "1-1"),
     (900, 950, "500-500"), (9, 3, "9-9"), (-5, -1, "1-1"), (1, 10**30, "1-200"),
     (1.0, 2.0, "1-2"), (float("nan"), float("inf"), "1-200"), (True, True, "1-1"),
     ([], {}, "1-200")],
)  # fmt: skip
def test_any_lines_can_be_asked_for(first: Any, last: Any, shown: str) -> None:
    found = ask(tools(), "read_file", path="pkg/long.py", first_line=first, last_line=last)
    assert found.text.splitlines()[0] == f"pkg/long.py, lines {shown} of 500"
    assert not found.is_error


def test_answers_are_capped() -> None:
    assert len(ask(tools(), "read_file", path="pkg/long.py").text.splitlines()) == MAX_LINES + 1
    assert len(ask(tools(), "read_file", path="pkg/wide.py").text) < 600
    wide = {"wide.py": ("w" * 390 + "\n") * 100}
    assert len(ask(tools(files=wide), "read_file", path="wide.py").text) < MAX_CHARACTERS + 20


@pytest.mark.parametrize(
    "path",
    [".env", "pkg/id_rsa", "certs/server.pem", ".git/config", ".GIT/config", "../app.py",
     "/etc/passwd", "pkg/../.env", "~/.ssh/id_rsa", "C:\\x", "pkg\\mod.py", "a\0b", "no.py",
     "\ud800", "x" * 5000],
)  # fmt: skip
def test_what_may_not_be_shown_is_declined_unread(path: str) -> None:
    files = MemoryFiles(FILES)
    found = ProjectTools(files, str).answer(ToolCall("1", "read_file", {"path": path}))
    assert found.is_error
    assert "hunter2" not in found.text
    assert not {".env", "pkg/id_rsa", "certs/server.pem", ".git/config"} & set(files.read)
    found.text.encode("utf-8")


def test_secrets_and_invisible_characters_are_not_shown() -> None:
    assert ask(tools(), "read_file", path="pkg/mod.py").text.endswith(f"2|KEY = '{MASK}'  # total")
    assert ask(tools(), "read_file", path="docs/odd.md").text.endswith("1|a total")


def test_a_folder_is_listed_without_what_may_not_be_shown() -> None:
    assert ask(tools(), "read_file", path="pkg").text == (
        "pkg is a folder with\nlong.py\nmod.py\nwide.py"
    )
    root = ask(tools(), "read_file", path=".").text
    assert "app.py" in root
    assert ".env" not in root
    assert ".git" not in root


def test_a_wrong_path_is_answered_with_the_names_beside_it() -> None:
    found = ask(tools(), "read_file", path="pkg/model.py")
    assert found.is_error
    assert "There are long.py, mod.py, wide.py." in found.text


def test_a_search_shows_lines_that_may_be_shown() -> None:
    assert ask(tools(), "search", text="total").text.splitlines() == [
        "app.py:5|    return 'Total'",
        "docs/odd.md:1|a total",
        "pkg/mod.py:1|TOTAL = 1",
        f"pkg/mod.py:2|KEY = '{MASK}'  # total",
    ]
    only = ask(tools(), "search", text="total", paths="pkg/*")
    assert {line.split(":")[0] for line in only.text.splitlines()} == {"pkg/mod.py"}
    assert ask(tools(), "search", text="TOTAL", paths="*.md").text.startswith("docs/odd.md:1")


@pytest.mark.parametrize("probe", ["hunter2", "hunter2hunter2", "KEY = 'h", "HUNTER"])
def test_a_search_does_not_tell_what_is_masked(probe: str) -> None:
    found = ask(tools(), "search", text=probe)
    assert found.is_error
    assert found.text == "Nothing was found."


def test_a_search_is_capped() -> None:
    found = ask(tools(), "search", text="=", paths="*long.py").text.splitlines()
    assert len(found) == MAX_MATCHES + 1
    assert "more" in found[-1]
    wide = ask(tools(), "search", text="www")
    assert len(wide.text) < 300


def test_the_allowance_is_one_for_all() -> None:
    allowance = Allowance(calls=3)
    first, second = tools(allowance=allowance), tools(allowance=allowance)
    assert not ask(first, "read_file", path="app.py").is_error
    assert ask(second, "read_file", path="no.py").is_error
    assert not ask(first, "search", text="total").is_error
    assert ask(second, "read_file", path="app.py").text.startswith("Nothing more")


def test_characters_are_counted() -> None:
    allowance = Allowance(characters=1000)
    about = tools(allowance=allowance)
    assert len(ask(about, "read_file", path="pkg/long.py").text) < 1020
    found = ask(about, "read_file", path="pkg/long.py")
    assert found.is_error
    assert "Answer now" in found.text


_ARGUMENTS = st.dictionaries(
    st.sampled_from(["path", "first_line", "last_line", "text", "paths", "x"]),
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(),
        st.sampled_from([*FILES, ".", "", "pkg/", "*", "[", "**/*", "[!", "../x"]),
        st.lists(st.integers(), max_size=2),
    ),
)  # fmt: skip


@given(st.sampled_from(["read_file", "search", "shell", ""]), _ARGUMENTS)
@settings(max_examples=400, deadline=None)
def test_whatever_is_asked_there_is_an_answer(name: str, arguments: dict[str, Any]) -> None:
    found = tools().answer(ToolCall("3", name, arguments))
    assert found.id == "3"
    assert found.text
    assert "hunter2hunter2" not in found.text
    assert len(found.text) < MAX_CHARACTERS + 20
    found.text.encode("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="needs links")
def test_links_and_other_repositories_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.py").write_text("needle = 1\n")
    root = tmp_path / "project"
    (root / "inner" / ".git").mkdir(parents=True)
    (root / "inner" / "code.py").write_text("needle = 2\n")
    (root / "link.py").symlink_to(outside / "secret.py")
    (root / "folder").symlink_to(outside)
    (root / "loop").symlink_to(root)
    (root / "own.py").write_text("needle = 3\n")
    (root / "data.bin.py").write_bytes(b"needle\0")
    about = ProjectTools(WorkTreeFiles(root, {}))
    found = ask(about, "search", text="needle").text.splitlines()
    assert found[0] == "own.py:1|needle = 3"
    assert all(line.endswith("needle = 3") for line in found)
    for path in ("link.py", "folder/secret.py", "inner/code.py", "data.bin.py"):
        assert ask(about, "read_file", path=path).is_error


def test_the_tools_are_described_in_few_characters() -> None:
    assert [tool.name for tool in TOOLS] == ["read_file", "search"]
    assert sum(len(f"{tool.name}{tool.description}{dict(tool.parameters)}") for tool in TOOLS) < 700
