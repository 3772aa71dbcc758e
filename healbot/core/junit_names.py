"""From the names in a JUnit report to the id under which the test runner knows the case."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_LOADER = re.compile(r"(?:unittest|nose2)\.loader\.\w+(?:\.(?P<package>.+))?", re.ASCII)
_FIXTURE = re.compile(
    r"(?:.*\.)?(?:setUp|tearDown)(?:Class|Module) \((?P<place>\w+(?:\.\w+)*)\)", re.ASCII
)
_SUBTEST = re.compile(r"(?P<test>[^\W\d]\w*(?:\.[^\W\d]\w*)+) [\[(].*[\])]", re.DOTALL)


def case_id(case: Mapping[str, str], suites: Sequence[Mapping[str, str]]) -> str:
    """Returns the id of a ``testcase`` with these attributes; never empty.

    `suites` are the attributes of the elements around it, outermost first.
    """
    classname, name = case.get("classname", ""), case.get("name", "")
    file = case.get("file", "").replace("\\", "/")
    if not classname and not name:
        named = (suite.get("name", "") for suite in reversed(suites))
        return file or next(filter(None, named), "") or "a case without a name"
    if _is_of_pytest(file, suites):
        return _node_id(classname, name, file)
    return _dotted_name(classname, name, file.endswith(".py") or _is_of_nose2(suites))


def _is_of_pytest(file: str, suites: Sequence[Mapping[str, str]]) -> bool:
    if any(suite.get("name") in ("pytest", "pytest tests") for suite in suites):
        return True
    # Under a suite name of the project's own: unittest-xml-reporting names the suite's file too.
    last = suites[-1] if suites else {}
    return file.endswith(".py") and "hostname" in last and "file" not in last


def _is_of_nose2(suites: Sequence[Mapping[str, str]]) -> bool:
    return any(suite.get("name") == "nose2-junit" for suite in suites)


def _node_id(classname: str, name: str, file: str) -> str:
    """Undoes what pytest makes of a node id: ``a/b.py::C::d[x]`` is class ``a.b.C``, name ``d[x]``.

    A prefix from ``--junit-prefix`` may stand before the class. Tests inherited from another file
    have that file's name; then the classes must be told from the module by their capital letter.
    """
    if (classname, name) == ("pytest", "internal"):
        return "pytest.internal"
    if not classname:  # what could not be collected
        return file or _guessed_path(name.split("."))
    dotted = file.removesuffix(".py").replace("/", ".")
    before, found, after = f".{classname}.".partition(f".{dotted}." if dotted else "\0")
    if found and not (before and _starts_like_a_module(classname, dotted)):
        path, classes = file, [part for part in after.split(".") if part]
    else:
        parts = classname.split(".")
        # The first part names the file at the least.
        module = 1 + next(
            (at for at, part in enumerate(parts[1:]) if part[:1].isupper()), len(parts) - 1
        )
        path, classes = _guessed_path(parts[:module]), parts[module:]
    return "::".join([path, *classes, name])


def _starts_like_a_module(classname: str, dotted: str) -> bool:
    """Whether the name of a file that was found further in stands there by chance."""
    return classname.startswith(dotted + ".")


def _guessed_path(parts: Sequence[str]) -> str:
    path = "/".join(part for part in parts if part)
    return path if path.endswith((".py", "/txt", "/rst", "/md")) else f"{path}.py"


def _dotted_name(classname: str, name: str, is_python: bool) -> str:
    """Returns ``package.module.Class.test`` or what comes nearest to it in another language."""
    loader = _LOADER.fullmatch(classname)
    if loader and name:
        return f"{loader['package']}.{name}" if loader["package"] else name
    whole = f"{classname}.{name}" if classname and name else classname or name
    if is_python:
        fixture = _FIXTURE.fullmatch(whole)
        if fixture:
            return fixture["place"]
        subtest = _SUBTEST.fullmatch(whole)
        if subtest:
            return subtest["test"]
    if name.startswith((f"{classname}.", f"{classname} ")) or name == classname:
        return name
    return whole
