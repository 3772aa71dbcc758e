"""``runs-patched-code``: the files that a patch changes are those that the tests import.

A package that is installed as a copy hides the project's own: tests then pass or fail whatever a
patch does to it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath

from healbot.core.source import SourceFile
from healbot.core.verdict import Judgement, Verdict
from healbot.ports import Command, Observation, Sandbox
from healbot.probe_source import probe_source

ID = "runs-patched-code"
_IMPORT_ROOTS = ("", "src", "lib", "source", "python")
"""Folders in which a module of a single name is taken for the one of that name."""
_INSTALLED = ("site-packages", "dist-packages")
_TIMEOUT = 30.0


def _nothing_alike(file: str, path: str) -> bool:
    return False


@dataclass(frozen=True)
class _Place:
    """Where one patched file stands."""

    judgement: Judgement
    detail: str


class RunsPatchedCode:
    """Judges whether a run loaded the patched files from the tree."""

    id = ID
    description = "The patched files are those that the run loads, not installed copies of them."

    def __init__(self, paths: Iterable[str]) -> None:
        """`paths` are those of the patched files, relative to the project root."""
        self._paths = tuple(paths)

    def judge(self, observation: Observation) -> Verdict:
        """Passes when every patched Python file was loaded from the tree."""
        report = observation.execution.tests
        modules = dict(report.modules) if report is not None else {}
        if observation.reproducer.kind == "script":
            modules.setdefault("__main__", observation.reproducer.target)
        read = observation.tree.read

        def alike(file: str, path: str) -> bool:
            """The same content, so links to the patched file count as it."""
            content = read(path)
            return content is not None and read(file) == content

        return where_the_code_runs(modules, self._paths, alike)


def where_the_code_runs(
    modules: Mapping[str, str],
    paths: Sequence[str],
    alike: Callable[[str, str], bool] = _nothing_alike,
) -> Verdict:
    """Returns whether the patched files at `paths` are those that were loaded.

    `modules` are loaded modules -> files, relative to the project root where they lie below it,
    else absolute. `alike` tells whether a loaded file (relative) is the patched file under another
    name, such as a link. Passes when each patched Python file was loaded, fails when a module of
    the same dotted name came from elsewhere, and is inconclusive when it was not loaded at all.
    """
    places = [_place(modules, path, alike) for path in paths if _is_python(path)]
    for judgement in (Judgement.FAIL, Judgement.INCONCLUSIVE):
        for place in places:
            if place.judgement is judgement:
                return Verdict(ID, judgement, " ".join(place.detail.split()))
    if not places:
        return Verdict(ID, Judgement.INCONCLUSIVE, "no Python file was changed")
    names = " ".join(", ".join(path for path in paths if _is_python(path)).split())
    return Verdict(ID, Judgement.PASS, f"loaded from the project: {names}")


def _place(modules: Mapping[str, str], path: str, alike: Callable[[str, str], bool]) -> _Place:
    own = PurePosixPath(path)
    files = {name: _posix(file) for name, file in modules.items()}
    if own in files.values():
        return _Place(Judgement.PASS, "")
    others = [(name, file) for name, file in files.items() if _is_of_same_name(name, file, own)]
    if any(not file.is_absolute() and alike(str(file), path) for _, file in others):
        return _Place(Judgement.PASS, "")
    if others and not _has_own_parent(files, own):
        name, file = max(others, key=lambda other: other[0].count("."))
        return _Place(Judgement.FAIL, _elsewhere(name, file, own))
    return _Place(
        Judgement.INCONCLUSIVE, f"{path} was not loaded by the process that ran the tests"
    )


def _is_of_same_name(name: str, file: PurePosixPath, own: PurePosixPath) -> bool:
    """Whether a module from another file is what `own` would be imported as."""
    wanted = _parts(own)
    parts = tuple(name.split("."))
    if wanted[-len(parts) :] != parts:
        return False
    # Many projects have a utils.py somewhere, which says nothing about another utils.
    around = "/".join(wanted[: -len(parts)])
    is_package = own.name == "__init__.py" and file.name == "__init__.py"
    return len(parts) > 1 or is_package or PurePosixPath(around).name in _IMPORT_ROOTS


def _has_own_parent(files: Mapping[str, PurePosixPath], own: PurePosixPath) -> bool:
    """Whether the package that `own` lies in was loaded from the project, under its longest name.

    Then `own` is a module of that package which was not loaded, and the other is a namesake.
    """
    parent = own.parent.parent if own.name == "__init__.py" else own.parent
    return parent / "__init__.py" in files.values() and not _compiled_beside(files, own)


def _compiled_beside(files: Mapping[str, PurePosixPath], own: PurePosixPath) -> bool:
    """Extension modules come before source files of the same name (Cython, mypyc)."""
    return any(_is_compiled_from(file, own) for file in files.values())


def _is_compiled_from(file: PurePosixPath, own: PurePosixPath) -> bool:
    return file.parent == own.parent and file.name != own.name and _stem(file) == own.stem


def _elsewhere(name: str, file: PurePosixPath, own: PurePosixPath) -> str:
    if _is_compiled_from(file, own):
        return f"{name} is imported from {file}, which was compiled: build it anew after a change"
    # Up to the package: what is installed is all of it.
    depth = name.count(".") + (own.name == "__init__.py")
    there, here = file, own
    for _ in range(depth):
        there, here = there.parent, here.parent
    package = name.split(".", 1)[0]
    sentence = f"{package} is imported from {there}, not from {here}"
    if any(part in _INSTALLED for part in file.parts):
        return f"{sentence}: install it in editable mode"
    return sentence


def _parts(path: PurePosixPath) -> tuple[str, ...]:
    """The dotted name from the project root; ``src/cart/__init__.py`` is ``src.cart``."""
    return path.parent.parts if path.name == "__init__.py" else (*path.parent.parts, path.stem)


def _stem(file: PurePosixPath) -> str:
    return file.name.split(".", 1)[0]


def _posix(file: str) -> PurePosixPath:
    return PurePosixPath(PurePath(file).as_posix())


def _is_python(path: str) -> bool:
    return path.endswith((".py", ".pyw"))


def marker_import(
    sandbox: Sandbox, interpreter: str, cwd: str, path: str, *, with_cwd: bool = False
) -> Verdict:
    """Lays a marker over the file at `path` and asks which file would be imported.

    The project's interpreter answers, started in `cwd`, by looking for the module without running
    it. `with_cwd` is for what also imports from `cwd`, as ``python -m pytest`` does. Passes when
    the marker is found, fails when the import leads to another file, and is inconclusive when it
    leads nowhere: import paths that only a test runner knows are not seen.
    """
    if not _is_python(path):
        return Verdict(ID, Judgement.INCONCLUSIVE, f"{path} is no Python file")
    parts = _parts(PurePosixPath(path))
    names = [".".join(parts[start:]) for start in range(len(parts))]
    marker = f"# {secrets.token_hex(16)}\n"
    change = {path: SourceFile(path, marker.encode())}
    arguments = (marker.strip(), "1" if with_cwd else "", *names)
    with sandbox.fresh_tree(change) as tree:
        argv = (interpreter, "-c", probe_source("imported_file"), *arguments)
        execution = tree.run(Command(argv, cwd=cwd, timeout=_TIMEOUT))
        root = tree.root
    modules, marked = _answer(execution.stdout, root, frozenset(names))
    verdict = where_the_code_runs(modules, [path], lambda file, _: file in marked)
    if verdict.judgement is Judgement.INCONCLUSIVE:
        return Verdict(ID, Judgement.INCONCLUSIVE, f"no import leads to {path}")
    return verdict


def _answer(stdout: str, root: str, names: frozenset[str]) -> tuple[dict[str, str], frozenset[str]]:
    """Returns module -> file and the files with the marker, out of what the probe printed."""
    lines = stdout.strip().splitlines()
    try:
        found = json.loads(lines[-1]) if lines else {}
    except (ValueError, RecursionError):
        found = {}
    modules: dict[str, str] = {}
    marked: set[str] = set()
    for name, entry in found.items() if isinstance(found, dict) else ():
        if name not in names or not isinstance(entry, list) or len(entry) != 2:
            continue
        file, has_marker = entry
        if isinstance(file, str) and "\n" not in file and len(file) < 4096:
            pure = PurePath(file)
            if pure.is_relative_to(root):
                file = pure.relative_to(root).as_posix()
            modules[name] = file
            if has_marker is True:
                marked.add(file)
    return modules, frozenset(marked)
