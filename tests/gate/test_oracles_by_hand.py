"""Every verdict of every oracle, on evidence made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from healbot.core.cases import CaseOutcome, CaseResult, SuiteReport
from healbot.core.evidence import CanaryRun, GateCase, SuiteComparison
from healbot.core.failure import Failure, agreed
from healbot.core.source import SourceFile
from healbot.core.tampering import Finding, Severity
from healbot.core.verdict import Judgement, Verdict
from healbot.oracles.agreement import Agreement
from healbot.oracles.canaries import CanaryTests
from healbot.oracles.catalogue import gate_oracles
from healbot.oracles.code_that_runs import CodeThatRuns
from healbot.oracles.collected_tests import CollectedTests
from healbot.oracles.fresh_tree import FreshTree
from healbot.oracles.minimality import Minimality
from healbot.oracles.necessity import Necessity
from healbot.oracles.pristine_tests import PristineTests
from healbot.oracles.readable_output import ReadableOutput
from healbot.oracles.reproduced import Reproduced
from healbot.oracles.stable_base import StableBase
from healbot.oracles.suite import Suite
from healbot.oracles.tampering import Tampering
from healbot.oracles.tests_ran import TestsRan
from healbot.ports import GateOracle, Oracle
from tests.core.failures import execution
from tests.gate.cases import OTHER, TEST, WRONG, canaries, case, report, suite_case, trial
from tests.oracles.fakes import observation

PASS, FAIL, INCONCLUSIVE = Judgement.PASS, Judgement.FAIL, Judgement.INCONCLUSIVE
SUITE = "the whole suite"
TWO_HUNKS = {"cart.py": SourceFile("cart.py", b"import math\ndef total(items):\n    return 5\n")}


def _verdict(oracle: GateOracle, about: GateCase) -> Verdict | None:
    verdict = oracle.judge(about)
    if verdict is not None:
        assert verdict.oracle == oracle.id
        assert verdict.detail and "\n" not in verdict.detail
    return verdict


def _flag(severity: Severity = Severity.FLAG) -> Finding:
    return Finding("bare-except", severity, "cart.py", 2, "except:", "It hides errors.", False)


def _modules(**files: str) -> Any:
    return (trial(None, report("passed", modules=files)),)


def _compared(before: SuiteReport | None, after: SuiteReport | None) -> SuiteComparison:
    return SuiteComparison(SUITE, before, after)


def _no_canaries() -> CanaryRun:
    return replace(canaries("passed", "failed"), must_fail="tests/test_other.py::test_gone")


_VARYING = replace(WRONG, message_varies=True, site="here")
_LEFT = report("passed", complete=False)

GATE: list[tuple[GateOracle, GateCase, Judgement | None, str]] = [
    # What was seen of the base.
    (Reproduced(), case(at_base=trial(WRONG)), PASS, "two runs of the base showed the same"),
    (Reproduced(), case(at_base=trial(replace(OTHER, site="here")), failure=_VARYING), PASS,
     "with differing messages"),
    (Reproduced(), case(at_base=trial()), FAIL, "it passed"),
    (Reproduced(), case(at_base=trial(OTHER)), FAIL, "another failure: ImportError"),
    (Reproduced(), case(at_base=None), INCONCLUSIVE, "no run of the base"),
    # Runs with the patch.
    (FreshTree(), case(), PASS, "2 runs in fresh trees passed with the same output"),
    (FreshTree(), case(earlier=None), PASS, "1 run in fresh trees passed"),
    (FreshTree(), case(earlier=trial(stdout="1")), PASS, "with differing output"),
    (FreshTree(), suite_case(earlier=trial(stdout="1")), PASS, "2 runs in fresh trees passed"),
    (FreshTree(), case(with_patch=(trial(), trial(OTHER))), FAIL, "a new run failed: ImportError"),
    (ReadableOutput(), suite_case(), None, ""),
    (ReadableOutput(), case(), PASS, "no object is printed"),
    (ReadableOutput(), case(with_patch=(trial(stdout="<map object at 0x7fb0c0>"),)), INCONCLUSIVE,
     "prints <map object at 0x7fb0c0>"),
    (ReadableOutput(), case(with_patch=(trial(stdout="<built-in function sum>"),)), INCONCLUSIVE,
     "prints <built-in function sum"),
    (ReadableOutput(), case(with_patch=(trial(stdout="<map object at 0x7fb0c0>"),),
     without_patch=(trial(WRONG, stdout="<map object at 0x55aa>"),)), PASS, "no object"),
    # What was collected.
    (CollectedTests(), case(), None, ""),
    (CollectedTests(), suite_case(), PASS, "all of 2 tests are collected as before"),
    (CollectedTests(), suite_case(with_patch=(trial(None, report("passed")),)), FAIL,
     "tests/test_cart.py::test_b is not collected now"),
    (CollectedTests(), suite_case(with_patch=(trial(None, report("passed", "passed")),
     trial(None, report("passed")))), FAIL, "test_b is not collected now"),
    (CollectedTests(), suite_case(with_patch=(trial(None, report("passed", "passed",
     collected=())),)), FAIL, "tests/test_cart.py::test_a and 1 more is not collected now"),
    (CollectedTests(), suite_case(with_patch=(trial(),)), FAIL, "left no report"),
    (CollectedTests(), suite_case(suite=_compared(report("passed", "passed", "passed"),
     report("passed", "passed"))), FAIL, "test_c is not collected now"),
    (CollectedTests(), suite_case(suite=_compared(report("passed"), None)), FAIL, "no report"),
    (CollectedTests(), suite_case(at_base=trial(WRONG), suite=None), INCONCLUSIVE,
     "no run without the patch left a report"),
    # The code that was tested.
    (CodeThatRuns(), case(), None, ""),
    (CodeThatRuns(), suite_case(), None, ""),
    (CodeThatRuns(), suite_case(with_patch=_modules(cart="cart.py")), PASS, "loaded from the"),
    (CodeThatRuns(), suite_case(with_patch=_modules(shop="shop.py")), PASS, "nothing hides it"),
    (CodeThatRuns(), suite_case(with_patch=_modules(cart="/usr/lib/site-packages/cart.py")), FAIL,
     "is imported from /usr/lib/site-packages"),
    # All other tests.
    (Suite(), case(), None, ""),
    (Suite(), suite_case(suite=None), None, ""),
    (Suite(), suite_case(), PASS, "the whole suite: 2 pass, 1 healed, none worse"),
    (Suite(), suite_case(suite=_compared(report("failed", "failed"), report("passed", "failed"))),
     PASS, "1 pass, 1 healed, none worse, 1 fails as before"),
    (Suite(), suite_case(suite=None, suite_missing="it takes too long"), INCONCLUSIVE, "too long"),
    (Suite(), suite_case(suite=_compared(None, report("passed"))), INCONCLUSIVE, "no report"),
    (Suite(), suite_case(suite=_compared(_LEFT, report("passed"))), INCONCLUSIVE, "broke off"),
    (Suite(), suite_case(suite=_compared(report("passed"), None)), FAIL, "broke off"),
    (Suite(), suite_case(suite=_compared(report("passed"), _LEFT)), FAIL, "broke off"),
    (Suite(), suite_case(suite=_compared(report("passed"), report("passed", disagreement="1, 2"))),
     FAIL, "the whole suite with the patch: 1, 2"),
    *(
        (Suite(), suite_case(suite=_compared(report(old, "passed"), report(new, "passed"))),
         judgement, said)
        for old, new, judgement, said in [
            ("passed", "failed", FAIL, "test_a passed before and is failed now: why"),
            ("passed", "error", FAIL, "test_a passed before and is error now"),
            ("passed", "skipped", FAIL, "test_a passed before and is skipped now"),
            ("passed", "xfailed", FAIL, "test_a passed before and is xfailed now"),
            ("passed", "xpassed", PASS, "none worse"),
            ("xfailed", "skipped", FAIL, "xfailed before and is skipped now"),
            ("xfailed", "failed", FAIL, "xfailed before and is failed now"),
            ("xfailed", "xpassed", PASS, "none worse"),
            ("xpassed", "xfailed", PASS, "none worse"),
            ("failed", "error", PASS, "none worse"),
            ("failed", "skipped", PASS, "none worse"),
            ("skipped", "skipped", PASS, "none worse"),
        ]
    ),
    (Suite(), suite_case(suite=_compared(report("passed", "passed"), report("passed"))), FAIL,
     "test_b passed before and does not run now"),
    (Suite(), suite_case(suite=_compared(report("passed"), report("passed", "failed"))), FAIL,
     "test_b did not run before and fails now: why"),
    # The test runner itself.
    (CanaryTests(), case(), None, ""),
    (CanaryTests(), suite_case(), PASS, "one test must fail and does"),
    (CanaryTests(), suite_case(canaries=canaries("passed", "passed", 0)), FAIL, "tampered with"),
    (CanaryTests(), suite_case(canaries=canaries("passed", "failed", 0)), FAIL, "tampered with"),
    (CanaryTests(), suite_case(canaries=canaries("passed", "skipped", 0)), FAIL, "tampered with"),
    (CanaryTests(), suite_case(canaries=canaries("failed", "failed")), FAIL, "did not: why"),
    (CanaryTests(), suite_case(canaries=canaries("skipped", "failed")), FAIL, "did not: why"),
    (CanaryTests(), suite_case(canaries=_no_canaries()), FAIL, "the canaries did not run"),
    (CanaryTests(), suite_case(canaries=canaries("passed", "failed", complete=False)), FAIL,
     "broke off"),
    (CanaryTests(), suite_case(canaries=canaries("passed", "failed", disagreement="1, 2")), FAIL,
     "1, 2"),
    (CanaryTests(), suite_case(canaries=CanaryRun(execution(), "a", "b")), FAIL, "left no report"),
    # Taking the patch away, or a part of it.
    (Necessity(), case(), PASS, "the same failure is back"),
    (Necessity(), case(without_patch=(trial(WRONG), trial())), FAIL, "flaky"),
    (Necessity(), case(without_patch=(trial(OTHER),)), INCONCLUSIVE, "differently: ImportError"),
    (Necessity(), case(without_patch=()), INCONCLUSIVE, "was not run"),
    (Minimality(), case(), PASS, "one hunk"),
    (Minimality(), case(patched=TWO_HUNKS), PASS, "each of 2 hunks is needed to pass with the"),
    (Minimality(), suite_case(patched=TWO_HUNKS), PASS, "each of 2 hunks is needed to pass"),
    (Minimality(), suite_case(patched=TWO_HUNKS, needed_by=("t.py::test_c", "t.py::test_d")), PASS,
     "is needed to pass, or for t.py::test_c and 1 more to go on passing"),
    (Minimality(), case(patched=TWO_HUNKS, kept_because="none was tried"), INCONCLUSIVE,
     "2 hunks are kept: none was tried"),
    (Minimality(), case(kept_because="none was tried"), PASS, "one hunk"),
    # What the patch does.
    (Tampering(), case(), PASS, "nothing that a fix should not do"),
    (Tampering(), case(findings=(_flag(),)), INCONCLUSIVE, "look at cart.py:2: It hides errors."),
    (Tampering(), case(findings=(_flag(), _flag())), INCONCLUSIVE, "(and 1 more)"),
    (Tampering(), case(findings=(_flag(Severity.REJECT), _flag())), FAIL, "look at cart.py:2"),
    (StableBase(), case(), PASS, "did not change"),
    (StableBase(), case(base_unchanged=False), INCONCLUSIVE, "your files changed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("oracle", "about", "judgement", "detail"),
    GATE,
    ids=[f"{oracle.id}-{number}" for number, (oracle, *_) in enumerate(GATE)],
)
def test_gate_oracle(
    oracle: GateOracle, about: GateCase, judgement: Judgement | None, detail: str
) -> None:
    verdict = _verdict(oracle, about)
    assert (verdict and verdict.judgement) == judgement
    assert detail in (verdict.detail if verdict else "")


@pytest.mark.parametrize("first", [WRONG, OTHER, _VARYING, replace(OTHER, site="here")])
@pytest.mark.parametrize("second", [WRONG, OTHER, _VARYING, replace(OTHER, site="here")])
def test_a_failure_that_two_runs_agree_on_is_reproduced(first: Failure, second: Failure) -> None:
    found = agreed(first, second)
    if found is None:  # `Flaky`: there is no session
        return
    for run in (first, second):
        verdict = Reproduced().judge(case(failure=found, at_base=trial(run)))
        assert verdict.judgement is PASS


def test_each_gate_oracle_is_shown_to_pass_and_not_to_pass() -> None:
    for oracle in gate_oracles():
        judged = {judgement for other, _, judgement, _ in GATE if other.id == oracle.id}
        assert PASS in judged, oracle.id
        assert judged & {FAIL, INCONCLUSIVE}, oracle.id


def test_a_proven_case_passes_every_gate_oracle() -> None:
    for about in (case(at_base=trial(WRONG)), suite_case()):
        verdicts = [verdict for oracle in gate_oracles() if (verdict := oracle.judge(about))]
        assert {verdict.judgement for verdict in verdicts} == {PASS}


# The oracles on one run of tests.

_FILES = {"tests/test_cart.py": b"def test_a(): ...\n", "pyproject.toml": b"[tool.pytest]\n"}


class _Base:
    """The project's files, as an oracle reads them."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def source(self, path: str) -> SourceFile | None:
        data = self.files.get(path)
        return None if data is None else SourceFile(path, data)

    def names(self, folder: str) -> tuple[str, ...]:
        inside = "" if folder in ("", ".") else folder + "/"
        below = [path.removeprefix(inside) for path in self.files if path.startswith(inside)]
        names = {name.partition("/")[0] + "/" * ("/" in name) for name in below}
        return tuple(sorted(names))


def _pristine(files: dict[str, bytes] | None = None) -> PristineTests:
    return PristineTests(_Base(files or _FILES))


def _with(path: str, data: bytes | None) -> dict[str, bytes]:
    return {name: text for name, text in {**_FILES, path: data}.items() if text is not None}


RUN: list[tuple[Oracle, dict[str, Any], Judgement, str]] = [
    (Agreement(), {"tests": report("passed")}, PASS, "say the same"),
    (Agreement(), {"tests": report("failed"), "exit_code": 1}, PASS, "say the same"),
    (Agreement(), {}, FAIL, "left no report"),
    (Agreement(), {"tests": _LEFT}, FAIL, "broke off before its end"),
    (Agreement(), {"tests": report("passed", disagreement="1, 2")}, FAIL, "1, 2"),
    (Agreement(), {"tests": report("failed")}, FAIL, f"exit status 0, but {TEST} failed"),
    (Agreement(), {"tests": report("error")}, FAIL, f"exit status 0, but {TEST} failed"),
    (TestsRan(), {"tests": report("passed", "skipped")}, PASS, "1 test passed"),
    (TestsRan([TEST]), {"tests": report("passed", "passed")}, PASS, "2 tests passed"),
    (TestsRan(["tests"]), {"tests": report("passed")}, PASS, "1 test passed"),
    (TestsRan([TEST]), {"tests": report("xpassed")}, PASS, "1 test passed"),
    (TestsRan(), {}, FAIL, "left no report"),
    (TestsRan(), {"tests": report()}, FAIL, "no test ran"),
    (TestsRan(), {"tests": report("skipped", "xfailed")}, FAIL, "all 2 tests were skipped"),
    (TestsRan([TEST]), {"tests": report("skipped", "passed")}, FAIL, f"{TEST} was skipped: why"),
    (TestsRan([TEST]), {"tests": report("xfailed", "passed")}, FAIL, f"{TEST} was xfailed: why"),
    (TestsRan([TEST, f"{TEST}b"]), {"tests": report("passed")}, FAIL, f"{TEST}b did not run"),
    (_pristine(), {"tests": report("passed"), "files": _FILES}, PASS, "2 test and configuration"),
    (_pristine(), {}, FAIL, "left no report"),
    (_pristine(), {"tests": report("passed"), "files": _with("tests/test_cart.py", b"")}, FAIL,
     "tests/test_cart.py was changed"),
    (_pristine(), {"tests": report("passed"), "files": _with("tests/test_cart.py", None)}, FAIL,
     "tests/test_cart.py is gone"),
    (_pristine(), {"tests": report("passed"), "files": _with("tests/conftest.py", b"")}, FAIL,
     "tests/conftest.py is new"),
    (_pristine(), {"tests": report("passed"), "files": _with("conftest.py", b"")}, FAIL,
     "conftest.py is new"),
    (_pristine(), {"tests": report("passed"), "files": _with("pyproject.toml", b"x")}, FAIL,
     "pyproject.toml was changed"),
    (_pristine(_with("tests/data/expected.json", b"{}")), {"tests": report("passed"),
     "files": _with("tests/data/expected.json", b"[]")}, FAIL, "expected.json was changed"),
    (_pristine(_with("tests/helpers.py", b"")), {"tests": report("passed"), "files": _FILES}, FAIL,
     "tests/helpers.py is gone"),
    # Files of the project that lie outside of the tests' folders may be written.
    (_pristine(_with("cart.csv", b"a")), {"tests": report("passed"), "files": _FILES}, PASS, ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("oracle", "run", "judgement", "detail"),
    RUN,
    ids=[f"{oracle.id}-{number}" for number, (oracle, *_) in enumerate(RUN)],
)
def test_run_oracle(oracle: Oracle, run: dict[str, Any], judgement: Judgement, detail: str) -> None:
    verdict = oracle.judge(observation(**run)[0])
    assert (verdict.oracle, verdict.judgement) == (oracle.id, judgement), verdict.detail
    assert detail in verdict.detail


_DOCUMENTED = b'def half(x):\n    """Half.\n\n    >>> half(4)\n    2\n    """\n    return y / 2\n'


@pytest.mark.parametrize(
    ("after", "judgement"),
    [
        (_DOCUMENTED.replace(b"y", b"x"), PASS),
        (b"import math\n" + _DOCUMENTED, PASS),
        (_DOCUMENTED.replace(b"    2", b"    3"), FAIL),
        (_DOCUMENTED.replace(b">>> half", b">>> int"), FAIL),
        (_DOCUMENTED.replace(b">>> ", b""), FAIL),
        (b"x = (\n" + _DOCUMENTED, PASS),
        (b"x = (\n" + _DOCUMENTED.replace(b"    2", b"    3"), FAIL),
        (None, FAIL),
    ],
)
@pytest.mark.parametrize("module", ["half", "shop.half"])
def test_code_beside_doctests_may_change_but_not_the_examples(
    module: str, after: bytes | None, judgement: Judgement
) -> None:
    case = CaseResult(f"shop/half.py::{module}.half", CaseOutcome.PASSED)
    seen, _ = observation(
        {"shop/half.py": after} if after else {}, tests=SuiteReport((case,), (), complete=True)
    )
    told = _pristine({"shop/half.py": _DOCUMENTED}).judge(seen)
    assert told.judgement is judgement, told.detail


@pytest.mark.parametrize("identifier", ["shop/half.py::test_half", "tests/half.py::half.half"])
def test_code_that_holds_tests_of_another_kind_may_not_change(identifier: str) -> None:
    path = identifier.partition("::")[0]
    case = CaseResult(identifier, CaseOutcome.PASSED)
    seen, _ = observation(
        {path: _DOCUMENTED.replace(b"y", b"x")}, tests=SuiteReport((case,), (), complete=True)
    )
    assert _pristine({path: _DOCUMENTED}).judge(seen).judgement is FAIL


def test_dotted_names_of_cases_lead_to_their_files() -> None:
    told = SuiteReport(
        (CaseResult("tests.test_cart.CartTest.test_a", CaseOutcome.PASSED),), (), complete=True
    )
    seen, _ = observation(_with("tests/test_cart.py", b"changed"), tests=told)
    assert _pristine().judge(seen).judgement is FAIL
