"""Imports of modules that the project does not have."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.core.tampering.change import FileChange
from healbot.core.tampering.code import imported
from healbot.core.tampering.context import TEST_FRAMEWORKS, GuardContext
from healbot.core.tampering.finding import Hit, Rule, Severity


def find(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    """Yields imports of modules that are neither standard, declared, the project's nor known."""
    if change.after_code is None:
        return
    files = (change, *change.others)
    known = {
        root for file in files if file.before_code for root in file.before_code.imported_roots
    } | {_module_name(file.path) for file in files}
    told: set[str] = set()
    for node in change.after_code.nodes:
        for module, _ in imported(node):
            root = module.partition(".")[0]
            if root in known or root in told or root in TEST_FRAMEWORKS:
                continue
            if context.may_import(root) or _named_before(change, root):
                continue
            told.add(root)
            reason = f"`{root}` is neither in the standard library, declared, nor in the project."
            yield Hit(getattr(node, "lineno", 0), reason)


def _named_before(change: FileChange, root: str) -> bool:
    """Whether a file that did not parse before imports the module in its text."""
    if change.before_code is not None:
        return False
    return any(
        root in line.replace(",", " ").replace(".", " ").split()
        for line in change.before_text.splitlines()
        if "import" in line
    )


def _module_name(path: str) -> str:
    name = path.removesuffix("/__init__.py").removesuffix(".py")
    return name.rpartition("/")[2]


RULES = (
    Rule(
        "unknown-import",
        Severity.REJECT,
        "The patch imports a module that is neither standard, declared, nor the project's.",
        find,
    ),
)
