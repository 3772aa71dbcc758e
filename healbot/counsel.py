"""What a person can do about a failure that was not healed."""

from __future__ import annotations

import posixpath
from pathlib import Path

from healbot.core.failure import Failure
from healbot.filesystem import python_sources
from healbot.guard import place_of_test
from healbot.ports import Inspector
from healbot.reproducers.declared import declared_dependencies
from healbot.settings.model import Settings


class Counsel:
    """Looks at the project for reasons that no patch could mend."""

    def __init__(self, root: Path, folder: str, settings: Settings) -> None:
        """`folder` is where code runs, relative to `root`."""
        self._root = root
        self._cwd = folder
        self._settings = settings

    def suspicion(self, failure: Failure | None) -> str:
        """Returns why the failing test looks wrong, when something else says so; else ``""``."""
        exception = failure.exception if failure else None
        if failure is None or exception is None or exception.short_type != "AssertionError":
            return ""
        from healbot.core.suspect_test import why_the_test_looks_wrong
        from healbot.core.tampering import is_test_file

        texts = {path: file.text for path, file in python_sources(self._root).items()}
        tests = {path: text for path, text in texts.items() if is_test_file(path)}
        sources = {path: text for path, text in texts.items() if path not in tests}
        for path, function in map(place_of_test, failure.failing_tests[:1]):
            place = posixpath.normpath(posixpath.join(self._cwd, path))
            return why_the_test_looks_wrong(place, function or "", tests, sources)
        return ""

    def advice(self, failure: Failure | None, inspector: Inspector) -> tuple[str, ...]:
        """Returns sentences on what could be done about `failure`, none when nothing failed."""
        if failure is None:
            return ()
        from healbot.core.advice import advice_on
        from healbot.core.tampering import is_test_file
        from healbot.generators.fix_patterns.names.distributions import distribution_for

        may_edit = self._settings.allow_tests.value

        def importable(module: str) -> bool:
            return module in inspector.interpreter().stdlib_modules

        return advice_on(
            failure,
            network=self._settings.network.value,
            distribution_for=distribution_for,
            declared=declared_dependencies(self._root),
            importable=importable,
            own_folder=self._own_folder,
            is_protected=lambda path: not may_edit and is_test_file(path),
        )

    def _own_folder(self, module: str) -> str | None:
        """Returns the folder with sources, not on the path by itself, that holds a module."""
        for project in dict.fromkeys((self._root / self._cwd, self._root)):
            source = project / "src" / module
            if source.is_dir() or source.with_suffix(".py").is_file():
                return (project / "src").relative_to(self._root).as_posix()
        return None
