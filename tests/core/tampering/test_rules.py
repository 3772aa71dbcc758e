"""Each rule fires for code that a patch adds, and only then."""

from __future__ import annotations

import pytest

from healbot.core.tampering import RULES, Finding, GuardContext, Severity, examine, is_test_file
from tests.core.tampering.corpus import source
from tests.core.tampering.plants import HARMLESS, PLANTS

PROGRAM = '''\
"""A program."""


def double(number):
    """Return twice the number."""
    return number * 2


print(double(4))
'''
BY_ID = {rule.id: rule for rule in RULES}
REJECTING = sorted(rule for rule in PLANTS if BY_ID[rule].severity is Severity.REJECT)
BROKEN = PROGRAM.replace("(number):", "(number)")
"""The program before its syntax error is fixed."""


def check(before: str | None, after: str, context: GuardContext | None = None) -> list[Finding]:
    """Returns what the guard finds in one file."""
    old = None if before is None else source("a.py", before)
    return list(examine({"a.py": old}, {"a.py": source("a.py", after)}, context))


def rules(before: str | None, after: str, context: GuardContext | None = None) -> set[str]:
    """Returns the ids of the rules that fire for one file."""
    return {finding.rule for finding in check(before, after, context)}


def rejected(before: str | None, after: str, context: GuardContext | None = None) -> set[str]:
    """Returns the ids of the rules that reject."""
    found = check(before, after, context)
    return {finding.rule for finding in found if finding.severity is Severity.REJECT}


@pytest.mark.parametrize("rule", PLANTS)
def test_added_code_is_found(rule: str) -> None:
    for plant in PLANTS[rule]:
        found = [item for item in check(PROGRAM, PROGRAM + "\n\n" + plant) if item.rule == rule]
        assert found, plant
        assert found[0].severity is BY_ID[rule].severity


@pytest.mark.parametrize("rule", PLANTS)
def test_code_that_was_there_is_not_found(rule: str) -> None:
    for plant in PLANTS[rule]:
        before = PROGRAM + "\n\n" + plant
        assert rules(before, before.replace("number * 2", "2 * number")) == set()
        moved = plant + "\n\n" + PROGRAM
        assert rules(before, moved) - {"disables-code"} == set(), plant


@pytest.mark.parametrize("rule", PLANTS)
def test_code_of_a_file_that_did_not_parse_is_not_found(rule: str) -> None:
    for plant in PLANTS[rule]:
        assert rules(BROKEN + "\n\n" + plant, PROGRAM + "\n\n" + plant) == set(), plant


@pytest.mark.parametrize("rule", REJECTING)
def test_code_added_to_a_file_that_did_not_parse_is_rejected(rule: str) -> None:
    for plant in PLANTS[rule]:
        assert rejected(BROKEN, PROGRAM + "\n\n" + plant), plant


@pytest.mark.parametrize("rule", REJECTING)
def test_a_new_file_is_searched_like_any_other(rule: str) -> None:
    for plant in PLANTS[rule]:
        assert rule in rejected(None, plant), plant


def test_harmless_code_is_not_found() -> None:
    for plant in HARMLESS:
        assert rules(PROGRAM, PROGRAM + "\n\n" + plant) == set(), plant
        assert rejected(BROKEN, PROGRAM + "\n\n" + plant) == set(), plant


NEW_SYNTAX = "type Pair[T] = tuple[T, T]\n"
"""Python 3.12: healbot's own interpreter may not parse it."""


@pytest.mark.parametrize(
    "plant",
    [
        "import os\nos._exit(0)\n",
        "import sys\nsys.exit(0)\n",
        "eval('1')\n",
        "import subprocess\nsubprocess.run(['true'])\n",
        "import socket\nsocket.socket()\n",
        "import os\nx = os.environ['PYTEST_CURRENT_TEST']\n",
        "class Same:\n    def __eq__(self, other):\n        return True\n",
        "import builtins\nbuiltins.len = int\n",
        "import sys\nsys.settrace(None)\n",
        "import pytest\npytest.skip('x')\n",
        "def pytest_runtest_makereport(item): ...\n",
        "import ctypes\nctypes.CDLL(None)\n",
    ],
)
def test_code_that_healbot_cannot_parse_is_searched_as_text(plant: str) -> None:
    broken = "def f(:\n"
    assert rejected(PROGRAM, PROGRAM + plant + broken)
    assert rejected(PROGRAM + broken, PROGRAM + plant + broken)
    unreadable = {"unreadable-code"}
    assert rules(PROGRAM + plant + broken, PROGRAM + plant + "\n" + broken) == unreadable
    assert rules(PROGRAM, PROGRAM + broken) == unreadable
    assert rejected(PROGRAM, PROGRAM + plant + NEW_SYNTAX)


def test_registry_is_complete_and_described() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))
    for rule in RULES:
        assert rule.description.endswith(".") and rule.description.startswith(("The ",))
        assert rule.id == rule.id.lower().replace("_", "-")


@pytest.mark.parametrize(
    "path",
    [
        "tests/test_a.py",
        "test_a.py",
        "a_test.py",
        "pkg/tests/data.json",
        "conftest.py",
        "pkg/conftest.py",
        "pytest.ini",
        "tox.ini",
        "setup.cfg",
        "pyproject.toml",
        ".coveragerc",
        "noxfile.py",
        ".github/workflows/ci.yml",
        ".github/actions/x/action.yml",
        ".gitlab-ci.yml",
        "sitecustomize.py",
        "usercustomize.py",
        "zz.pth",
        "Tests/a.py",
        "CONFTEST.PY",
        "Test_a.py",
        "lib/zz.pth",
        ".circleci/config.yml",
        "tests/__snapshots__/a.ambr",
        "test/a.txt",
    ],
)
def test_tests_and_configuration_may_not_be_touched(path: str) -> None:
    assert is_test_file(path)
    old, new = source(path, "a = 1\n"), source(path, "a = 2\n")
    for before, after in (
        ({path: old}, {path: new}),
        ({path: None}, {path: new}),
        ({path: old}, {}),
    ):
        findings = examine(before, after)
        assert [item.rule for item in findings if item.severity is Severity.REJECT] == [
            "tests-changed"
        ]
        findings = examine(before, after, GuardContext(allow_tests=True))
        assert [item.severity for item in findings] == [Severity.FLAG]


@pytest.mark.parametrize(
    "path", ["a.py", "testing.py", "contest.py", "latest/a.py", "attestation.py"]
)
def test_other_files_may_be_touched(path: str) -> None:
    assert not is_test_file(path)
    old, new = source(path, "a = 1\n"), source(path, "a = 2\n")
    assert examine({path: old}, {path: new}) == ()


def test_the_script_under_repair_may_be_called_like_a_test() -> None:
    old, new = source("load_test.py", "a = 1\n"), source("load_test.py", "a = 2\n")
    before, after = {"load_test.py": old}, {"load_test.py": new}
    assert examine(before, after, GuardContext(target="load_test.py")) == ()
    assert examine(before, after)
    config = source("setup.cfg", "a\n")
    assert examine({"setup.cfg": None}, {"setup.cfg": config}, GuardContext(target="setup.cfg"))


def test_more_patterns_of_tests() -> None:
    context = GuardContext(test_paths=("checks/*",))
    assert rules_at("checks/a.py", context) == {"tests-changed"}
    assert rules_at("tests/a.py", context) == {"tests-changed"}
    assert rules_at("tests/a.py", GuardContext(test_paths=lambda path: False)) == set()


@pytest.mark.parametrize("pattern", ["core/*", "core", "core/", "*/money.py", "core/a/money.py"])
def test_protected_paths_hold_whatever_else_is_permitted(pattern: str) -> None:
    path = "core/a/money.py"
    context = GuardContext(protected_paths=(pattern,), allow_tests=True, target=path)
    assert rules_at(path, context) == {"protected-path"}
    assert rules_at("score/money.txt.py", context) == set()
    assert rules_at("tests/a.py", GuardContext(protected_paths=(pattern,))) == {"tests-changed"}


def rules_at(path: str, context: GuardContext) -> set[str]:
    """Returns the ids of the rules that fire for a change of a constant."""
    before, after = source(path, "a = 1\n"), source(path, "a = 2\n")
    return {item.rule for item in examine({path: before}, {path: after}, context)}


@pytest.mark.parametrize(
    ("path", "severity"),
    [
        ("pytest.py", Severity.REJECT),
        ("random.py", Severity.REJECT),
        ("src/json.py", Severity.REJECT),
        ("unittest/__init__.py", Severity.REJECT),
        ("_pytest/runner.py", None),
        ("pkg/json.py", Severity.FLAG),
        ("pkg/helpers.py", None),
        ("tools/json.py", Severity.REJECT),
        ("requests.py", Severity.REJECT),
        ("json.cpython-311-x86_64-linux-gnu.so", Severity.REJECT),
        ("data.json", None),
    ],
)
def test_new_files_must_not_hide_modules(path: str, severity: Severity | None) -> None:
    context = GuardContext(target="tools/run.py", declared_dependencies=frozenset({"requests"}))
    findings = examine({path: None}, {path: source(path, "a = 1\n")}, context)
    assert [item.severity for item in findings if item.rule == "shadows-module"] == (
        [severity] if severity else []
    )


@pytest.mark.parametrize("path", ["a.pyc", "pkg/b.so", "c.PYD", "d.whl", "e.zip"])
def test_compiled_files_are_rejected(path: str) -> None:
    assert "compiled-file" in {
        item.rule for item in examine({path: None}, {path: source(path, "x")})
    }


def test_capability_that_the_file_had_is_only_flagged() -> None:
    before = "import subprocess\nsubprocess.run(['a'])\n"
    after = before + "subprocess.run(['b'])\n"
    assert [item.severity for item in check(before, after)] == [Severity.FLAG]
    assert rules(before, before.replace("run", "check_output").replace("'a'", "'c'")) == set()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = subprocess.run(['a'])\n", "import subprocess\nx = subprocess.run(['a'])\n"),
        ("run(['a'])\n", "from subprocess import run\nrun(['a'])\n"),
        ("subproces.run(['a'])\n", "import subprocess\nsubprocess.run(['a'])\n"),
        ("import os\nos.sytem('a')\n", "import os\nos.system('a')\n"),
        ("import sys\nsys.exti(0)\n", "import sys\nsys.exit(0)\n"),
        ("System.exit(0)\n", "import sys\nsys.exit(0)\n"),
        ("process.exit(0)\n", "import sys\nsys.exit(0)\n"),
        ("import sys\nsys.exit(main)\n", "import sys\nsys.exit(main())\n"),
        ("exit(main)\n", "import sys\nsys.exit(main())\n"),
        ("evla('1')\n", "eval('1')\n"),
        ("execfile('a.py')\n", "exec(open('a.py').read())\n"),
        ("import cPickle\ncPickle.loads(x)\n", "import pickle\npickle.loads(x)\n"),
        (
            "import urllib2\nurllib2.urlopen(x)\n",
            "import urllib.request\nurllib.request.urlopen(x)\n",
        ),
        (
            "import commands\ncommands.getoutput('a')\n",
            "import subprocess\nsubprocess.getoutput('a')\n",
        ),
        ("import imp, a\nimp.reload(a)\n", "import importlib, a\nimportlib.reload(a)\n"),
        ("import a\nreload(a)\n", "import importlib, a\nimportlib.reload(a)\n"),
        ("exec 'a = 1'\n", "exec('a = 1')\n"),
        ("exec code in names\n", "exec(code, names)\n"),
        ("print sys.exit\n", "print(sys.exit)\n"),
        ("def f(:\n    os._exit(0)\n", "def f():\n    os._exit(0)\n"),
        ("import config\nconfig.lvel = 3\n", "import config\nconfig.level = 3\n"),
        ("unittest.TestCase\n", "import unittest\nunittest.TestCase\n"),
    ],
)
def test_what_was_meant_before_is_not_new(before: str, after: str) -> None:
    context = GuardContext(importable_modules=frozenset({"a", "config"}))
    assert rejected(before, after, context) == set()


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        # A name that is called already is bound to something else.
        (
            "from h import check\ncheck(0)\n",
            "from os import _exit as check\ncheck(0)\n",
            "kills-the-process",
        ),
        ("check(0)\n", "from os import _exit as check\ncheck(0)\n", "kills-the-process"),
        ("def check(x): ...\ncheck('1')\n", "check = eval\ncheck('1')\n", "runs-code"),
        ("import sys\nsys.exit(0)\n", "import os\nos._exit(0)\n", "kills-the-process"),
        ("import h\nh.exit(0)\n", "import os\nos._exit(0)\n", "kills-the-process"),
        ("import os\nos.kill(pid, 15)\n", "import os\nos._exit(0)\n", "kills-the-process"),
        ("calculate('1')\n", "eval('1')\n", "runs-code"),
        # Mentioned in a comment or string before: still new.
        ("# eval('1')\nf()\n", "eval('1')\n", "runs-code"),
        ("x = 'os._exit(0)'\n", "import os\nos._exit(0)\n", "kills-the-process"),
        # An exit moves to a function that had none, with another status.
        (
            "import sys\ndef f(): ...\nsys.exit(f())\n",
            "import sys\ndef f():\n    sys.exit(0)\nf()\n",
            "ends-the-process",
        ),
        (
            "import pytest\n@pytest.mark.slow\ndef f(): ...\n",
            "import pytest\n@pytest.mark.skip\ndef f(): ...\n",
            "skips-tests",
        ),
        (
            "class A:\n    def __eq__(self, o):\n        return self.x == o.x\n",
            "class A:\n    def __eq__(self, o):\n        return True\n",
            "always-equal",
        ),
    ],
)
def test_what_was_not_meant_before_is_new(before: str, after: str, rule: str) -> None:
    assert rule in rejected(before, after, GuardContext(importable_modules=frozenset({"h"})))


@pytest.mark.parametrize(
    ("statement", "severity"),
    [
        ("sys.exit(1)", Severity.FLAG),
        ("sys.exit('usage: x')", Severity.FLAG),
        ("sys.exit(f'bad {x}')", Severity.FLAG),
        ("raise SystemExit('bad')", Severity.FLAG),
        ("sys.exit(0)", Severity.REJECT),
        ("sys.exit(False)", Severity.REJECT),
        ("sys.exit('')", Severity.REJECT),
        ("sys.exit(status)", Severity.REJECT),
        ("sys.exit(main())", Severity.REJECT),
    ],
)
def test_exits_that_show_a_failure_are_flagged(statement: str, severity: Severity) -> None:
    found = check("import sys\n", f"import sys\ndef f(x):\n    {statement}\n")
    assert [item.severity for item in found if item.rule == "ends-the-process"] == [severity]


def test_main_guard_with_status_is_flagged() -> None:
    guard = "if __name__ == '__main__':\n    sys.exit(main())\n"
    found = check("import sys\ndef main(): ...\n", "import sys\ndef main(): ...\n" + guard)
    assert [item.severity for item in found] == [Severity.FLAG]


def test_special_method_that_compares_is_flagged() -> None:
    method = "class A:\n    def __eq__(self, other):\n        return self.x == other.x\n"
    assert [item.severity for item in check("x = 1\n", method)] == [Severity.FLAG]
    method = (
        "class A:\n    def __eq__(self, o):\n        if type(o) is not A:\n"
        "            return NotImplemented\n        same = self.x == o.x\n        return same\n"
    )
    assert rejected("x = 1\n", method) == set()


def test_moved_between_files_is_nothing() -> None:
    body = "import subprocess\n\n\ndef run():\n    subprocess.run(['a'])\n    raise ValueError\n"
    before = {"a.py": source("a.py", body + "x = 1\n"), "b.py": None}
    after = {"a.py": source("a.py", "from b import run\nx = 1\n"), "b.py": source("b.py", body)}
    assert examine(before, after) == ()


def test_renamed_file_is_nothing() -> None:
    text = "import os\nos._exit(0)\nx = '\u202e'  # noqa\nassert x\n"
    assert (
        examine({"a.py": source("a.py", text), "b.py": None}, {"b.py": source("b.py", text)}) == ()
    )


def test_deleted_file_is_flagged() -> None:
    findings = examine({"a.py": source("a.py", "x = 1\n")}, {})
    assert [(item.rule, item.severity) for item in findings] == [("deletes-file", Severity.FLAG)]


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("def f(x):\n    return g(x)\n", "def f(x):\n    return 7\n", "constant-body"),
        ("def f(x):\n    return g(x)\n", "def f(x):\n    pass\n", "constant-body"),
        (
            "def f(x):\n    return g(x)\n",
            "def f(x):\n    if x == 3:\n        return 7\n    return g(x)\n",
            "literal-return",
        ),
        (
            "def f(x):\n    return g(x)\n",
            "def f(x):\n    return g(x) if x != 99 else 42\n",
            "literal-from-test",
        ),
        (
            "def f(x):\n    return g(x)\n",
            "T = {99: 42}\ndef f(x):\n    return T[x]\n",
            "literal-from-test",
        ),
        ("def f(x):\n    g(x)\n    return h(x)\n", "def f(x):\n    return h(x)\n", "removes-call"),
        (
            "def f(x):\n    g(x)\n    return h(x)\n",
            "def f(x):\n    # g(x)\n    return h(x)\n",
            "comments-out",
        ),
        (
            "def f(x):\n    if x < 0:\n        raise ValueError\n    return h(x)\n",
            "def f(x):\n    return h(x)\n",
            "removes-validation",
        ),
        (
            "def f(x):\n    assert x > 0\n    return h(x)\n",
            "def f(x):\n    return h(x)\n",
            "removes-assert",
        ),
        (
            "def f(x):\n    assert x > 0\n    return h(x)\n",
            "def f(x):\n    assert x\n    return h(x)\n",
            "removes-assert",
        ),
        ("a = 1\nb = 2\nc = 3\nd = 4\n", "a = 1\nb = 2\n", "deletes-code"),
        ("def f(a, b, tol=1e-6): ...\n", "def f(a, b, tol=0.1): ...\n", "loosens-tolerance"),
        (
            "x = isclose(a, b, rel_tol=1e-9)\n",
            "x = isclose(a, b, rel_tol=1e-2)\n",
            "loosens-tolerance",
        ),
        ("x = isclose(a, b)\n", "x = isclose(a, b, abs_tol=5)\n", "loosens-tolerance"),
        ("x = round(a, 6)\n", "x = round(a, 1)\n", "loosens-tolerance"),
        ("x = abs(a - b) < 0.001\n", "x = abs(a - b) < 0.1\n", "loosens-tolerance"),
        ("EPSILON = 1e-9\n", "EPSILON = 1e-1\n", "loosens-tolerance"),
        ("f(timeout=5)\n", "f(timeout=50)\n", "raises-limit"),
        ("MAX_RETRIES = 3\n", "MAX_RETRIES = 30\n", "raises-limit"),
        ("x = d['a']\n", "x = d.get('a')\n", "hides-missing-value"),
        (
            "def f(x):\n    raise ValueError\n",
            "def f(x):\n    raise Exception\n",
            "broader-exception",
        ),
        (
            "try:\n    f()\nexcept KeyError:\n    raise\n",
            "try:\n    f()\nexcept Exception:\n    raise\n",
            "broader-exception",
        ),
        (
            "try:\n    f()\nexcept Exception:\n    pass\nh()\n",
            "try:\n    f()\n    h()\nexcept Exception:\n    pass\n",
            "swallows-exceptions",
        ),
        (
            "def test_a():\n    assert f() == 1\n",
            "def test_a():\n    assert f() == 2\n",
            "assertion-changed",
        ),
        ("def test_a():\n    assert f() == 1\ndef g(): ...\n", "def g(): ...\n", "test-deleted"),
        ('"""\n>>> f(1)\n2\n"""\n', '"""\n>>> f(1)\n3\n"""\n', "doctest-changed"),
        ('"""\n>>> f(1)\n2\n"""\n', '"""\n>>> f(1)  # doctest: +SKIP\n2\n"""\n', "doctest-changed"),
        ("x = 1\n", "# -*- coding: utf-7 -*-\nx = 1\n", "source-encoding"),
        ("x = 1\n", "#!/usr/bin/python\n# coding: unicode_escape\nx = 1\n", "source-encoding"),
        (
            "def f():\n    return g()\n",
            "def f():\n    try:\n        return g()\n    except KeyError:\n        return None\n",
            "swallows-the-failure",
        ),
    ],
)
def test_change_is_flagged(before: str, after: str, rule: str) -> None:
    context = GuardContext(test_literals=(99, 42), failing_exception="KeyError")
    found = {item.rule: item.severity for item in check(before, after, context)}
    assert found[rule] is BY_ID[rule].severity


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "def f(x):\n    return g(x)\n",
            "def f(x):\n    if not x:\n        return 0\n    return g(x)\n",
        ),
        ("def f(x):\n    raise NotImplementedError\n", "def f(x):\n    return 'v1'\n"),
        ("x = isclose(a, b, rel_tol=1e-2)\n", "x = isclose(a, b, rel_tol=1e-9)\n"),
        ("x = round(a, 1)\n", "x = round(a, 6)\n"),
        ("f(timeout=50)\n", "f(timeout=5)\n"),
        ("d = {'heigth': 1}\n", "d = {'height': 1}\n"),
        ("if x == 'colour': f()\n", "if x == 'color': f()\n"),
        ("n[k] += 1\n", "n[k] = n.get(k, 0) + 1\n"),
        ("def f(x):\n    g(x)\n", "def f(x):\n    h(x)\n"),
        ("a = 1\nb = 2\nc = 3\n", "a = 1\nc = 3\n"),
        ("def f(x):\n    raise Exception\n", "def f(x):\n    raise ValueError\n"),
        ('"""\n>>> f(1)\n2\n"""\n', '"""\n>>> f(1)\n2\n>>> f(2)\n3\n"""\n'),
        ("def test_a():\n    x = f(\n    assert x\n", "def test_a():\n    x = f()\n    assert x\n"),
        ("x = 1\n", "# -*- coding: cp1252 -*-\nx = 1\n"),
        (
            "count = 0\ndef f():\n    count += 1\n",
            "count = 0\ndef f():\n    global count\n    count += 1\n",
        ),
        (">>> x = 1\n>>> y = 2\n", "x = 1\ny = 2\n"),
    ],
)
def test_honest_change_is_not_flagged(before: str, after: str) -> None:
    context = GuardContext(test_literals=(0, 1, "height", "color"), failing_exception="ValueError")
    assert rules(before, after, context) == set()


def test_invisible_characters_are_made_visible() -> None:
    (finding,) = check("x = 1\n", "x = 1\ny = 'a\u202eb'\n")
    assert finding.text == "y = 'a\\u{202e}b'" and finding.line == 2
    assert "U+202E" in finding.reason


def test_data_files_are_searched_for_hidden_characters() -> None:
    findings = examine({"a.json": source("a.json", "1")}, {"a.json": source("a.json", "1\u202e")})
    assert [item.rule for item in findings] == ["hidden-characters"]


def test_script_without_suffix_is_python() -> None:
    text = "#!/usr/bin/env python3\n"
    before, after = source("run", text), source("run", text + "import os\nos._exit(0)\n")
    assert examine({"run": before}, {"run": after})[0].rule == "kills-the-process"
    plain = examine({"run": source("run", "")}, {"run": source("run", "os._exit(0)\n")})
    assert plain == ()
    named = examine({"run": None}, {"run": source("run", "exit()\n")}, GuardContext(target="run"))
    assert named[0].rule == "ends-the-process"


def test_number_of_findings_is_limited() -> None:
    many = "".join(f"x{i} = eval('{i}')\n" for i in range(500))
    assert 10 < len(check("x = 1\n", many)) < 50
