"""Which hunks are kept, in projects that are played: a function says how each test case ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healbot.core.cases import CaseOutcome, CaseResult, SuiteReport
from healbot.core.evidence import Trial
from healbot.core.execution import Execution, Stop
from healbot.core.source import SourceFile
from healbot.minimising import Minimal, Minimiser
from healbot.ports import SuiteRunner
from healbot.suite_runs import SuitePlan, SuiteRuns
from healbot.trial import Job, Trials
from tests.core.failures import execution
from tests.gate.cases import WRONG

Files = Mapping[str, SourceFile]
Cases = Mapping[str, str]
LETTERS = "abcdef"
BASE = {"a.py": SourceFile("a.py", "".join(f"{c} = 0\n# -\n" for c in LETTERS).encode())}
FAILING, OTHER, THIRD = "t.py::test_it", "u.py::test_other", "v.py::test_third"


def _patched(hunks: str) -> Files:
    """Returns the file with the hunks called by these letters."""
    text = "".join(f"{c} = {int(c in hunks)}\n# -\n" for c in LETTERS)
    return {"a.py": SourceFile("a.py", text.encode())}


def _hunks(files: Files) -> str:
    text = files["a.py"].text if files else ""
    return "".join(c for c in LETTERS if f"{c} = 1\n" in text)


@dataclass(frozen=True)
class Runner:
    """Runs all cases, or some."""

    ids: tuple[str, ...] = ()

    def selecting(self, ids: Sequence[str]) -> Runner:
        """Returns the runner of some cases or files."""
        return Runner(tuple(ids))


@dataclass
class Project:
    """A project whose test cases end as `outcomes` says for the hunks that are there."""

    outcomes: Callable[[str], Cases]
    impacted: tuple[str, ...] = ()
    slow: Callable[[str], bool] = lambda hunks: False
    """Whether the whole suite takes too long with these hunks."""
    suites: list[str] = field(default_factory=list)
    """The hunks that were there each time the whole suite ran."""

    def run(self, changes: Files) -> Trial:
        """Runs the failing test."""
        done = self._run(_hunks(changes), (FAILING,))
        bad = done.tests is None or bool(done.tests.failing) or not done.tests.cases
        return Trial(done, (), WRONG if bad else None)

    def execute(self, job: Job) -> Execution:
        """Runs the suite or a part of it."""
        ids, hunks = cast("Runner", job.runner).ids, _hunks(job.changes)
        if not ids:
            self.suites.append(hunks)
            if self.slow(hunks):
                return execution(exit_code=None, stop=Stop.TIMEOUT)
        return self._run(hunks, ids)

    def map(self, function: Callable[[Job], Execution], items: Sequence[Job]) -> list[Execution]:
        """Runs one after the other."""
        return [function(item) for item in items]

    def _run(self, hunks: str, ids: tuple[str, ...]) -> Execution:
        """Runs cases; one that cannot be collected breaks a run off, as in pytest."""
        outcomes = self.outcomes(hunks)
        if ids:
            outcomes = {
                case: how for case, how in outcomes.items()
                if case in ids or case.partition("::")[0] in ids
            }  # fmt: skip
        if "crash" in outcomes.values():
            return execution(exit_code=-11)
        broken = {case: how for case, how in outcomes.items() if "::" not in case}
        told = tuple(CaseResult(c, CaseOutcome(how)) for c, how in (broken or outcomes).items())
        report = SuiteReport(told, tuple(outcomes), complete=not broken)
        return execution(exit_code=int(bool(report.failing)), tests=report)


def _minimal(project: Project, hunks: str, with_suite: bool = True) -> Minimal:
    trials = cast("Trials", project)
    plan = SuitePlan(cast("SuiteRunner", Runner()), 60.0, lambda files: project.impacted)
    suite = SuiteRuns(trials, plan) if with_suite else None
    minimal = Minimiser(trials, suite).minimise(BASE, _patched(hunks), None)
    if suite is not None:
        suite.compare(minimal.files)  # as the proof does
    return minimal


def _ends(good: bool) -> str:
    return "passed" if good else "failed"


def _needs(**cases: str) -> Callable[[str], Cases]:
    """Returns the outcomes of cases that pass only with some hunks; `other` passes without any."""
    names = {"failing": FAILING, "other": OTHER, "third": THIRD}

    def outcomes(hunks: str) -> Cases:
        return {
            names[name]: _ends((not hunks and name != "failing") or set(needed) <= set(hunks))
            for name, needed in cases.items()
        }

    return outcomes


@pytest.mark.parametrize(
    ("project", "hunks", "kept", "suites"),
    [
        (_needs(failing="a", other=""), "ab", "a", ["a", ""]),
        (_needs(failing="ab", other="a"), "ab", "ab", ["ab", ""]),
        (_needs(failing="a", other="b"), "ab", "ab", ["a", "", "ab"]),
        (_needs(failing="a", other="c"), "abcdef", "ac", ["a", "", "ac"]),
        (_needs(failing="a", other="c", third="e"), "abcdef", "ace", ["a", "", "ace"]),
        (_needs(failing="a", other="f"), "abc", "a", ["a", ""]),
    ],
    ids=["dropped", "all-needed", "other-needs-all", "other-needs-some", "two-others", "as-bad"],
)
def test_hunks_that_any_test_needs_are_kept(
    project: Callable[[str], Cases], hunks: str, kept: str, suites: list[str]
) -> None:
    played = Project(project)
    minimal = _minimal(played, hunks)
    assert (_hunks(minimal.files), minimal.kept_because) == (kept, "")
    assert played.suites == suites


def test_without_a_suite_the_failing_test_decides_alone() -> None:
    played = Project(_needs(failing="a", other="b"))
    minimal = _minimal(played, "ab", with_suite=False)
    assert (_hunks(minimal.files), minimal.needed_by, played.suites) == ("a", (), [])


def test_another_test_is_broken_by_the_smaller_patch_that_was_found_for_the_first() -> None:
    def outcomes(hunks: str) -> Cases:
        third = "d" in hunks or "c" not in hunks
        return {FAILING: _ends("a" in hunks), OTHER: _ends(not hunks or "c" in hunks),
                THIRD: _ends(third)}  # fmt: skip

    played = Project(outcomes)
    minimal = _minimal(played, "abcdef")
    assert (_hunks(minimal.files), minimal.needed_by) == ("acd", (OTHER, THIRD))
    assert played.suites == ["a", "", "ac", "acd"]


def test_a_module_that_cannot_be_collected_is_blamed_not_those_that_do_not_run() -> None:
    def outcomes(hunks: str) -> Cases:
        good = {f"t{i}.py::test_{i}": "passed" for i in range(80)}
        broken = {"u.py": "error"} if hunks and "b" not in hunks else {OTHER: "passed"}
        return {**good, FAILING: _ends("a" in hunks), **broken}

    minimal = _minimal(Project(outcomes), "abc")
    assert (_hunks(minimal.files), minimal.needed_by) == ("ab", ("u.py",))


def test_the_cases_of_a_module_that_could_not_be_collected_must_be_good_too() -> None:
    def outcomes(hunks: str) -> Cases:
        broken = {"u.py": "error"} if hunks and "b" not in hunks else {}
        other = {OTHER: _ends(not hunks or "c" in hunks)}
        return {FAILING: _ends("a" in hunks), **(broken or other)}

    played = Project(outcomes)
    assert _hunks(_minimal(played, "abcd").files) == "abc"
    assert played.suites == ["a", "", "abc"]


def test_an_interpreter_that_crashes_without_a_hunk_keeps_it() -> None:
    def outcomes(hunks: str) -> Cases:
        crashes = hunks and "b" not in hunks
        return {FAILING: _ends("a" in hunks), OTHER: "crash" if crashes else "passed"}

    assert _hunks(_minimal(Project(outcomes), "abc").files) == "ab"


def test_the_impacted_tests_decide_when_the_suite_is_slow() -> None:
    played = Project(_needs(failing="a", other="b", third="c"), ("u.py",), slow=lambda hunks: True)
    minimal = _minimal(played, "abc")
    assert (_hunks(minimal.files), minimal.needed_by) == ("ab", (OTHER,))
    assert played.suites == ["a", ""], "a suite that is slow without a patch is not tried again"


def test_a_test_that_fails_only_among_the_others_makes_the_whole_be_kept_with_a_reason() -> None:
    class Polluted(Project):
        def execute(self, job: Job) -> Execution:
            if cast("Runner", job.runner).ids == (OTHER,):
                return Project(_needs(failing="a", other="")).execute(job)
            return super().execute(job)

    minimal = _minimal(Polluted(_needs(failing="a", other="b")), "abc")
    assert (_hunks(minimal.files), minimal.needed_by) == ("abc", (OTHER,))
    assert minimal.kept_because == "with fewer, other tests get worse"


def test_a_suite_that_cannot_be_compared_changes_nothing() -> None:
    def crashes(hunks: str) -> Cases:
        return {FAILING: _ends("a" in hunks), OTHER: "crash"}

    assert _hunks(_minimal(Project(crashes), "ab").files) == "a"


@given(st.text("abcd", max_size=3), st.text("abcd", max_size=3), st.text("abcd", max_size=3))
def test_what_the_whole_leaves_alone_a_smaller_patch_leaves_alone(
    failing: str, other: str, third: str
) -> None:
    outcomes = _needs(failing="a" + failing, other=other, third=third)
    played = Project(outcomes)
    minimal = _minimal(played, "abcd")
    assert minimal.kept_because == ""
    now, hunks = outcomes(_hunks(minimal.files)), _hunks(minimal.files)
    assert set(now.values()) == {"passed"}
    for dropped in hunks:
        assert "failed" in outcomes(hunks.replace(dropped, "")).values() or len(hunks) == 1
