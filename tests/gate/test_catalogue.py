"""Every check is described, in the code and in the documentation."""

from __future__ import annotations

import re
from pathlib import Path

from healbot.oracles.catalogue import gate_oracles, run_oracles, run_oracles_for_tests
from healbot.oracles.runs_patched_code import RunsPatchedCode
from healbot.ports import GateOracle, Oracle
from tests.gate.test_oracles_by_hand import GATE, RUN

DOCUMENT = Path(__file__).parents[2] / ".github" / "CHECKS.md"
OPTIONS = [
    ("expect-output", "x"), ("forbid-output", "x"), ("expect-nonempty", "-"),
    ("expect-json", "true"), ("check", "true"),
]  # fmt: skip


class _NoFiles:
    """A project without any file."""

    def source(self, path: str) -> None:
        return None

    def names(self, folder: str) -> tuple[str, ...]:
        return ()


def _all() -> list[Oracle | GateOracle]:
    on_runs = [*run_oracles(OPTIONS, 1.0), *run_oracles_for_tests((), _NoFiles())]
    return [*on_runs, RunsPatchedCode(()), *gate_oracles()]


def _sections() -> dict[str, str]:
    parts = re.split(r"^#{2,3} ", DOCUMENT.read_text("utf-8"), flags=re.MULTILINE)[1:]
    found = {part.partition("\n")[0]: " ".join(part.partition("\n")[2].split()) for part in parts}
    return {name: text for name, text in found.items() if not name.startswith("On ")}


def test_headings_and_oracles_agree() -> None:
    headings = re.findall(r"^### (\S+)$", DOCUMENT.read_text("utf-8"), flags=re.MULTILINE)
    assert len(headings) == len(set(headings))
    assert set(headings) == {oracle.id for oracle in _all()}


def test_each_oracle_says_what_it_proves() -> None:
    for oracle in _all():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", oracle.id)
        assert re.fullmatch(r"[A-Z].{20,110}\.", oracle.description), oracle.id


def test_each_check_is_told_with_how_it_fails_and_an_example() -> None:
    for name, text in _sections().items():
        assert "Proves that" in text, name
        assert re.search(r"(?i)fails when|fails for|inconclusive when", text), name
        assert "Example:" in text, name


def test_each_oracle_on_tests_is_judged_by_hand() -> None:
    on_runs = {oracle.id for oracle in run_oracles_for_tests((), _NoFiles())}
    assert on_runs == {oracle.id for oracle, *_ in RUN}
    assert {oracle.id for oracle in gate_oracles()} == {oracle.id for oracle, *_ in GATE}
