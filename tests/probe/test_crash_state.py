"""What the probe ``crash_state`` writes when a value's own class cannot be trusted to work."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from healbot.probe_source import probe_source
from healbot.sandbox.inspector import crash_state_from_json


def state_of(script: str, folder: Path) -> Any:
    """Runs a script under the probe and returns what it wrote."""
    (folder / "script.py").write_text(dedent(script))
    output = folder / "state.json"
    subprocess.run(
        [sys.executable, "-c", probe_source("crash_state"), output, folder, "script.py"],
        cwd=folder, check=True,
    )  # fmt: skip
    return json.loads(output.read_text())


@pytest.mark.parametrize(
    ("base", "method"),
    [
        ("dict", "__iter__"),
        ("dict", "keys"),
        ("dict", "__len__"),
        ("list", "__iter__"),
        ("list", "__len__"),
        ("int", "__repr__"),
        ("str", "__len__"),
        ("tuple", "__iter__"),
        ("object", "keys"),
    ],
)
def test_a_value_whose_class_fails_hides_nothing_else(
    base: str, method: str, tmp_path: Path
) -> None:
    state = state_of(
        f"""\
        class Odd({base}):
            def {method}(self):
                raise IndexError("list index out of range")


        def total(prices):
            odd = Odd()
            return sum(price)


        total([1, 2])
        """,
        tmp_path,
    )
    assert state["function"] == "total"
    assert set(state["locals"]) == {"prices", "odd"}
    assert state["locals"]["prices"]["length"] == 2
    assert state["locals"]["odd"]["type"].endswith("Odd")
    parsed = crash_state_from_json(json.dumps(state).encode())
    assert parsed is not None
    assert "Odd" in parsed.local_values["odd"].type_name


def test_keys_of_a_dictionary_are_the_stored_ones_whatever_its_class_says(tmp_path: Path) -> None:
    state = state_of(
        """\
        class Shy(dict):
            def __iter__(self):
                return iter(())


        def read(row):
            return row["totl"]


        read(Shy(total=1))
        """,
        tmp_path,
    )
    assert state["object"]["keys"] == ["'total'"]
