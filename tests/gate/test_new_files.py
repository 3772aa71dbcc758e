"""Heals whose patch creates files, from the generator to the user's folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from healbot.core.session import Outcome, Request
from healbot.settings.model import Setting
from tests.gate.heals import Heal, Healed, heal
from tests.gate.patches import Patches
from tests.git_project import GitProject

SCRIPT = "from pricing.prices import price_of\n\nprint(price_of(3))\n"
PRICES = "def price_of(count):\n    return count * 7\n"
BROKEN = "def price_of(count):\n    return count * factor\n"
TEST = "from cart import total\n\n\ndef test_total():\n    assert total([1, 2]) == 21\n"
CART = "from prices import price_of\n\n\ndef total(items):\n    return sum(map(price_of, items))\n"
REQUEST = Request(target="report.py")
PATHS = ("pricing/prices.py",)


@pytest.fixture
def project(tmp_path: Path) -> GitProject:
    """A script that imports a module which nobody wrote."""
    made = GitProject(tmp_path)
    made.write("report.py", SCRIPT)
    made.commit()
    return made


def _heal(project: GitProject, *texts: Mapping[str, str], attempts: int = 5) -> Healed:
    settings = {"max_attempts": Setting[object](attempts)}
    return heal(project.root, REQUEST, Patches([*texts]), guarded=True, settings=settings)


@pytest.mark.parametrize("backend", ["overlay", "copy"])
def test_a_module_that_was_missing(project: GitProject, backend: str) -> None:
    before = project.users()
    settings = {"max_attempts": Setting[object](2), "sandbox": Setting[object](backend)}
    made = Patches([{"pricing/prices.py": BROKEN}, {"pricing/prices.py": PRICES}])
    healed = heal(project.root, REQUEST, made, guarded=True, settings=settings)
    assert healed.validated, healed.said
    assert healed.summary is not None
    assert [attempt.outcome for attempt in healed.summary.attempts] == [
        Outcome.NEW_FAILURE,
        Outcome.VALIDATED,
    ]
    assert made.seen[0].startswith("ModuleNotFoundError")
    changed = [attempt.changed for attempt in healed.summary.attempts]
    assert changed == ["pricing/prices.py:1 +2 -0", "pricing/prices.py:2 +1 -1"]
    assert healed.summary.diff.startswith(
        "diff --git a/pricing/prices.py b/pricing/prices.py\nnew file mode 100644\n"
    )
    assert project.users() == before


def test_the_verbs_know_new_files(project: GitProject) -> None:
    healed = _heal(project, {"pricing/prices.py": PRICES})
    assert healed.validated, healed.said
    (branch,) = project.branches()
    for verb in (("diff",), ("show", "1")):
        assert "new file mode 100644" in project.healbot(*verb).stdout
    before = project.users()
    said = project.healbot("apply")
    assert said.exit_code == 0, said.said
    after = project.users()
    assert {name for name in after if after[name] != before.get(name)} == {
        "pricing", "pricing/prices.py",
    }  # fmt: skip
    done = subprocess.run([sys.executable, "report.py"], cwd=project.root, capture_output=True)
    assert done.stdout == b"21\n"
    assert project.healbot("apply").exit_code == 0, "twice is as once"
    project.write("pricing/prices.py", "mine = 1\n")
    said = project.healbot("apply")
    assert said.exit_code == 5, said.said
    assert "you have something there already" in said.stderr
    assert project.read("pricing/prices.py") == b"mine = 1\n"
    assert project.healbot("rollback", "0").exit_code == 0
    assert project.git("diff", "--name-only", "main", branch) == ""
    assert project.healbot("diff").stdout == "No change.\n"


def test_a_session_goes_on_from_a_file_that_it_created(project: GitProject) -> None:
    first = _heal(project, {"pricing/prices.py": BROKEN}, attempts=1)
    assert first.outcome is Outcome.NEW_FAILURE
    second = _heal(project, {"pricing/prices.py": PRICES})
    assert second.validated, second.summary
    assert second.summary is not None
    assert [attempt.start for attempt in second.summary.attempts] == [0, 1]
    assert second.summary.branch == project.branches()[0]
    assert "+    return count * 7" in second.summary.diff
    assert "factor" not in second.summary.diff
    shown = project.healbot("show", "2").stdout
    assert "-    return count * factor" in shown


def test_a_file_that_is_not_needed_is_not_created(project: GitProject) -> None:
    healed = _heal(
        project, {"pricing/prices.py": PRICES, "pricing/__init__.py": "", "extra.py": "x = 1\n"}
    )
    assert healed.validated, healed.said
    (branch,) = project.branches()
    assert project.git("diff", "--name-only", "main", branch).split() == list(PATHS)


def test_the_users_own_file_that_came_meanwhile(project: GitProject) -> None:
    def meanwhile(root: Path) -> None:
        (root / "pricing").mkdir()
        (root / "pricing/prices.py").write_text("mine = 1\n")

    healed = Heal(
        {"report.py": SCRIPT}, {"pricing/prices.py": PRICES}, target="report.py", kind="script",
        guarded=True, meanwhile=meanwhile,
    ).run(project.root.parent / "other")  # fmt: skip
    assert not healed.validated
    assert (project.root.parent / "other/project/pricing/prices.py").read_text() == "mine = 1\n"


@pytest.mark.parametrize(
    ("texts", "outcome", "said"),
    [
        ({"../prices.py": PRICES}, Outcome.INAPPLICABLE, "begin with a dot"),
        ({".git/hooks/post-checkout": "#!/bin/sh\n"}, Outcome.INAPPLICABLE, "begin with a dot"),
        ({".github/workflows/ci.yml": "on: push\n"}, Outcome.INAPPLICABLE, "begin with a dot"),
        ({"linked/prices.py": PRICES}, Outcome.INAPPLICABLE, "linked is a symbolic link"),
        ({"ignored/prices.py": PRICES}, Outcome.INAPPLICABLE, "Git ignores it"),
        ({"pricing.pth": "import os\n"}, Outcome.INAPPLICABLE, "only Python files"),
        ({"sitecustomize.py": "x = 1\n"}, Outcome.INAPPLICABLE, "would configure"),
        ({"conftest.py": "x = 1\n"}, Outcome.INAPPLICABLE, "would configure"),
        ({"Report.py": "x = 1\n"}, Outcome.INAPPLICABLE, "cannot tell Report.py from report.py"),
        ({"a.py": "x = 1\n", "A.py": "x = 1\n"}, Outcome.INAPPLICABLE, "both"),
        ({"new.py": "", "other.py": ""}, Outcome.INAPPLICABLE, "changes nothing"),
        ({"random.py": "x = 1\n"}, Outcome.TAMPERING, "instead of the module `random`"),
        ({"src/random/__init__.py": "x = 1\n"}, Outcome.TAMPERING, "instead of the module"),
        ({"pytest.py": "x = 1\n"}, Outcome.TAMPERING, "test framework"),
        ({"pip.py": "x = 1\n"}, Outcome.TAMPERING, "instead of the installed module pip"),
        ({"src/shop.py": "x = 1\n"}, Outcome.TAMPERING, "instead of the module shop in ."),
        ({"shop/__init__.py": "x = 1\n"}, Outcome.TAMPERING, "shop.py beside its folder"),
        ({"tests/__init__.py": "x = 1\n"}, Outcome.TAMPERING, "is part of the tests"),
        ({"test_new.py": "def test(): pass\n"}, Outcome.TAMPERING, "is part of the tests"),
        ({"pricing/prices.py": "import os\nos._exit(0)\n"}, Outcome.TAMPERING, "ends the"),
        ({"pricing/prices.py": "import nowhere_at_all\n"}, Outcome.TAMPERING, "nowhere_at_all"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)  # fmt: skip
def test_what_is_not_even_run(
    project: GitProject, texts: Mapping[str, str], outcome: Outcome, said: str
) -> None:
    project.write(".gitignore", "ignored/\n")
    project.write("shop.py", "x = 1\n")
    project.write("test_old.py", "def test(): pass\n")
    (project.root / "linked").symlink_to(project.root.parent)
    before = project.users()
    healed = _heal(project, texts, attempts=1)
    assert healed.outcome is outcome, healed.said
    assert said in healed.attempt.headline_after
    assert healed.trials == ()
    assert project.users() == before
    assert sorted(path.name for path in project.root.parent.iterdir()) == ["home", "project", "tmp"]


def test_a_module_created_by_one_attempt_may_be_imported_by_the_next(project: GitProject) -> None:
    project.write("report.py", "import pricing.prices\n\nprint(cost(3))\n")
    project.commit()
    healed = _heal(
        project,
        {"pricing/prices.py": PRICES},
        {"report.py": "from pricing.prices import price_of\n\nprint(price_of(3))\n"},
    )
    assert healed.validated, healed.said


def test_a_test_that_needs_a_new_module(tmp_path: Path) -> None:
    healed = Heal(
        {"cart.py": CART, "tests/test_cart.py": TEST, "pyproject.toml": "[tool.pytest]\n"},
        {"prices.py": PRICES},
        guarded=True,
        settings={"max_attempts": Setting(2)},
    ).run(tmp_path)
    assert healed.validated, healed.said
