"""Mistakes whose place, or whose cure, lies in another file of the project than the failing one."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from healbot.core.failure import Frame, RaisedException
from healbot.core.patch import apply
from healbot.core.source import SourceFile
from healbot.generators.fix_patterns.generator import FixPatterns
from healbot.generators.fix_patterns.pattern import Context
from healbot.generators.fix_patterns.project_modules import ProjectModules
from tests.generators.fix_patterns.names.harness import (
    Example,
    FolderFiles,
    interpreter,
    problem_for,
    project,
)

SCRIPT = "import sys\n\nsys.path.insert(0, 'src')\nimport shop\n\nprint(shop.total([1, 2]))\n"
SHOP: Mapping[str, str] = {
    "src/shop/__init__.py": "from .prices import total\n",
    "src/shop/prices.py": """\
from .rounding import Rounding, rounded


def total(prices):
    return rounded(sum(prices), Rounding())
""",
    "src/shop/rounding.py": """\
_DIGITS = 2


class Rounding:
    def digits(self):
        return _DIGITS


def rounded(number, rounding):
    return round(number, rounding.digits())
""",
}


def healed(files: Mapping[str, str], script: str = SCRIPT) -> tuple[str, dict[str, str]] | None:
    """Returns the first patch's generator and the files that it changes."""
    python = interpreter("")
    assert python is not None
    example = Example(script, files=files)
    with project(example) as root:
        problem = problem_for(root, example, python)
        assert problem is not None, "it does not fail"
        patch = next(FixPatterns().propose(problem), None)
        if patch is None:
            return None
        found = {edit.path: problem.files.source(edit.path) for edit in patch.edits}
        sources = {path: source for path, source in found.items() if source is not None}
        return patch.generator, {path: s.text for path, s in apply(sources, patch).items()}


@pytest.mark.parametrize(
    ("path", "right", "wrong"),
    [
        ("src/shop/prices.py", "import Rounding, rounded", "import Rounding, ruonded"),
        ("src/shop/prices.py", "from .rounding", "from .roundnig"),
        ("src/shop/prices.py", "from .rounding", "from shop.roundnig"),
        ("src/shop/__init__.py", "from .prices", "from .price"),
    ],
)
def test_an_import_is_corrected_though_its_package_cannot_be_imported(
    path: str, right: str, wrong: str
) -> None:
    files = {**SHOP, path: SHOP[path].replace(right, wrong)}
    result = healed(files)
    assert result is not None
    generator, changed = result
    assert generator == "fix_patterns/misspelt_import"
    (text,) = changed.values()
    wanted = ast.dump(ast.parse(SHOP[path].replace(right, wrong.replace("roundnig", "rounding"))))
    original = ast.dump(ast.parse(SHOP[path]))
    assert ast.dump(ast.parse(text.replace("ruonded", "rounded"))) in (wanted, original)
    assert list(changed) == [path]


@pytest.mark.parametrize(
    ("imports", "expected"),
    [
        ("from .names import NAMES\n", "from .names import NAMES\nfrom ._rates import rate\n"),
        ("from shop.names import NAMES\n", "from shop._rates import rate\n"),
        ("from ._rates import RATES\n", "from ._rates import RATES, rate\n"),
    ],
)
def test_a_name_of_the_package_is_imported_as_the_file_does_it(imports: str, expected: str) -> None:
    files = {
        "src/shop/__init__.py": "from .prices import total\n",
        "src/shop/_rates.py": "RATES = [2]\n\n\ndef rate(number):\n    return number * RATES[0]\n",
        "src/shop/names.py": "NAMES = []\n",
        "src/shop/prices.py": f"{imports}\n\ndef total(prices):\n    return rate(sum(prices))\n",
    }
    result = healed(files)
    assert result is not None
    generator, changed = result
    assert generator == "fix_patterns/missing_import"
    assert expected in changed["src/shop/prices.py"]


def test_no_module_is_named_that_lacks_what_is_imported() -> None:
    files = {
        **SHOP,
        "src/shop/prices.py": SHOP["src/shop/prices.py"].replace("ing import", "s import"),
    }
    files["src/shop/rounding.py"] = "def other():\n    return 1\n"
    assert healed(files) is None


def test_self_is_added_in_the_file_that_defines_the_method() -> None:
    path = "src/shop/rounding.py"
    files = {
        **SHOP,
        path: SHOP[path].replace("digits(self)", "digits()"),
        "src/shop/prices.py": """\
from .rounding import Rounding


def total(prices):
    return round(sum(prices), Rounding().digits())
""",
    }
    assert healed(files) == ("fix_patterns/missing_self_parameter", {path: SHOP[path]})


def test_self_is_added_in_a_file_that_only_a_caller_imports() -> None:
    path = "src/shop/rounding.py"
    files = {
        "src/shop/__init__.py": """\
from .prices import total_of
from .rounding import Rounding


def total(prices):
    return total_of(prices, Rounding())
""",
        path: SHOP[path].replace("digits(self)", "digits()"),
        "src/shop/prices.py": """\
def total_of(prices, rounding):
    return round(sum(prices), rounding.digits())
""",
    }
    assert healed(files) == ("fix_patterns/missing_self_parameter", {path: SHOP[path]})


def test_self_is_not_added_to_one_of_two_classes_of_that_name() -> None:
    rounding = SHOP["src/shop/rounding.py"].replace("digits(self)", "digits()")
    files = {
        "src/shop/__init__.py": "from .prices import total\n",
        "src/shop/rounding.py": rounding,
        "src/shop/other.py": rounding,
        "src/shop/prices.py": """\
from . import other
from .rounding import Rounding


def total(prices):
    return round(sum(prices), Rounding().digits())
""",
    }
    assert healed(files) is None


@pytest.fixture
def modules(tmp_path: Path) -> ProjectModules:
    for path, text in {**SHOP, "tests/test_shop.py": "import shop\n"}.items():
        full = tmp_path / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_text(text)
    (tmp_path / "src/shop/empty").mkdir()
    example = Example("import missing_module\n")
    (tmp_path / example.script).write_text(example.before)
    python = interpreter("")
    assert python is not None
    problem = problem_for(tmp_path, example, python)
    assert problem is not None
    frame = Frame("src/shop/prices.py", 1, "<module>", "", in_project=True)
    source = FolderFiles(tmp_path).source(frame.path)
    assert source is not None
    exception = RaisedException("ImportError", "", (frame,))
    return ProjectModules(Context(replace(problem), exception, frame, source))


def test_modules_are_found_by_name_and_from_the_dots(modules: ProjectModules) -> None:
    assert modules.path_of("shop") == "src/shop/__init__.py"
    assert modules.path_of("shop.rounding") == "src/shop/rounding.py"
    assert modules.path_of("shop.empty") is None
    assert modules.path_of("json") is None
    assert modules.folder_of("shop") == "src/shop"
    (node,) = ast.parse("from .rounding import rounded").body
    assert isinstance(node, ast.ImportFrom)
    assert modules.path_of_import(node) == "src/shop/rounding.py"
    (node,) = ast.parse("from . import total").body
    assert isinstance(node, ast.ImportFrom)
    assert modules.path_of_import(node) == "src/shop/__init__.py"


def test_members_are_read_from_the_source(modules: ProjectModules) -> None:
    assert modules.members("src/shop/rounding.py") == {"_DIGITS", "Rounding", "rounded"}
    assert modules.members("src/shop/__init__.py") == {"total", "prices", "rounding"}
    assert modules.members("src/shop/nothing.py") == frozenset()


def test_imported_files_come_nearest_first_and_once(modules: ProjectModules) -> None:
    tree = ast.parse("import shop\nfrom . import rounding\nfrom .prices import total\n")
    found = [source.path for source, _ in modules.imported(tree)]
    assert found[0] == "src/shop/__init__.py"
    assert sorted(found) == ["src/shop/__init__.py", "src/shop/rounding.py"]


def test_a_file_that_does_not_parse_has_no_members(tmp_path: Path, modules: ProjectModules) -> None:
    (tmp_path / "src/shop/rounding.py").write_bytes(b"def (\n")
    assert modules.members("src/shop/rounding.py") == frozenset()
    assert isinstance(FolderFiles(tmp_path).source("src/shop/rounding.py"), SourceFile)
