from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healbot.core.cases import SuiteReport
from healbot.core.source import SourceFile
from healbot.core.verdict import Judgement, Verdict
from healbot.oracles.runs_patched_code import RunsPatchedCode, marker_import, where_the_code_runs
from healbot.ports import Observation
from tests.core.failures import execution
from tests.oracles.fakes import FakeTree, observation

PASS, FAIL, INCONCLUSIVE = Judgement.PASS, Judgement.FAIL, Judgement.INCONCLUSIVE
SITE = ".venv/lib/python3.11/site-packages"


@pytest.mark.parametrize(
    ("modules", "path"),
    [
        ({"cart": "src/cart/__init__.py"}, "src/cart/__init__.py"),
        ({"cart.totals": "src/cart/totals.py"}, "src/cart/totals.py"),
        ({"__main__": "tools/run.py"}, "tools/run.py"),
        ({"tests.test_a": "tests/test_a.py"}, "tests/test_a.py"),
        # Loaded under two names, once from elsewhere: the patched code did run.
        ({"cart.a": f"{SITE}/cart/a.py", "src.cart.a": "src/cart/a.py"}, "src/cart/a.py"),
    ],
)
def test_loaded_from_the_project(modules: Mapping[str, str], path: str) -> None:
    verdict = where_the_code_runs(modules, [path])
    assert (verdict.judgement, verdict.detail) == (PASS, f"loaded from the project: {path}")


@pytest.mark.parametrize(
    ("modules", "path", "detail"),
    [
        (
            {"cart": f"{SITE}/cart/__init__.py"},
            "src/cart/__init__.py",
            f"cart is imported from {SITE}/cart, not from src/cart: install it in editable mode",
        ),
        (
            {"cart": f"{SITE}/cart/__init__.py", "cart.sub.totals": f"{SITE}/cart/sub/totals.py"},
            "src/cart/sub/totals.py",
            f"cart is imported from {SITE}/cart, not from src/cart: install it in editable mode",
        ),
        (
            {"cart": "/usr/lib/python3/dist-packages/cart.py"},
            "cart.py",
            "cart is imported from /usr/lib/python3/dist-packages/cart.py, not from cart.py:"
            " install it in editable mode",
        ),
        (
            {"cart.totals": "/elsewhere/cart/totals.py"},
            "cart/totals.py",
            "cart is imported from /elsewhere/cart, not from cart",
        ),
        (
            {"cart.totals": "build/lib/cart/totals.py"},
            "src/cart/totals.py",
            "cart is imported from build/lib/cart, not from src/cart",
        ),
        (
            {"company.team.mod": f"{SITE}/company/team/mod.py"},
            "packages/one/src/company/team/mod.py",
            f"company is imported from {SITE}/company, not from packages/one/src/company:"
            " install it in editable mode",
        ),
        (
            {
                "cart": "src/cart/__init__.py",
                "cart.totals": "src/cart/totals.cpython-311-x86_64-linux-gnu.so",
            },
            "src/cart/totals.py",
            "cart.totals is imported from src/cart/totals.cpython-311-x86_64-linux-gnu.so,"
            " which was compiled: build it anew after a change",
        ),
    ],
)
def test_loaded_from_elsewhere(modules: Mapping[str, str], path: str, detail: str) -> None:
    verdict = where_the_code_runs(modules, [path])
    assert (verdict.judgement, verdict.detail) == (FAIL, detail)


@pytest.mark.parametrize(
    ("modules", "path"),
    [
        ({}, "src/cart/totals.py"),
        ({"cart": "src/cart/__init__.py"}, "src/cart/totals.py"),
        # Namesakes, not the same module.
        ({"utils": f"{SITE}/utils.py"}, "app/core/utils.py"),
        ({"util.io": f"{SITE}/util/io.py", "app.util": "app/util/__init__.py"}, "app/util/io.py"),
        ({"cart": "src/cart/__init__.py"}, "data/cart.json"),
    ],
)
def test_not_loaded_at_all(modules: Mapping[str, str], path: str) -> None:
    assert where_the_code_runs(modules, [path]).judgement is INCONCLUSIVE


def test_the_worst_of_several_files_counts() -> None:
    modules = {"a": "a.py", "b": f"{SITE}/b.py"}
    assert where_the_code_runs(modules, ["a.py", "data.txt"]).judgement is PASS
    assert where_the_code_runs(modules, ["a.py", "c.py"]).judgement is INCONCLUSIVE
    assert where_the_code_runs(modules, ["a.py", "c.py", "b.py"]).judgement is FAIL


NAMES = st.sampled_from(["a", "b", "src", "__init__", "a.b", "", "..", "a/b.py", "/a.py", "b.so"])


@given(st.dictionaries(NAMES | st.text(), NAMES | st.text()), st.lists(NAMES | st.text()))
def test_any_record_gives_one_verdict(modules: Mapping[str, str], paths: list[str]) -> None:
    verdict = where_the_code_runs(modules, paths)
    assert isinstance(verdict, Verdict)
    assert "\n" not in verdict.detail
    if verdict.passed:
        assert any(path.endswith((".py", ".pyw")) for path in paths)


def seen(modules: Mapping[str, str], files: Mapping[str, bytes]) -> Observation:
    found, _ = observation(files)
    report = SuiteReport((), (), True, modules)
    reproducer = replace(found.reproducer, kind="pytest")
    return replace(found, execution=execution(tests=report), reproducer=reproducer)


def test_a_link_to_the_patched_file_counts_as_it() -> None:
    """setuptools' strict mode imports from a folder of links."""
    link = "build/__editable__.cart/cart/totals.py"
    modules = {"cart.totals": link}
    oracle = RunsPatchedCode(["src/cart/totals.py"])
    same = {link: b"patched", "src/cart/totals.py": b"patched"}
    other = {link: b"original", "src/cart/totals.py": b"patched"}
    assert oracle.judge(seen(modules, same)).judgement is PASS
    assert oracle.judge(seen(modules, other)).judgement is FAIL


def test_a_script_is_what_runs() -> None:
    found, _ = observation()
    assert RunsPatchedCode(["main.py"]).judge(found).judgement is PASS
    assert RunsPatchedCode(["other.py"]).judge(found).judgement is INCONCLUSIVE


class AnsweringSandbox:
    """Every command in its trees prints the same."""

    backend = "copy"
    limitations = ()

    def __init__(self, stdout: str) -> None:
        self._stdout = stdout

    def stop(self) -> None:
        """Nothing goes on."""

    @contextmanager
    def fresh_tree(self, changes: Mapping[str, SourceFile]) -> Iterator[FakeTree]:
        files = {path: source.data for path, source in changes.items()}
        yield FakeTree(files, execution(stdout=self._stdout))


@pytest.mark.parametrize(
    "answer",
    ["", "{", "[1]", "[" * 9999, '{"cart": 1}', '{"cart": [1, 2]}', '{"x": ["src/cart.py", true]}'],
)
def test_nonsense_from_the_interpreter_is_inconclusive(answer: str) -> None:
    sandbox = AnsweringSandbox(answer)
    assert marker_import(sandbox, "python", ".", "src/cart.py").judgement is INCONCLUSIVE
