"""From a plan to a request: what the log named is looked for among the files of the commit."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from healbot.core.errors import NotReproduced
from healbot.core.session import Request
from healbot.reproducers.workflow_run import PlannedTarget

_NAME = re.compile(r"[^\W\d]\w*")
MAX_SELECTED = 200
"""More tests than this are not run one by one: their files are run instead."""


@dataclass(frozen=True)
class PlannedRequest:
    """What is run here, and what of the log has no place in the commit."""

    request: Request
    missing: tuple[str, ...] = ()
    """Tests that the log names and the commit does not have."""


@dataclass(frozen=True)
class _Placed:
    folder: str
    selection: tuple[str, ...]
    missing: tuple[str, ...] = ()


class _Tree:
    """The files of a commit."""

    def __init__(self, files: Collection[str]) -> None:
        self.files = frozenset(files)
        self.folders = {"."} | {
            "/".join(parts[:at])
            for parts in (file.split("/") for file in self.files)
            for at in range(1, len(parts))
        }

    def has(self, path: str) -> bool:
        return path in self.files or path in self.folders

    def first_folder(self, folders: Sequence[str]) -> str:
        return next((folder for folder in folders if folder in self.folders), ".")

    def folders_with(self, paths: Iterable[str]) -> list[str]:
        """Returns the folders under which some of the paths are there, the best first."""
        wanted = set(paths)
        found: Counter[str] = Counter()
        for file in self.files:
            parts = file.split("/")
            for at in range(1, len(parts)):
                if "/".join(parts[at:]) in wanted:
                    found["/".join(parts[:at])] += 1
        return [folder for folder, _ in sorted(found.items(), key=lambda item: (-item[1], item))]

    @cached_property
    def modules(self) -> frozenset[str]:
        """The paths of modules without ``.py``; a package's is that of its folder."""
        sources = (file.removesuffix(".py") for file in self.files if file.endswith(".py"))
        return frozenset(source.removesuffix("/__init__") for source in sources)

    @cached_property
    def modules_by_end(self) -> dict[str, tuple[str, ...]]:
        """The modules by each end of their paths, up to four names long."""
        found: dict[str, list[str]] = {}
        for module in sorted(self.modules):
            parts = module.split("/")
            for length in range(1, min(len(parts), 5)):
                found.setdefault("/".join(parts[-length:]), []).append(module)
        return {end: tuple(modules) for end, modules in found.items()}


def request_of(
    target: PlannedTarget,
    files: Collection[str],
    *,
    timeout: float = 60.0,
    generators: tuple[str, ...] = (),
) -> PlannedRequest:
    """Returns the request for a planned target.

    `files` are the paths of the commit, POSIX separators. Where a job ran is not in its log: the
    folder is the one under which the named files are there. Raises `NotReproduced` when they are
    nowhere.
    """
    tree = _Tree(files)
    if target.kind == "script":
        folder, script = _place_of_script(target, tree)
        return PlannedRequest(
            Request(script, target.arguments, cwd=folder, timeout=timeout, generators=generators)
        )
    placed = _placed(target, tree)
    label = placed.selection[0] if len(placed.selection) == 1 else target.command or target.kind
    return PlannedRequest(
        Request(
            label, target.arguments, cwd=placed.folder, timeout=timeout, generators=generators,
            kind=target.kind, selection=placed.selection,
        ),
        placed.missing,
    )  # fmt: skip


def _place_of_script(target: PlannedTarget, tree: _Tree) -> tuple[str, str]:
    for folder in target.folders:
        path = _joined(folder, target.script)
        if path in tree.files:
            return folder, path
    raise NotReproduced(
        f"The run failed in {target.script}, and the commit has no such file.",
        hint="It may be made while CI runs.",
    )


def _joined(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path))


def _placed(target: PlannedTarget, tree: _Tree) -> _Placed:
    if not target.selection:
        return _Placed(tree.first_folder(target.folders), ())
    if target.kind == "unittest":
        return _placed_modules(target.selection, target.folders, tree)
    return _placed_files(target.selection, target.folders, tree)


def _placed_files(ids: Sequence[str], folders: Sequence[str], tree: _Tree) -> _Placed:
    """Returns the folder under which most of `ids` are there, and those that are."""
    paths = {item: item.partition("::")[0] for item in ids if not item.startswith(("-", "/"))}
    places = dict.fromkeys([*folders, *tree.folders_with(paths.values())])
    folder = max(
        places, key=lambda place: sum(tree.has(_joined(place, path)) for path in paths.values())
    )
    there = [item for item in paths if tree.has(_joined(folder, paths[item]))]
    if not there:
        raise _nowhere(ids)
    return _Placed(folder, _shortened(there), _without(ids, there))


def _shortened(ids: Sequence[str]) -> tuple[str, ...]:
    if len(ids) <= MAX_SELECTED:
        return tuple(ids)
    return tuple(dict.fromkeys(item.partition("::")[0] for item in ids))


def _without(ids: Sequence[str], there: Iterable[str]) -> tuple[str, ...]:
    found = frozenset(there)
    return tuple(item for item in ids if item not in found)


def _placed_modules(ids: Sequence[str], folders: Sequence[str], tree: _Tree) -> _Placed:
    """Returns dotted names as they are from the folder that the tests run in.

    ``discover -s tests`` names a module by its path below ``tests``.
    """
    base = tree.first_folder(folders)
    found = {item: _dotted(item, base, tree) for item in ids}
    selection = tuple(dict.fromkeys(name for name in found.values() if name))
    if not selection:
        raise _nowhere(ids)
    missing = tuple(item for item, name in found.items() if not name)
    return _Placed(base, selection[:MAX_SELECTED], missing)


def _dotted(item: str, base: str, tree: _Tree) -> str:
    parts = item.split(".")
    if not all(_NAME.fullmatch(part) for part in parts):
        return ""
    if any(
        _joined(base, "/".join(parts[:end])) in tree.modules for end in range(1, len(parts) + 1)
    ):
        return item
    for end in range(len(parts), 0, -1):
        places = tree.modules_by_end.get("/".join(parts[:end]), ())
        if len(places) == 1:
            names = places[0].removeprefix("" if base == "." else f"{base}/").split("/")
            if all(_NAME.fullmatch(name) for name in names):
                return ".".join([*names, *parts[end:]])
    return ""


def _nowhere(ids: Sequence[str]) -> NotReproduced:
    more = f" and {len(ids) - 1} more" if len(ids) > 1 else ""
    return NotReproduced(
        f"The run's log names {ids[0][:200]}{more}, and the commit has no such tests.",
        hint="They may be made while CI runs, or lie in another repository.",
    )
