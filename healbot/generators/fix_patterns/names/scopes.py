"""Who binds which name where: the scopes of a file with every binding and every use.

`symtable` has no positions, so the rules of the language reference ("Naming and binding") are
walked here: class bodies are not visible from functions inside them, comprehensions are scopes of
their own whose first iterable belongs outside, ``global`` and ``nonlocal`` redirect bindings.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

Function = ast.FunctionDef | ast.AsyncFunctionDef
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True)
class Binding:
    """One place that gives a name a value."""

    name: str
    kind: str
    """``assign``, ``parameter``, ``import``, ``def``, ``class`` or ``except``."""
    node: ast.AST
    """The `ast.Name`, `ast.arg`, `ast.alias`, definition or handler that does it."""
    line: int


@dataclass(eq=False)
class Scope:
    """A module, class, function (or lambda) or comprehension."""

    node: ast.AST
    parent: Scope | None
    kind: str
    """``module``, ``class``, ``function`` or ``comprehension``."""
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    loads: dict[str, list[ast.Name]] = field(default_factory=dict)
    global_names: set[str] = field(default_factory=set)
    outer_names: set[str] = field(default_factory=set)
    children: list[Scope] = field(default_factory=list)

    def chain(self) -> Iterator[Scope]:
        """Yields the scopes in which a name used here is looked for, nearest first."""
        yield self
        scope = self.parent
        while scope is not None:
            if scope.kind != "class" or (self.kind == "comprehension" and scope is self.parent):
                yield scope
            scope = scope.parent

    def owner_of(self, name: str) -> Scope | None:
        """Returns the scope whose binding a use of `name` here would see, if any."""
        if name in self.global_names:
            root = self.root
            return root if name in root.bindings else None
        for scope in self.chain():
            if scope.kind == "class" and scope is not self:
                continue
            if name in scope.bindings and name not in scope.outer_names:
                return scope
        return None

    @property
    def root(self) -> Scope:
        """The module scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    @property
    def function(self) -> Scope:
        """The nearest scope that is not a comprehension."""
        scope = self
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        return scope

    def within(self) -> Iterator[Scope]:
        """Yields this scope and all scopes inside it."""
        yield self
        for child in self.children:
            yield from child.within()


@dataclass(frozen=True)
class ScopeTable:
    """All scopes of a file."""

    module: Scope
    by_load: dict[ast.Name, Scope]
    """The scope in which each loaded name stands."""
    by_node: dict[ast.AST, Scope]
    """The scope that a function, class, lambda or comprehension opens."""

    def uses(self, scope: Scope, name: str) -> list[ast.Name]:
        """Returns the loads of `name` that see the binding in `scope`, in file order."""
        found = [
            node
            for inner in scope.within()
            for node in inner.loads.get(name, ())
            if inner.owner_of(name) is scope
        ]
        return sorted(found, key=lambda node: (node.lineno, node.col_offset))

    def unresolved(self, name: str) -> list[ast.Name]:
        """Returns the loads of `name` that no binding of the file answers, in file order."""
        found = [
            node
            for scope in self.module.within()
            for node in scope.loads.get(name, ())
            if scope.owner_of(name) is None
        ]
        return sorted(found, key=lambda node: (node.lineno, node.col_offset))

    def unresolved_names(self) -> set[str]:
        """Returns every loaded name that no binding of the file answers (builtins included)."""
        names = {name for scope in self.module.within() for name in scope.loads}
        return {name for name in names if self.unresolved(name)}

    def bound_anywhere(self, name: str) -> bool:
        """Whether any scope of the file binds `name`."""
        return any(name in scope.bindings for scope in self.module.within())


class _Builder(ast.NodeVisitor):
    def __init__(self, tree: ast.Module) -> None:
        self.scope = Scope(tree, None, "module")
        self.table = ScopeTable(self.scope, {}, {tree: self.scope})

    def _bind(self, name: str, kind: str, node: ast.AST, line: int) -> None:
        scope = self.scope
        if name in scope.global_names:
            scope = scope.root
        elif name in scope.outer_names:
            outer = scope.parent
            while outer is not None and outer.parent is not None and name not in outer.bindings:
                outer = outer.parent
            scope = outer or scope
        scope.bindings.setdefault(name, []).append(Binding(name, kind, node, line))

    def _open(self, node: ast.AST, kind: str) -> Scope:
        scope = Scope(node, self.scope, kind)
        self.scope.children.append(scope)
        self.table.by_node[node] = scope
        return scope

    def _visit_all(self, nodes: Iterable[ast.AST | None]) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.scope.loads.setdefault(node.id, []).append(node)
            self.table.by_load[node] = self.scope
        else:
            self._bind(node.id, "assign", node, node.lineno)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.visit(node.value)
        if isinstance(node.target, ast.Name):  # needs a value already: a use more than a binding
            self.scope.loads.setdefault(node.target.id, []).append(node.target)
            self.table.by_load[node.target] = self.scope
        else:
            self.visit(node.target)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        inner = self.scope
        self.scope = inner.function  # PEP 572: binds outside the comprehension
        self._bind(node.target.id, "assign", node.target, node.target.lineno)
        self.scope = inner

    def visit_Global(self, node: ast.Global) -> None:
        self.scope.global_names.update(node.names)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        self.scope.outer_names.update(node.names)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            self._bind(name, "import", alias, node.lineno)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            self._bind(alias.asname or alias.name, "import", alias, node.lineno)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self._bind(node.name, "except", node, node.lineno)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        if node.name:
            self._bind(node.name, "assign", node, node.lineno)
        self.generic_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        if node.name:
            self._bind(node.name, "assign", node, node.lineno)

    def visit_FunctionDef(self, node: Function) -> None:
        self._bind(node.name, "def", node, node.lineno)
        arguments = node.args
        everything = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        starred = [arg for arg in (arguments.vararg, arguments.kwarg) if arg]
        self._visit_all(node.decorator_list)
        self._visit_all((*arguments.defaults, *arguments.kw_defaults))
        self._visit_all(arg.annotation for arg in (*everything, *starred))
        self._visit_all([node.returns])
        self._function(node, (*everything, *starred), node.body)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        arguments = node.args
        self._visit_all((*arguments.defaults, *arguments.kw_defaults))
        starred = [arg for arg in (arguments.vararg, arguments.kwarg) if arg]
        everything = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *starred)
        self._function(node, everything, [node.body])

    def _function(self, node: ast.AST, args: Iterable[ast.arg], body: Iterable[ast.AST]) -> None:
        outer, self.scope = self.scope, self._open(node, "function")
        for param in getattr(node, "type_params", []):  # PEP 695
            self._bind(param.name, "parameter", param, param.lineno)
        for arg in args:
            self._bind(arg.arg, "parameter", arg, arg.lineno)
        body = list(body)
        for statement in body:  # declarations first: they redirect every binding of the function
            for inner in _own_nodes(statement):
                if isinstance(inner, ast.Global):
                    self.visit_Global(inner)
                elif isinstance(inner, ast.Nonlocal):
                    self.visit_Nonlocal(inner)
        self._visit_all(body)
        self.scope = outer

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._bind(node.name, "class", node, node.lineno)
        self._visit_all((*node.decorator_list, *node.bases, *(k.value for k in node.keywords)))
        outer, self.scope = self.scope, self._open(node, "class")
        for param in getattr(node, "type_params", []):
            self._bind(param.name, "parameter", param, param.lineno)
        self._visit_all(node.body)
        self.scope = outer

    def _comprehension(self, node: Comprehension) -> None:
        first, *rest = node.generators
        self.visit(first.iter)
        outer, self.scope = self.scope, self._open(node, "comprehension")
        self._visit_all((first.target, *first.ifs, *rest))
        if isinstance(node, ast.DictComp):
            self._visit_all((node.key, node.value))
        else:
            self.visit(node.elt)
        self.scope = outer

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension


def _own_nodes(statement: ast.AST) -> Iterator[ast.AST]:
    """Yields the nodes of a statement that do not lie in a scope of their own."""
    yield statement
    if isinstance(statement, (*FUNCTIONS, ast.ClassDef, ast.Lambda, *COMPREHENSIONS)):
        return
    for child in ast.iter_child_nodes(statement):
        yield from _own_nodes(child)


@lru_cache(maxsize=8)
def scopes_of(tree: ast.Module) -> ScopeTable:
    """Returns the scopes of a parsed file."""
    builder = _Builder(tree)
    for statement in tree.body:
        builder.visit(statement)
    return builder.table
