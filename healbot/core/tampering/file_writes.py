"""Code that writes to tests or expected results, or deletes files."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.tampering.change import Collector, FileChange, Found
from healbot.core.tampering.code import Code, line_of
from healbot.core.tampering.context import GuardContext
from healbot.core.tampering.finding import Hit, Rule, Severity
from healbot.core.tampering.references import Family, reference_rule

_PROTECTED = (
    r"(?:^|[/\\])(?:tests?|__snapshots__|snapshots?|golden|expected|fixtures)(?:$|[/\\._-])"
    r"|(?:^|[/\\])test_|_test\.py|conftest|pytest\.ini|setup\.cfg|pyproject\.toml|tox\.ini"
    r"|\.coveragerc|sitecustomize|usercustomize|\.pth$|\.github|\.pytest_cache|junit|report\.xml"
    r"|noxfile|\.gitlab-ci|(?:^|[/\\])pytest\.py"
)  # compiled on use, which takes ten milliseconds
_WRITING_METHODS = frozenset(
    {"write_text", "write_bytes", "unlink", "rename", "replace", "touch", "symlink_to", "rmdir"}
)
_WRITING_CALLS = (
    "os.remove", "os.unlink", "os.rename", "os.replace", "os.rmdir", "os.removedirs", "os.truncate",
    "os.symlink", "os.link", "os.open", "shutil",
)  # fmt: skip


def _writes(code: Code) -> Iterator[Found]:
    for node in code.nodes:
        if isinstance(node, ast.Call) and _is_write(code, node):
            for name in _names(code, node):
                if re.search(_PROTECTED, name, re.IGNORECASE):
                    yield Found(name, node, name, code.statement(node))
                    break


def _is_write(code: Code, call: ast.Call) -> bool:
    target = code.target(call.func) or ""
    if target.startswith(_WRITING_CALLS):
        return True
    if target.endswith(".open") or target in ("open", "io.open", "codecs.open"):
        values = [*call.args, *(item.value for item in call.keywords)]
        modes = [item.value for item in values if isinstance(item, ast.Constant)]
        return any(
            isinstance(mode, str) and re.fullmatch(r"[rwaxbt+U]*[wax+][bt+]*", mode)
            for mode in modes
        )
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in _WRITING_METHODS:
        return False
    # text.replace("tests/", "") writes nothing: a path is renamed to one place.
    return call.func.attr != "replace" or len(call.args) == 1


def _names(code: Code, call: ast.Call) -> Iterator[str]:
    """Yields the strings in a call, and those in the values of the names that it uses."""
    names = set()
    for part in ast.walk(call):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value
        elif isinstance(part, ast.Name):
            names.add(part.id)
    for node in code.nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in names:
                for part in ast.walk(value):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield part.value


_WRITES = Collector(_writes)


def find(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    """Yields new code that writes to or deletes tests and expected results."""
    if context.is_test(change.path):
        return
    for found in change.added(_WRITES):
        reason = f"The new code writes to {found.detail!r}, which decides what tests expect or do."
        yield Hit(line_of(found.node), reason)


_DELETING = Family(
    frozenset(
        {
            "os.remove", "os.unlink", "os.rmdir", "os.removedirs", "shutil.rmtree", "os.truncate",
            "shutil.move", "os.chmod", "os.chown",
        }
    ),
    frozenset({"rmtree", "unlink"}),
    re.compile(r"\bos\.(?:remove|unlink|rmdir|truncate)\b|\brmtree\b|\.unlink\b"),
)  # fmt: skip

RULES = (
    Rule(
        "writes-tests",
        Severity.REJECT,
        "The patch adds code that writes to tests, expected results or test configuration.",
        find,
    ),
    reference_rule(
        "deletes-files",
        "The patch adds code that deletes or moves files.",
        _DELETING,
        "{target} deletes or moves files when the code runs.",
        severity=Severity.FLAG,
    ),
)
