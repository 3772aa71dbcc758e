"""The project's own modules as their sources show them.

A module that cannot be imported, because it or its package is what is broken, has no members that
the interpreter could tell. Its source has.
"""

from __future__ import annotations

import ast
import posixpath
import warnings
from collections.abc import Iterator

from healbot.core.source import SourceFile
from healbot.generators.fix_patterns.pattern import Context

_USUAL_ROOTS = (".", "src", "lib")
_MAX_FILES = 60


class ProjectModules:
    """Finds and reads the modules that the failing file can import from the project."""

    def __init__(self, ctx: Context) -> None:
        self._files = ctx.problem.files
        self._listed: dict[str, tuple[str, ...]] = {}
        self._own = ctx.source.path
        frames = reversed(ctx.exception.project_frames)
        self._callers = tuple(dict.fromkeys(frame.path for frame in frames))
        roots = [self._import_root(path) for path in (ctx.source.path, *self._callers)]
        self._roots = tuple(dict.fromkeys((*roots, *_USUAL_ROOTS)))

    def _import_root(self, path: str) -> str:
        """Returns the folder from which the package of a file is imported."""
        folder = _folder(path)
        while folder != "." and "__init__.py" in self._names(folder):
            folder = _folder(folder)
        return folder

    def _names(self, folder: str) -> tuple[str, ...]:
        if folder not in self._listed:
            self._listed[folder] = self._files.names(folder)
        return self._listed[folder]

    # ---- finding ---------------------------------------------------------------------------

    def folder_of(self, module: str) -> str | None:
        """Returns the folder of a package (dotted), ``None`` when the project has no such one."""
        parts = module.split(".")
        for root in self._roots:
            folder = posixpath.normpath(posixpath.join(root, *parts))
            if any(name.endswith(".py") for name in self._names(folder)):
                return folder
        return None

    def package_of(self, folder: str) -> str:
        """Returns the dotted name of the package that a folder is; ``""`` when it is none."""
        root = self._import_root(posixpath.join(folder, "__init__.py"))
        relative = posixpath.relpath(folder, root)
        return "" if relative == "." else relative.replace("/", ".")

    def path_of(self, module: str) -> str | None:
        """Returns the file of a module (dotted) of the project."""
        parts = module.split(".")
        for root in self._roots:
            found = self._path_below(root, parts)
            if found:
                return found
        return None

    def relative_folder(self, level: int) -> str:
        """Returns the folder that the dots of a relative import in the failing file stand for."""
        folder = _folder(self._own)
        for _ in range(level - 1):
            folder = _folder(folder)
        return folder

    def path_of_import(self, node: ast.ImportFrom) -> str | None:
        """Returns the file that ``from … import`` in the failing file names."""
        if not node.level:
            return self.path_of(node.module) if node.module else None
        parts = node.module.split(".") if node.module else []
        return self._path_below(self.relative_folder(node.level), parts)

    def _path_below(self, folder: str, parts: list[str]) -> str | None:
        *outer, last = ["", *parts]
        inside = posixpath.normpath(posixpath.join(folder, *outer))
        if last and f"{last}.py" in self._names(inside):
            return posixpath.normpath(posixpath.join(inside, f"{last}.py"))
        package = posixpath.normpath(posixpath.join(inside, last))
        if "__init__.py" in self._names(package):
            return posixpath.normpath(posixpath.join(package, "__init__.py"))
        return None

    # ---- reading ---------------------------------------------------------------------------

    def modules_in(self, folder: str) -> frozenset[str]:
        """Returns the names of the modules and packages in a folder."""
        found = set()
        for name in self._names(folder):
            if name.endswith(".py") and not name.startswith("__"):
                found.add(name[:-3])
            elif name.endswith("/") and name[:-1].isidentifier() and not name.startswith("__"):
                inside = posixpath.normpath(posixpath.join(folder, name[:-1]))
                if any(inner.endswith(".py") for inner in self._names(inside)):
                    found.add(name[:-1])
        return frozenset(found)

    def members(self, path: str) -> frozenset[str]:
        """Returns the names that a file binds at module level, and a package's own modules."""
        names = set(_bound_at_top(self.tree(path)))
        if posixpath.basename(path) == "__init__.py":
            names |= self.modules_in(_folder(path))
        return frozenset(names)

    def defines(self, path: str, name: str) -> bool:
        """Whether a file itself defines a name at module level, not by an import."""
        source = self._files.source(path)
        if source is None or name not in source.text:
            return False
        tree = self.tree(path)
        return any(_defines(node, name) for node in (tree.body if tree else ()))

    def tree(self, path: str) -> ast.Module | None:
        """Returns the syntax tree of a file; ``None`` when it cannot be read or parsed."""
        source = self._files.source(path)
        return parsed(source) if source is not None else None

    def imported(self, tree: ast.Module) -> Iterator[tuple[SourceFile, ast.Module]]:
        """Yields the files that the failing file and its callers import, then those these import.

        Each comes with its tree; at most `_MAX_FILES` are read.
        """
        seen = {self._own}
        queue: list[tuple[str, ast.Module]] = [(self._own, tree)]
        for path in self._callers:
            caller = self.tree(path) if path != self._own else None
            if caller is not None:
                queue.append((path, caller))
        while queue and len(seen) < _MAX_FILES:
            importer, current = queue.pop(0)
            for path in self._imports_of(importer, current):
                source = self._files.source(path) if path not in seen else None
                seen.add(path)
                other = parsed(source) if source is not None else None
                if source is not None and other is not None:
                    yield source, other
                    queue.append((path, other))

    def _imports_of(self, importer: str, tree: ast.Module) -> Iterator[str]:
        for node in ast.walk(tree):
            dotted: list[tuple[str, list[str]]] = []
            if isinstance(node, ast.Import):
                dotted = [(root, alias.name.split(".")) for alias in node.names
                          for root in self._roots]  # fmt: skip
            elif isinstance(node, ast.ImportFrom):
                bases = list(self._roots)
                if node.level:
                    base = _folder(importer)
                    for _ in range(node.level - 1):
                        base = _folder(base)
                    bases = [base]
                module = node.module.split(".") if node.module else []
                dotted = [(base, [*module, alias.name]) for alias in node.names for base in bases]
                dotted += [(base, module) for base in bases]
            for base, parts in dotted:
                found = self._path_below(base, parts)
                if found:
                    yield found


def parsed(source: SourceFile) -> ast.Module | None:
    """Returns the syntax tree of a source file; ``None`` when it does not parse."""
    try:
        with warnings.catch_warnings():  # about the user's invalid escapes, say
            warnings.simplefilter("ignore")
            return ast.parse(source.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _defines(node: ast.stmt, name: str) -> bool:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return node.name == name
    targets = node.targets if isinstance(node, ast.Assign) else []
    if isinstance(node, ast.AnnAssign):
        targets = [node.target]
    return any(isinstance(target, ast.Name) and target.id == name for target in targets)


def _bound_at_top(tree: ast.Module | None) -> Iterator[str]:
    """Yields what the statements of a module bind, those inside ``if`` and ``try`` too."""
    stack: list[ast.AST] = list(tree.body) if tree is not None else []
    while stack:
        node = stack.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.alias):
            yield node.asname or node.name.partition(".")[0]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif not isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp)):
            stack.extend(ast.iter_child_nodes(node))


def _folder(path: str) -> str:
    return posixpath.dirname(path) or "."
