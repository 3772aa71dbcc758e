"""A parsed source file as the value patterns ask about it: scopes, bindings, live values, edits.

Positions come from `ast`. Before Python 3.12 the positions of expressions inside f-strings are
unreliable, so every span is checked against its text before it is used; see `Code.span`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeVar

from healbot.core.observation import CrashState, ObservedValue
from healbot.core.patch import SourceEdit
from healbot.core.source import SourceFile
from healbot.generators.fix_patterns.pattern import Context

Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef | ast.Module
Node = TypeVar("Node", bound=ast.AST)

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_SCOPES = (*_FUNCTIONS, ast.Lambda, ast.ClassDef, ast.Module)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)

BindingKind = Literal[
    "assign", "augmented", "for", "with", "parameter", "import", "definition", "walrus", "other"
]


class Unlocatable(Exception):
    """An expression whose place in the text is not known for sure; the pattern gives up."""


@dataclass(frozen=True)
class Binding:
    """One place that gives a name its value."""

    kind: BindingKind
    target: ast.AST
    """The bound `ast.Name`, `ast.arg`, `ast.alias` or definition."""
    owner: ast.AST
    """The statement, comprehension clause or named expression that binds."""
    value: ast.expr | None
    """What is assigned, iterated over or entered."""
    path: tuple[int, ...] = ()
    """Indices into an unpacked value, outermost first; empty when the name gets all of it."""


class Code:
    """The file of the innermost project frame, parsed."""

    def __init__(self, context: Context, tree: ast.Module) -> None:
        self.context = context
        self.tree = tree
        self.source: SourceFile = context.source

    # ---- structure -------------------------------------------------------------------------

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All nodes of the file, outermost first."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def _parents(self) -> dict[ast.AST, ast.AST]:
        return {child: node for node in self.nodes for child in ast.iter_child_nodes(node)}

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Returns the node that directly holds `node`."""
        return self._parents.get(node)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yields what holds `node`, innermost first."""
        while (holder := self._parents.get(node)) is not None:
            yield holder
            node = holder

    def statement_of(self, node: ast.AST) -> ast.stmt | None:
        """Returns the innermost statement that holds `node` (or is it)."""
        if isinstance(node, ast.stmt):
            return node
        return next((a for a in self.ancestors(node) if isinstance(a, ast.stmt)), None)

    def scope_of(self, node: ast.AST) -> Scope:
        """Returns the function, class or module in whose body `node` stands."""
        for ancestor in self.ancestors(node):
            if isinstance(ancestor, _SCOPES):
                return ancestor
        return self.tree

    def function_scope_of(self, node: ast.AST) -> Function | None:
        """Returns the innermost ``def`` that holds `node`."""
        return next((a for a in self.ancestors(node) if isinstance(a, _FUNCTIONS)), None)

    def class_of(self, node: ast.AST) -> ast.ClassDef | None:
        """Returns the innermost class that holds `node`."""
        return next((a for a in self.ancestors(node) if isinstance(a, ast.ClassDef)), None)

    def all(self, kind: type[Node], within: ast.AST | None = None) -> Iterator[Node]:
        """Yields the nodes of a kind in the file or within a node, in source order."""
        found = [n for n in (ast.walk(within) if within else self.nodes) if isinstance(n, kind)]
        yield from sorted(
            found, key=lambda n: (getattr(n, "lineno", 0), getattr(n, "col_offset", 0))
        )

    def functions(self, name: str) -> list[Function]:
        """Returns the functions and methods of the file with that name."""
        return [n for n in self.nodes if isinstance(n, _FUNCTIONS) and n.name == name]

    def classes(self, name: str) -> list[ast.ClassDef]:
        """Returns the classes of the file with that name."""
        return [n for n in self.all(ast.ClassDef) if n.name == name]

    # ---- the failing statement -------------------------------------------------------------

    def statement_at(self, line: int) -> ast.stmt | None:
        """Returns the innermost statement that covers a 1-based line."""
        best: ast.stmt | None = None
        for node in self.nodes:  # outermost first: the last match is the innermost
            if isinstance(node, ast.stmt) and _first_line(node) <= line <= (node.end_lineno or 0):
                best = node
        return best

    @cached_property
    def statement(self) -> ast.stmt | None:
        """The statement that raised."""
        return self.statement_at(self.context.line)

    def header(self, statement: ast.stmt) -> Iterator[ast.AST]:
        """Yields the nodes of a statement without those of the statements in its body."""
        stack: list[ast.AST] = [statement]
        while stack:
            node = stack.pop()
            yield node
            for child in reversed(list(ast.iter_child_nodes(node))):
                if not isinstance(child, (ast.stmt, ast.ExceptHandler, ast.match_case)):
                    stack.append(child)

    def failing(self, kind: type[Node]) -> list[Node]:
        """Returns the nodes of a kind in the failing statement that cover the failing line."""
        if self.statement is None:
            return []
        line = self.context.line
        statements = [self.statement]
        for ancestor in self.ancestors(self.statement):  # for x in xs: print(x)
            if isinstance(ancestor, ast.stmt) and ancestor.lineno == self.statement.lineno:
                statements.append(ancestor)
        return [
            node
            for statement in statements
            for node in self.header(statement)
            if isinstance(node, kind)
            and (getattr(node, "lineno", line) or line) <= line
            and line <= (getattr(node, "end_lineno", line) or line)
        ]

    def loops(self) -> list[ast.For | ast.comprehension]:
        """Returns the loops and comprehension clauses that may have failed."""
        return [*self.failing(ast.For), *self.failing(ast.comprehension)]

    @cached_property
    def scope(self) -> Scope:
        """The scope of the failing statement."""
        return self.scope_of(self.statement) if self.statement is not None else self.tree

    # ---- live values -----------------------------------------------------------------------

    @cached_property
    def crash(self) -> CrashState | None:
        """What the probe saw in the frame of this failure."""
        crash = self.context.problem.inspector.crash()
        if crash is None or crash.path != self.source.path:
            return None
        return crash if crash.line == self.context.line else None

    def live(self, node: ast.AST) -> ObservedValue | None:
        """Returns the value at the crash of a name, attribute or subscript."""
        crash = self.crash
        if crash is None or not isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)):
            return None
        if self.statement_of(node) is self.statement:
            for text in (ast.unparse(node), self.source_text(node)):
                if text in crash.expression_values:
                    return crash.expression_values[text]
        return self._live_name(node, crash) if isinstance(node, ast.Name) else None

    def _live_name(self, node: ast.Name, crash: CrashState) -> ObservedValue | None:
        scope = self.scope_of(node)
        if scope is self.scope and node.id in crash.local_values:
            return crash.local_values[node.id]
        if self.bindings(node.id, scope) and scope is not self.tree:
            return None  # a local of another function
        return crash.global_values.get(node.id)

    # ---- names -----------------------------------------------------------------------------

    @cached_property
    def _bindings(self) -> dict[tuple[ast.AST, str], list[Binding]]:
        found: dict[tuple[ast.AST, str], list[Binding]] = {}
        for node in self.nodes:
            for name, binding in _bindings_of(node):
                scope = self._binding_scope(node, binding)
                found.setdefault((scope, name), []).append(binding)
        return found

    def _binding_scope(self, node: ast.AST, binding: Binding) -> ast.AST:
        if binding.kind == "parameter":
            return node
        if isinstance(node, ast.comprehension):
            return self._parents[node]
        scope = self.scope_of(node)
        if isinstance(binding.target, ast.Name):
            declared = self._declarations.get((scope, binding.target.id))
            return declared if declared is not None else scope
        return scope

    @cached_property
    def _declarations(self) -> dict[tuple[ast.AST, str], ast.AST]:
        """Names declared global or nonlocal -> the scope they mean."""
        return {
            (self.scope_of(node), name): self._declared_scope(node)
            for node in self.nodes
            if isinstance(node, (ast.Global, ast.Nonlocal))
            for name in node.names
        }

    def _declared_scope(self, node: ast.Global | ast.Nonlocal) -> ast.AST:
        if isinstance(node, ast.Nonlocal):
            outer = self.function_scope_of(self.scope_of(node))
            if outer is not None:
                return outer
        return self.tree

    def bindings(self, name: str, scope: ast.AST) -> list[Binding]:
        """Returns the places that bind a name in one scope (or comprehension)."""
        return self._bindings.get((scope, name), [])

    def binding_scope(self, node: ast.Name) -> ast.AST | None:
        """Returns the scope (or comprehension) whose variable a name means; ``None`` for builtins.

        Class bodies are skipped from inside functions, as Python does.
        """
        inside_function = False
        for ancestor in (*self.ancestors(node), self.tree):
            if isinstance(ancestor, ast.ClassDef) and inside_function:
                continue
            if isinstance(ancestor, (*_SCOPES, *_COMPREHENSIONS)):
                declared = self._declarations.get((ancestor, node.id))
                if declared is not None:
                    return declared
                if self.bindings(node.id, ancestor):
                    return ancestor
            if isinstance(ancestor, (*_FUNCTIONS, ast.Lambda)):
                inside_function = True
        return None

    def resolve(self, node: ast.Name) -> list[Binding]:
        """Returns the places that may give a name its value."""
        scope = self.binding_scope(node)
        return self.bindings(node.id, scope) if scope is not None else []

    def uses(self, name: str, scope: ast.AST) -> list[ast.Name]:
        """Returns the reads and writes of the variable `name` of a scope, in source order."""
        return [
            node
            for node in self.all(ast.Name, scope)
            if node.id == name and self.binding_scope(node) is scope
        ]

    def reads(self, name: str, scope: ast.AST) -> list[ast.Name]:
        """Returns the reads of the variable `name` of a scope, in source order."""
        return [n for n in self.uses(name, scope) if isinstance(n.ctx, ast.Load)]

    # ---- text and edits --------------------------------------------------------------------

    def source_text(self, node: ast.AST) -> str:
        """Returns the text at a node's position, which before 3.12 may be wrong in f-strings."""
        return self.context.text_of(node)

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Returns the offsets of an expression or statement.

        Raises `Unlocatable` when the text there is not that expression, which happens inside
        f-strings before Python 3.12.
        """
        if not isinstance(node, ast.expr):
            return self.context.span(node)
        holder = next((a for a in self.ancestors(node) if isinstance(a, ast.JoinedStr)), None)
        if holder is None:
            return self.context.span(node)
        return self._span_in_fstring(node, holder)

    def _span_in_fstring(self, node: ast.expr, holder: ast.JoinedStr) -> tuple[int, int]:
        wanted = ast.dump(node)
        start, end = self.context.span(node)
        if _dump_of(self.source.text[start:end]) == wanted:
            return start, end
        # Only an expression that stands there exactly once can be told from its copies.
        start, end = self.context.span(holder)
        text = self.source.text[start:end]
        for candidate in {ast.unparse(node), ast.unparse(node).replace("'", '"')}:
            if text.count(candidate) == 1 and _dump_of(candidate) == wanted:
                first = start + text.index(candidate)
                return first, first + len(candidate)
        raise Unlocatable(wanted)

    def text(self, node: ast.AST) -> str:
        """Returns the text of a node; raises `Unlocatable`."""
        start, end = self.span(node)
        return self.source.text[start:end]

    def replace(self, node: ast.AST, replacement: str) -> SourceEdit:
        """Returns the edit that puts `replacement` in the place of a node."""
        start, end = self.span(node)
        return SourceEdit(self.source.path, start, end, replacement)

    def insert(self, offset: int, text: str) -> SourceEdit:
        """Returns the edit that inserts text at an offset."""
        return SourceEdit(self.source.path, offset, offset, text)

    def delete(self, start: int, end: int) -> SourceEdit:
        """Returns the edit that removes a span."""
        return SourceEdit(self.source.path, start, end, "")

    def outer_span(self, node: ast.expr) -> tuple[int, int]:
        """Returns the offsets of an expression with the parentheses around it."""
        start, end = self.span(node)
        text = self.source.text
        while True:
            before = len(text[:start].rstrip(" \t"))
            after = end + len(text[end:]) - len(text[end:].lstrip(" \t"))
            is_call = isinstance(self.parent(node), ast.Call) and _is_lone_argument(
                self.parent(node), node
            )
            if text[before - 1 : before] != "(" or text[after : after + 1] != ")":
                return start, end
            if is_call and text[: before - 1].rstrip(" \t")[-1:].isidentifier():
                return start, end
            start, end = before - 1, after + 1

    def indent(self, statement: ast.stmt) -> str:
        """Returns the white space before a statement."""
        line = self.source.line(statement.lineno)
        return line[: len(line) - len(line.lstrip())]

    def stands_alone(self, statement: ast.stmt) -> bool:
        """Whether a statement shares its lines with no other code."""
        before = self.source.line(_first_line(statement)).encode()[: _first_column(statement)]
        start, end = self.span(statement)
        tail = self.source.text[end:].split("\n", 1)[0].strip()
        return not before.strip() and (not tail or tail.startswith("#")) and start < end

    def line_after(self, statement: ast.stmt, text: str) -> SourceEdit:
        """Returns the edit that adds a line behind a statement, equally indented."""
        if not self.stands_alone(statement):
            raise Unlocatable("shares its line")
        number = statement.end_lineno or statement.lineno
        offset = self.source.offset(number, len(self.source.line(number)))
        return self.insert(offset, self.source.newline + self.indent(statement) + text)

    def line_before(self, statement: ast.stmt, text: str) -> SourceEdit:
        """Returns the edit that adds a line before a statement (and its decorators)."""
        if not self.stands_alone(statement):
            raise Unlocatable("shares its line")
        offset = self.source.offset(_first_line(statement), 0)
        return self.insert(offset, self.indent(statement) + text + self.source.newline)


def _first_line(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(d.lineno for d in decorators)])


def _first_column(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return statement.col_offset if not decorators else 0


def _is_lone_argument(call: ast.AST | None, node: ast.expr) -> bool:
    return isinstance(call, ast.Call) and call.args == [node] and not call.keywords


def _dump_of(text: str) -> str:
    try:
        return ast.dump(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError):
        return ""


def _bindings_of(node: ast.AST) -> Iterator[tuple[str, Binding]]:
    """Yields what a single node binds."""
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _targets("assign", target, node, value)
        case ast.AnnAssign(target=target, value=value) if value is not None:
            yield from _targets("assign", target, node, value)
        case ast.AugAssign(target=target, value=value):
            yield from _targets("augmented", target, node, value)
        case (
            ast.For(target=target, iter=value)
            | ast.AsyncFor(target=target, iter=value)
            | ast.comprehension(target=target, iter=value)
        ):
            yield from _targets("for", target, node, value)
        case ast.NamedExpr(target=target, value=value):
            yield from _targets("walrus", target, node, value)
        case ast.With(items=items) | ast.AsyncWith(items=items):
            for target, value in _entered(items):
                yield from _targets("with", target, node, value)
        case _:
            yield from _other_bindings(node)


def _entered(items: list[ast.withitem]) -> Iterator[tuple[ast.expr, ast.expr]]:
    for item in items:
        if item.optional_vars is not None:
            yield item.optional_vars, item.context_expr


def _other_bindings(node: ast.AST) -> Iterator[tuple[str, Binding]]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield node.name, Binding("definition", node, node, None)
            yield from _parameters(node)
        case ast.Lambda():
            yield from _parameters(node)
        case ast.ClassDef():
            yield node.name, Binding("definition", node, node, None)
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            for alias in names:
                name = alias.asname or alias.name.partition(".")[0]
                yield name, Binding("import", alias, node, None)
        case ast.ExceptHandler(name=str(name)):
            yield name, Binding("other", node, node, None)
        case _:
            return


def _targets(
    kind: BindingKind,
    target: ast.expr,
    owner: ast.AST,
    value: ast.expr,
    path: tuple[int, ...] = (),
) -> Iterator[tuple[str, Binding]]:
    if isinstance(target, ast.Starred):
        yield from _targets(kind, target.value, owner, value, (*path, -1))
    elif isinstance(target, (ast.Tuple, ast.List)):
        for index, element in enumerate(target.elts):
            yield from _targets(kind, element, owner, value, (*path, index))
    elif isinstance(target, ast.Name):
        yield target.id, Binding(kind, target, owner, value, path)


def _parameters(node: Function | ast.Lambda) -> Iterator[tuple[str, Binding]]:
    arguments = node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    for argument in (*every, arguments.vararg, arguments.kwarg):
        if argument is not None:
            yield argument.arg, Binding("parameter", argument, node, None)
