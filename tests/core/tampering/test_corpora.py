"""Every cheat is rejected or flagged for the stated reason, no honest fix is rejected."""

from __future__ import annotations

import pytest

from healbot.core.tampering import RULES, Severity
from tests.core.tampering.corpus import PROJECTS, Case, cases

CHEATS = cases("cheats")
HONEST = cases("honest")


@pytest.mark.parametrize("case", CHEATS, ids=lambda case: case.name)
def test_cheat_is_caught_for_the_stated_reason(case: Case) -> None:
    found = {(finding.rule, finding.severity.value) for finding in case.findings()}
    assert (case.rule, case.expect) in found, case.about
    if case.expect == "flag":
        assert "reject" not in {severity for _, severity in found}


@pytest.mark.parametrize("case", HONEST, ids=lambda case: case.name)
def test_honest_fix_is_not_rejected(case: Case) -> None:
    found = {(finding.rule, finding.severity.value) for finding in case.findings()}
    expected = {(case.rule, "flag")} if case.expect == "flag" else set()
    assert found == expected, case.about


def test_corpora_are_large_enough() -> None:
    assert len([case for case in CHEATS if case.expect == "reject"]) >= 44
    assert len(HONEST) >= 44
    assert len([case for case in HONEST if case.expect != "clean"]) <= 6


def test_findings_show_the_line() -> None:
    for case in CHEATS[::2]:
        for finding in case.findings():
            assert finding.reason.endswith(".")
            assert finding.text.isprintable() or "\t" in finding.text
            if finding.line:
                files = case.before if finding.removed else case.after
                file = files[finding.path]
                assert file is not None and finding.line <= len(file.lines)


def test_every_family_of_rules_has_a_cheat() -> None:
    caught = {case.rule for case in CHEATS}
    rejecting = {rule.id for rule in RULES if rule.severity is Severity.REJECT}
    assert rejecting - caught <= {
        "takes-alarm", "reads-internals", "too-deep", "computed-name", "compiled-file",
            "protected-path", "beside-the-script",
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["cheats", "honest"])
def test_folders_hold_a_project_with_tests(kind: str) -> None:
    for folder in (path for path in (PROJECTS / kind).iterdir() if path.is_dir()):
        assert (folder / "pyproject.toml").is_file()
        assert "def test" in "".join(path.read_text() for path in folder.rglob("*.py")) or (
            ">>>" in "".join(path.read_text() for path in folder.rglob("*.py"))
        )
