"""The project's sources as syntax trees: which definition a line stands in, and which it uses.

Modules are found by their names in the usual places; nothing is imported. What cannot be parsed or
found is left out: this only chooses what is shown.
"""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from healbot.core.source import SourceFile
from healbot.core.syntax_tree import syntax_tree
from healbot.generators.language_model.shown_files import may_be_shown
from healbot.ports import ProjectFiles

_USUAL_ROOTS = ("", "src", "lib")
_MAX_REEXPORTS = 3
"""How often a name is followed from a package to the module that defines it."""
_MAX_DOTS = 8
MAX_PARSED = 400_000
"""Characters of a file that is parsed; generated tables are longer."""

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Place:
    """Lines of a file, both ends included, 1-based."""

    path: str
    first: int
    last: int


class ProjectCode:
    """Reads and parses files that may be shown, each once."""

    def __init__(self, files: ProjectFiles) -> None:
        self._files = files
        self._sources: dict[str, SourceFile | None] = {}
        self._trees: dict[str, ast.Module | None] = {}

    def source(self, path: str) -> SourceFile | None:
        """Returns a file; ``None`` when there is none that may be shown."""
        if path not in self._sources:
            self._sources[path] = self._files.source(path) if may_be_shown(path) else None
        return self._sources[path]

    def tree(self, path: str) -> ast.Module | None:
        """Returns a file's syntax tree; ``None`` when it has none."""
        if path not in self._trees:
            source = self.source(path)
            text = source.text if source is not None else ""
            self._trees[path] = syntax_tree(text) if 0 < len(text) <= MAX_PARSED else None
        return self._trees[path]

    def enclosing(self, path: str, line: int) -> Place | None:
        """Returns the innermost function around a line, else the class, else ``None``."""
        found: list[_Definition] = [
            node for node in _definitions(self.tree(path)) if _first(node) <= line <= _last(node)
        ]
        functions = [node for node in found if isinstance(node, _Function)]
        best = min(functions or found, key=lambda node: _last(node) - _first(node), default=None)
        return Place(path, _first(best), _last(best)) if best else None

    def imports(self, path: str) -> Place | None:
        """Returns the imports at the top of a file."""
        tree = self.tree(path)
        lines = [
            (node.lineno, _last(node))
            for node in (tree.body if tree else ())
            if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        return Place(path, lines[0][0], max(last for _, last in lines)) if lines else None

    def test_with_fixtures(self, path: str, names: Iterable[str]) -> tuple[Place, ...]:
        """Returns the definition ``names`` leads to (such as class, method), and the fixtures of
        the same file that it asks for.
        """
        node: ast.AST | None = self.tree(path)
        for name in names:
            inner = node.body if isinstance(node, ast.Module | ast.ClassDef) else []
            node = next(
                (item for item in inner if isinstance(item, _Definition) and item.name == name),
                None,
            )
        if not isinstance(node, _Definition):
            return ()
        found: dict[str, _Definition] = {"": node}
        self._add_fixtures(path, node, found)
        return tuple(Place(path, _first(item), _last(item)) for item in found.values())

    def _add_fixtures(self, path: str, node: _Definition, found: dict[str, _Definition]) -> None:
        if not isinstance(node, _Function):
            return
        known = {item.name: item for item in _definitions(self.tree(path))}
        for argument in (*node.args.args, *node.args.kwonlyargs):
            fixture = known.get(argument.arg)
            if fixture is not None and argument.arg not in found and fixture.decorator_list:
                found[argument.arg] = fixture
                self._add_fixtures(path, fixture, found)

    def used_in(self, places: Iterable[Place]) -> tuple[Place, ...]:
        """Returns the definitions in the project that the code at `places` uses, in order."""
        found: dict[Place, None] = {}
        for place in places:
            tree = self.tree(place.path)
            if tree is None:
                continue
            names = _Names(tree, place)
            for target in names.targets():
                found.update(dict.fromkeys(self._resolve(place.path, target, names.attributes)))
            found.update(dict.fromkeys(self._methods(place.path, names.own_members)))
        return tuple(found)

    def _methods(self, path: str, names: tuple[str, ...]) -> Iterator[Place]:
        for node in _definitions(self.tree(path)) if names else ():
            if isinstance(node, ast.ClassDef):
                for item in node.body:
                    if isinstance(item, _Function) and item.name in names:
                        yield Place(path, _first(item), _last(item))

    def _resolve(self, path: str, target: _Target, attributes: frozenset[str]) -> Iterator[Place]:
        if target.module is None:
            yield from self._defined(path, target.name, attributes)
            return
        module = self.module(target.module, target.level, path)
        if target.name and module is not None:
            found = list(self._defined(module, target.name, attributes))
            if found:
                yield from found
                return
        inner = f"{target.module}.{target.name}" if target.module else target.name
        module = self.module(inner, target.level, path)
        for name in target.members if module is not None else ():
            yield from self._defined(module or "", name, attributes)

    def _defined(
        self, path: str, name: str, attributes: frozenset[str], depth: int = 0
    ) -> Iterator[Place]:
        """Yields where the module at `path` defines `name`; of a long class only what is used."""
        tree = self.tree(path)
        for node in tree.body if tree else ():
            if isinstance(node, _Definition) and node.name == name:
                yield from _parts(path, node, attributes)
                return
            if isinstance(node, ast.Assign | ast.AnnAssign) and name in _assigned(node):
                yield Place(path, node.lineno, _last(node))
                return
            if isinstance(node, ast.ImportFrom) and depth < _MAX_REEXPORTS:
                for alias in node.names:
                    if (alias.asname or alias.name) == name:
                        module = self.module(node.module or "", node.level, path)
                        if module is not None and module != path:
                            yield from self._defined(module, alias.name, attributes, depth + 1)
                        return

    def module(self, name: str, level: int, path: str) -> str | None:
        """Returns the file of a module that the file at `path` imports; ``None`` when unknown."""
        folder = posixpath.dirname(path)
        if level:
            for _ in range(level - 1):
                folder = posixpath.dirname(folder)
            roots: tuple[str, ...] = (folder,)
        else:
            roots = tuple(dict.fromkeys((*_parents(folder), *_USUAL_ROOTS)))
        relative = name.replace(".", "/")
        for root in roots:
            base = "/".join(part for part in (root, relative) if part)
            for candidate in (f"{base}.py", f"{base}/__init__.py"):
                if base and self.source(candidate) is not None:
                    return candidate
        return None

    def imported_files(self, path: str) -> tuple[str, ...]:
        """Returns the project files that the file at `path` imports."""
        tree = self.tree(path)
        found: dict[str, None] = {}
        for node in ast.walk(tree) if tree else ():
            names: list[tuple[str, int]] = []
            if isinstance(node, ast.Import):
                names = [(alias.name, 0) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                module = node.module or ""
                names = [(module, node.level)]
                prefix = module + "." if module else ""
                names += [(prefix + alias.name, node.level) for alias in node.names]
            for name, level in names:
                file = self.module(name, level, path)
                if file is not None and file != path:
                    found[file] = None
        return tuple(found)


@dataclass(frozen=True)
class _Target:
    """A name that code uses."""

    module: str | None
    """The module that it is imported from; ``None`` for a name of the file itself."""
    level: int
    name: str
    """``""`` when the module itself is meant."""
    members: tuple[str, ...] = ()
    """When the name may be a module: what of it is used."""


class _Names:
    """The names that some lines use, with where the file gets them from."""

    def __init__(self, tree: ast.Module, place: Place) -> None:
        nodes = [
            node
            for node in ast.walk(tree)
            if place.first <= getattr(node, "lineno", 0) <= place.last
        ]
        self._used = dict.fromkeys(
            node.id
            for node in nodes
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        )
        self._members: dict[str, dict[str, None]] = {}
        for node in nodes:
            if isinstance(node, ast.Attribute):
                self._members.setdefault(_dotted(node.value), {})[node.attr] = None
        self.attributes = frozenset(node.attr for node in nodes if isinstance(node, ast.Attribute))
        self._imports = list(_imports(tree))

    def targets(self) -> Iterator[_Target]:
        """Yields what the lines use."""
        from_imports: set[str] = set()
        for local, module, level, name in self._imports:
            members = tuple(self._members.get(local, ()))
            from_imports.add(local)
            if name:
                if local in self._used:
                    yield _Target(module, level, name, members)
            else:
                for member in members:
                    yield _Target(module, level, member)
        for name in self._used:
            if name not in from_imports:
                yield _Target(None, 0, name)

    @property
    def own_members(self) -> tuple[str, ...]:
        """What is used of the object that a method belongs to."""
        return tuple(name for first in ("self", "cls") for name in self._members.get(first, ()))


def _imports(tree: ast.Module) -> Iterator[tuple[str, str, int, str]]:
    """Yields (local name or dotted name, module, level, imported name or ``""``)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.asname or alias.name, alias.name, 0, ""
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name, node.module or "", node.level, alias.name


MAX_CLASS = 80
"""Lines of a class that is shown whole."""


def _parts(path: str, node: _Definition, attributes: frozenset[str]) -> Iterator[Place]:
    """Yields a definition; of a long class its head, its constructor and the methods used."""
    if isinstance(node, _Function) or _last(node) - _first(node) < MAX_CLASS:
        yield Place(path, _first(node), _last(node))
        return
    yield Place(path, _first(node), node.lineno)
    for item in node.body:
        if isinstance(item, _Function) and item.name in attributes | {"__init__"}:
            yield Place(path, _first(item), _last(item))


def _dotted(node: ast.expr) -> str:
    """Returns a name such as ``pkg.module``, ``""`` for any other expression."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute) and len(parts) < _MAX_DOTS:
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def _definitions(tree: ast.Module | None) -> Iterator[_Definition]:
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, _Definition):
            yield node


def _assigned(node: ast.Assign | ast.AnnAssign) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _first(node: _Definition) -> int:
    return min([node.lineno, *(item.lineno for item in node.decorator_list)])


def _last(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def _parents(folder: str) -> Iterator[str]:
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
