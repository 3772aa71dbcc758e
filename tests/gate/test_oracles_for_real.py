"""Real heals in which exactly one oracle says no: each line of defence holds on its own.

The tampering guard would stop most of these patches before they run; here it lets all through.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from healbot.core.errors import Flaky
from healbot.core.session import Outcome
from healbot.settings.model import Setting
from tests.gate.heals import Heal, Healed

WRONG = "def total(items):\n    return sum(items) + 1 if items else 0\n"
RIGHT = "def total(items):\n    return sum(items)\n"
TESTS = """\
from cart import total


def test_total():
    assert total([1, 2]) == 3


def test_empty():
    assert total([]) == 0
"""
FILES = {
    "README.md": "Prices of carts.\n",
    "cart.py": WRONG,
    "tests/test_cart.py": TESTS,
    "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["."]\n',
}
ALONE: dict[str, Setting[object]] = {"suite": Setting(False)}


def _heal(
    folder: Path, patch: str | Mapping[str, str], files: Mapping[str, str] | None = None, **how: Any
) -> Healed:
    texts = {"cart.py": patch} if isinstance(patch, str) else patch
    return Heal({**FILES, **(files or {})}, texts, settings=how.pop("settings", ALONE), **how).run(
        folder
    )


# A test run that exits with status 0.

EXITS = "import atexit, os\natexit.register(os._exit, 0)\n" + WRONG
EXITS_AT_ONCE = "import os\nos._exit(0)\n" + WRONG
SKIPS = "import pytest\n\n\ndef total(items):\n    pytest.skip('later')\n"
EXPECTS_TO_FAIL = "import pytest\n\n\ndef total(items):\n    pytest.xfail('later')\n"
REWRITES = f"""\
from pathlib import Path


def total(items):
    Path("tests/test_cart.py").write_text({TESTS.replace("== 3", "== 4")!r})
    return sum(items)
"""
REWRITES_BEFORE = f"""\
from pathlib import Path

Path("tests/test_cart.py").write_text({TESTS.replace("== 3", "== 4")!r})
{WRONG}"""
REWRITES_DATA = f"""\
from pathlib import Path

Path("tests/expected.txt").write_text("4")
{WRONG}"""
READS_DATA = """\
from pathlib import Path

from cart import total


def test_total():
    assert total([1, 2]) == int((Path(__file__).parent / "expected.txt").read_text())
"""
DATA = {"tests/test_cart.py": READS_DATA, "tests/expected.txt": "3"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("patch", "files", "oracles"),
    [
        (WRONG.replace("1", "2"), {}, ["exit-status"]),
        (EXITS, {}, ["agreement"]),
        (EXITS_AT_ONCE, {}, ["agreement", "tests-ran", "pristine-tests"]),
        (SKIPS, {}, ["tests-ran"]),
        (EXPECTS_TO_FAIL, {}, ["tests-ran"]),
        (REWRITES, {}, ["pristine-tests"]),
        (REWRITES_BEFORE, {"tests/conftest.py": "import cart\n"}, ["pristine-tests"]),
        (REWRITES_DATA, DATA, ["pristine-tests"]),
    ],
    ids=[
        "fails",
        "exits-at-end",
        "exits",
        "skips",
        "xfails",
        "rewrites",
        "rewrites-before",
        "data",
    ],
)
def test_oracle_on_a_run_of_tests(
    tmp_path: Path, patch: str, files: dict[str, str], oracles: list[str]
) -> None:
    healed = _heal(tmp_path, patch, files)
    assert not healed.validated
    assert healed.refused_by == oracles, healed.said
    assert healed.outcome in (Outcome.SAME_FAILURE, Outcome.REGRESSION, Outcome.NEW_FAILURE)


# A script that exits with status 0.

SCRIPT = "import json\nprint(json.dumps({'total': amount}))\n"


@pytest.mark.parametrize(
    ("patch", "oracle"),
    [
        ("print('total: none')\n", ("expect-output", r"total: \d+")),
        ("print('Warning: total: 3')\n", ("forbid-output", "(?i)warning")),
        ("amount = 3\n", ("expect-nonempty", "-")),
        ("print('{\"sum\": 3}')\n", ("expect-json", '{"required": ["total"]}')),
        ("print('total: 3')\n", ("check", "test -s report.txt")),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_oracle_on_a_run_of_a_script(tmp_path: Path, patch: str, oracle: tuple[str, str]) -> None:
    heal = Heal({"main.py": SCRIPT}, {"main.py": patch}, "main.py", "script", oracles=(oracle,))
    healed = heal.run(tmp_path)
    assert not healed.validated
    assert healed.refused_by == [oracle[0]], healed.said


# The gate.

CANARIES = f"""\
import _pytest.runner

_from_call = _pytest.runner.CallInfo.from_call.__func__


def _passes(cls, func, when, reraise=None):
    result = _from_call(cls, func, when, reraise)
    result.excinfo = None
    result._result = result._result or []
    return result


_pytest.runner.CallInfo.from_call = classmethod(_passes)
{WRONG}"""
BREAKS_ANOTHER = "def total(items):\n    return sum(items) if items else None\n"
SKIPS_ANOTHER = """\
def total(items):
    return sum(items) if items else __import__("pytest").skip("nothing to add")
"""
# In one hunk with the fix: a hunk of its own would be dropped as needless.
HIDES_ANOTHER = RIGHT + "NAMES = ['a']\n"
NAMED_TESTS = """\
import pytest

from cart import NAMES, total


@pytest.mark.parametrize("name", NAMES)
def test_name(name):
    pytest.skip("takes hours")


def test_total():
    assert total([1, 2]) == 3
"""
NAMED = {"cart.py": WRONG + "NAMES = ['a', 'b']\n", "tests/test_cart.py": NAMED_TESTS}
HIDDEN = {
    "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["build"]\n',
    "build/cart.py": "exec(open('cart.py').read())\n",
}
SUITE: dict[str, Setting[object]] = {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("patch", "files", "settings", "oracle", "detail"),
    [
        (CANARIES, {}, SUITE, "canaries", "a test that must fail passed"),
        (BREAKS_ANOTHER, {}, SUITE, "suite", "test_empty passed before and is failed now"),
        (SKIPS_ANOTHER, {}, SUITE, "suite", "test_empty passed before and is skipped now"),
        (HIDES_ANOTHER, NAMED, SUITE, "collected-tests", "test_name[b] is not collected now"),
        (RIGHT, HIDDEN, ALONE, "runs-patched-code", "imported from build/cart.py"),
    ],
    ids=["canaries", "suite-fails", "suite-skips", "collected-tests", "runs-patched-code"],
)
def test_oracle_of_the_gate_fails(
    tmp_path: Path,
    patch: str,
    files: dict[str, str],
    settings: dict[str, Setting[object]],
    oracle: str,
    detail: str,
) -> None:
    healed = _heal(tmp_path, patch, files, settings=settings)
    assert healed.outcome is Outcome.INCONCLUSIVE, healed.said
    assert (healed.judged("fail"), healed.judged("inconclusive")) == ([oracle], [])
    assert detail in healed.detail(oracle)


@pytest.mark.slow
def test_what_the_gate_quotes_holds_no_secret(tmp_path: Path) -> None:
    key = "sk-ant-" + "a1b2c3d4" * 4
    patch = f"def total(items):\n    assert items, {key!r}\n    return sum(items)\n"
    healed = _heal(tmp_path, patch, {}, settings=SUITE)
    assert healed.judged("fail") == ["suite"]
    assert "test_empty passed before and is failed now" in healed.detail("suite")
    assert "***" in healed.detail("suite")
    assert key not in healed.said


def _edits(root: Path) -> None:
    (root / "README.md").write_text("Prices.\n")


def _heals_it_himself(root: Path) -> None:
    (root / "cart.py").write_text(RIGHT)


def test_stable_base_when_the_user_edits_meanwhile(tmp_path: Path) -> None:
    healed = _heal(tmp_path, RIGHT, meanwhile=_edits)
    assert healed.outcome is Outcome.INCONCLUSIVE, healed.said
    assert (healed.judged("fail"), healed.judged("inconclusive")) == ([], ["stable-base"])


def test_necessity_when_the_failure_went_away_meanwhile(tmp_path: Path) -> None:
    patch = RIGHT + "\n\ndef average(items):\n    return total(items) / len(items)\n"
    healed = _heal(tmp_path, patch, meanwhile=_heals_it_himself)
    assert isinstance(healed.error, Flaky)
    assert "passes now without the patch" in healed.error.message


# A file that Git ignores is seen by every run and is no part of a patch.
IGNORED = {".gitignore": "/rates.json\n"}
READS_IGNORED = """\
import json
import pathlib

print(json.loads(pathlib.Path("rates.json").read_text())["eur"])
"""


def _makes_the_file(root: Path) -> None:
    (root / "rates.json").write_text('{"eur": 1}')


def _takes_the_file_away(root: Path) -> None:
    (root / "rates.json").unlink()


def test_fresh_tree_when_what_the_patch_leans_on_goes_away(tmp_path: Path) -> None:
    files = {**IGNORED, "main.py": "print(rates['eur'])\n"}
    when = {"proving it": _takes_the_file_away}
    heal = Heal(
        files, {"main.py": READS_IGNORED}, "main.py", "script",
        meanwhile=_makes_the_file, when=when,
    )  # fmt: skip
    healed = heal.run(tmp_path)
    assert healed.outcome is Outcome.INCONCLUSIVE, healed.said
    # The run with the patch is judged by what the exit status says, too: it is that run's.
    assert healed.judged("fail") == ["fresh-tree", "exit-status"]
    assert "a new run failed: FileNotFoundError" in healed.detail("fresh-tree")


@pytest.mark.slow
def test_a_failure_that_shows_once_is_flaky_and_no_patch_is_asked_for(tmp_path: Path) -> None:
    """What the oracle `reproduced` guards cannot come that far: no session begins."""
    test = "import json\n\n\ndef test_rates():\n    json.load(open('rates.json'))\n"
    files = {**IGNORED, "main.py": "", "tests/test_rates.py": test}

    def no_patch(root: Path) -> None:
        raise AssertionError("a generator was asked for a patch")

    heal = Heal(
        files, {"main.py": "x = 1\n"}, "tests/test_rates.py",
        meanwhile=no_patch, when={"reproducing the failure, once more": _makes_the_file},
    )  # fmt: skip
    healed = heal.run(tmp_path)
    assert isinstance(healed.error, Flaky), healed.summary
    assert "FileNotFoundError" in healed.error.message
    assert "/ no failure" in healed.error.message


@pytest.mark.parametrize("guarded", [True, False])
def test_tampering_when_something_is_flagged(tmp_path: Path, guarded: bool) -> None:
    files = {
        "cart.py": "def total(items):\n    return sum(items) // 0\n",
        "tests/test_cart.py": "from cart import total\n\n\ndef test_total():\n    total([1])\n",
    }
    patch = """\
def total(items):
    try:
        return sum(items) // 0
    except Exception:
        return None
"""
    healed = _heal(tmp_path, patch, files, guarded=guarded)
    assert healed.validated is not guarded, healed.said
    unproven = (healed.judged("fail"), healed.judged("inconclusive"))
    assert unproven == ([], ["tampering"] if guarded else [])


def test_readable_output_when_an_object_is_printed(tmp_path: Path) -> None:
    files = {"main.py": "print(mapp(str, [1, 2]))\n"}
    healed = Heal(files, {"main.py": "print(map(str, [1, 2]))\n"}, "main.py", "script").run(
        tmp_path
    )
    assert healed.outcome is Outcome.INCONCLUSIVE, healed.said
    assert (healed.judged("fail"), healed.judged("inconclusive")) == ([], ["readable-output"])


NEEDED_AND_NOT = "import random\n\nwords = ['so'] * ({count})\nprint(*words)\nx = 1\n{last}\n"


@pytest.mark.parametrize(
    ("count", "oracle"),
    [("random.randrange(1, 10**5)", ["minimality"]), ("3 + int(random.random())", [])],
    ids=["varies", "does-not-vary"],
)
def test_minimality_when_the_output_varies_too_much(
    tmp_path: Path, count: str, oracle: list[str]
) -> None:
    before = NEEDED_AND_NOT.format(count=count, last="undefined")
    after = "import math\n" + before.replace("undefined", "print(x)")
    healed = Heal({"main.py": before}, {"main.py": after}, "main.py", "script").run(tmp_path)
    last = healed.summary.attempts[-1] if healed.summary else None
    assert last is not None
    assert [c.oracle for c in last.checks if c.judgement != "pass"] == oracle
    assert last.outcome is (Outcome.INCONCLUSIVE if oracle else Outcome.VALIDATED)
    assert ("import math" in last.changed) is False
