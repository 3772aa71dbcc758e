"""The tampering guard with what this project declares and can import."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from healbot.core.failure import Failure
from healbot.core.reproducer import Reproducer
from healbot.core.source import SourceFile
from healbot.ports import Inspector, ProjectFiles

if TYPE_CHECKING:
    from healbot.core.tampering import Finding

Files = Mapping[str, SourceFile]

_SOURCE_ROOTS = (".", "src", "lib")
"""Folders that are often on the module search path."""


class Guard:
    """Examines patches for one reproducer."""

    def __init__(
        self,
        reproducer: Reproducer,
        files: ProjectFiles,
        inspector: Inspector,
        declared: Callable[[], frozenset[str]],
        *,
        allow_tests: bool = False,
        protected: Sequence[str] = (),
        network: bool = False,
    ) -> None:
        """`declared` returns the normalised names of the distributions that the project declares;
        `protected` are patterns of paths that no patch may touch, not even the script itself or
        tests that are permitted otherwise; `network` says that the user lets code use it."""
        self._reproducer = reproducer
        self._files = files
        self._inspector = inspector
        self._declared = declared
        self._allow_tests = allow_tests
        self._protected = tuple(protected)
        self._network = network
        self._failure: Failure | None = None

    def of(self, failure: Failure) -> None:
        """Says which failure is to be healed: a literal of the failing test is no fix for it."""
        self._failure = failure

    def is_protected(self, path: str) -> bool:
        """Whether a patch that touches `path` would be rejected."""
        if self._is_written and path != self._target:
            return True
        from healbot.core.tampering import GuardContext

        context = GuardContext(protected_paths=self._protected, target=self._target)
        return context.is_protected(path) or (not self._allow_tests and context.is_test(path))

    def examine(self, before: Files, after: Files) -> tuple[Finding, ...]:
        """Returns what a patch does that a fix should not do: rejections first."""
        from healbot.core.tampering import GuardContext, examine

        if self._is_written:  # all of the script is new, whatever attempt it goes on from
            before = {path: file for path, file in before.items() if path != self._target}
        exception = self._failure.exception if self._failure else None
        added = {_module(path)[1] for path in after if self._files.source(path) is None}
        context = GuardContext(
            protected_paths=self._protected,
            allow_tests=self._allow_tests,
            target=self._target,
            is_written=self._is_written,
            network=self._network,
            declared_dependencies=self._declared(),
            importable_modules=lambda module: module in added or self._importable(module),
            hidden_by_new=self._hidden_by,
            test_literals=self._literals(),
            failing_exception=exception.type_name if exception else None,
        )
        return examine(before, after, context)

    @property
    def _is_written(self) -> bool:
        """Whether a script is written for a goal, and nothing is repaired."""
        return bool(self._reproducer.goal)

    @property
    def _target(self) -> str | None:
        return self._reproducer.target if self._reproducer.kind == "script" else None

    def _importable(self, module: str) -> bool:
        """Whether code may begin to import a module that the standard library does not have."""
        folders = dict.fromkeys((self._reproducer.cwd, ".", "src"))
        for folder in folders:
            names = self._files.names(folder)
            if f"{module}.py" in names or f"{module}/" in names:
                return True
        distribution = self._inspector.interpreter().installed_modules.get(module)
        if distribution is None:
            return False
        declared = self._declared()
        return (
            self._is_written
            or not declared
            or re.sub(r"[-_.]+", "-", distribution).lower() in declared
        )

    def _hidden_by(self, path: str) -> str:
        """Returns which module would not be imported any more for a new file at `path`."""
        folder, module = _module(path)
        if path.endswith("/__init__.py") and f"{module}.py" in self._files.names(folder):
            return f"the module {module}.py beside its folder"
        target = posixpath.dirname(self._target or "") or "."
        searched = dict.fromkeys((self._reproducer.cwd, target, *_SOURCE_ROOTS))
        if folder not in searched:
            return ""
        for other in searched:
            if other != folder and self._is_module(other, module):
                return f"the module {module} in {other}"
        installed = self._inspector.interpreter().installed_modules
        return f"the installed module {module}" if module in installed else ""

    def _is_module(self, folder: str, name: str) -> bool:
        names = self._files.names(folder)
        inside = posixpath.normpath(posixpath.join(folder, name))
        is_package = f"{name}/" in names and "__init__.py" in self._files.names(inside)
        return f"{name}.py" in names or is_package

    def _literals(self) -> tuple[object, ...]:
        """Returns the constants of the failing tests: a fix that returns one of them is none."""
        if self._failure is None or not self._failure.failing_tests:
            return ()
        from healbot.core.tampering import literals_in

        found: list[object] = []
        for path, function in dict.fromkeys(map(place_of_test, self._failure.failing_tests)):
            place = posixpath.normpath(posixpath.join(self._reproducer.cwd, path))
            source = self._files.source(place)
            if source is not None:
                found += literals_in(source.text, function)
        return tuple(found)


def _module(path: str) -> tuple[str, str]:
    """Returns the folder of a module's file, or of its package, and its last name."""
    whole = path.removesuffix(".py").removesuffix("/__init__")
    return posixpath.dirname(whole) or ".", posixpath.basename(whole)


def place_of_test(identifier: str) -> tuple[str, str | None]:
    """Returns the file of a test case and its function, as far as its id tells them."""
    if "::" in identifier or identifier.endswith(".py"):
        path, _, names = identifier.partition("::")
        return path, names.rpartition("::")[2].partition("[")[0] or None
    module, _, function = identifier.rpartition(".")
    return module.rpartition(".")[0].replace(".", "/") + ".py", function
