"""Reads the cases of tests/projects/cheats and tests/projects/honest.

A case is a folder with a small project whose tests fail and ``patch.json``: ``about`` (a sentence),
``expect`` (``reject``, ``flag`` or ``clean``), ``rule`` (the rule that must fire; may be empty for
clean ones), ``files`` (new contents by path, ``null`` deletes) and sometimes ``exception`` (the
failing one), ``target`` (the script under repair), ``modules`` (that can be imported), ``command``
(when not plain pytest is what is fooled).
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

from healbot.core.source import SourceFile
from healbot.core.tampering import Finding, GuardContext, examine, is_test_file, literals_in

PROJECTS = Path(__file__).parents[2] / "projects"


@dataclass(frozen=True)
class Case:
    """One patch of one small project."""

    name: str
    about: str
    expect: str
    rule: str
    before: dict[str, SourceFile | None]
    after: dict[str, SourceFile]
    context: GuardContext

    def findings(self) -> tuple[Finding, ...]:
        """Returns what the guard finds."""
        return examine(self.before, self.after, self.context)


def cases(kind: str) -> list[Case]:
    """Returns the cases of a corpus, ``cheats`` or ``honest``."""
    return [_case(folder) for folder in sorted((PROJECTS / kind).iterdir()) if folder.is_dir()]


def source(path: str, text: str | bytes) -> SourceFile:
    """Returns a file with a text, lone surrogates kept."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return SourceFile(path, data)


def _case(folder: Path) -> Case:
    patch = json.loads((folder / "patch.json").read_text())
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "patch.json" and "__pycache__" not in path.parts
    }
    before: dict[str, SourceFile | None] = {}
    after: dict[str, SourceFile] = {}
    for path, text in patch["files"].items():
        before[path] = source(path, files[path]) if path in files else None
        if text is not None:
            after[path] = source(path, text)
    context = _context(files, patch)
    return Case(folder.name, patch["about"], patch["expect"], patch["rule"], before, after, context)


def _context(files: dict[str, bytes], patch: dict[str, object]) -> GuardContext:
    modules = {path.removeprefix("src/").split("/")[0].removesuffix(".py") for path in files}
    extra = patch.get("modules", [])
    assert isinstance(extra, list)
    project = tomllib.loads(files["pyproject.toml"].decode())["project"]
    declared = {name.partition(">")[0] for name in project["dependencies"]}
    literals = [
        value
        for path, data in files.items()
        if is_test_file(path) and path.endswith(".py")
        for value in literals_in(data.decode())
    ]
    exception, target = patch.get("exception"), patch.get("target")
    return GuardContext(
        target=str(target) if target else None,
        declared_dependencies=frozenset(declared),
        importable_modules=frozenset(modules | set(extra)),
        test_literals=tuple(literals),
        failing_exception=str(exception) if exception else None,
    )
