"""The files of a commit, read from Git's objects; nothing is checked out and no filter runs."""

from __future__ import annotations

from healbot.core.errors import Refused
from healbot.core.new_file import PathKind
from healbot.core.source import SourceFile, check_is_source
from healbot.ledger.object_reader import ObjectReader

FOLDER, FILE, EXECUTABLE, LINK, SUBMODULE = "40000", "100644", "100755", "120000", "160000"
_MODES = {FILE: 0o644, EXECUTABLE: 0o755}
_KINDS = {FOLDER: PathKind.FOLDER, FILE: PathKind.FILE, EXECUTABLE: PathKind.FILE,
          LINK: PathKind.LINK, SUBMODULE: PathKind.REPOSITORY}  # fmt: skip


class TreeFiles:
    """The `healbot.ports.ProjectFiles` of one tree."""

    def __init__(self, objects: ObjectReader, tree: str) -> None:
        self._objects = objects
        self._tree = tree
        self._folders: dict[str, dict[str, tuple[str, str]]] = {}

    def source(self, path: str) -> SourceFile | None:
        """Returns a source file; ``None`` when it is missing, a link, too large or binary."""
        file = self.file(path)
        try:
            if file is not None:
                check_is_source(path, file.data)
        except Refused:
            return None
        return file

    def file(self, path: str) -> SourceFile | None:
        """Returns a regular file, whatever it holds."""
        mode, identity = self._entry(path)
        if mode not in _MODES:
            return None
        return SourceFile(path, self._objects.raw(identity, "blob"), _MODES[mode])

    def names(self, folder: str) -> tuple[str, ...]:
        """Returns the sorted names in a folder (``"."`` is the root); folders end in a slash."""
        entries = self._entries("" if folder == "." else folder)
        return tuple(sorted(n + "/" * (mode == FOLDER) for n, (mode, _) in entries.items()))

    def kind(self, path: str) -> PathKind:
        """Returns what lies at `path`."""
        mode, _ = self._entry(path)
        return _KINDS.get(mode, PathKind.OTHER) if mode else PathKind.MISSING

    def _entry(self, path: str) -> tuple[str, str]:
        folder, _, name = path.rpartition("/")
        return self._entries(folder).get(name, ("", ""))

    def _entries(self, folder: str) -> dict[str, tuple[str, str]]:
        if folder not in self._folders:
            mode, identity = self._entry(folder) if folder else (FOLDER, self._tree)
            raw = self._objects.tree(identity) if mode == FOLDER else {}
            self._folders[folder] = {
                name.decode("utf-8", "surrogateescape"): entry for name, entry in raw.items()
            }
        return self._folders[folder]
