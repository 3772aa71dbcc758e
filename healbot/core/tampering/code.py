"""A parsed file: its nodes with their scopes, and what its names stand for.

Rules ask about targets such as ``os._exit``, not about spellings: a target is the dotted name after
import aliases, plain assignments, ``getattr`` with a constant, ``__import__``, ``vars()`` and
``sys.modules`` have been followed. A name that the file binds itself has a target that starts with
a dot (``.self.skipTest``), so that a parameter called ``exit`` is not `exit`.
"""

from __future__ import annotations

import ast
import builtins
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

Node = TypeVar("Node", bound=ast.AST)
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DEFINITIONS = (*FUNCTIONS, ast.ClassDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_MAX_HOPS = 12
"""Aliases of aliases that are followed."""
_COMPOSED = (ast.BinOp, ast.JoinedStr, ast.Call, ast.Subscript)
"""Expressions that can make a text of constants."""
_GUARDED = frozenset({"eval", "exec", "compile", "__import__", "exit", "quit"})
"""Builtins that a later or deleted binding of the name does not hide."""
_IMPORTERS = frozenset({"__import__", "importlib.import_module", "importlib.__import__"})
_UNKNOWN = "?"


class TooDeep(Exception):
    """The file is nested too deeply for Python's own parser."""


@dataclass(eq=False)
class Frame:
    """One namespace: a module, class, function or comprehension."""

    scope: str
    """Dotted name of the enclosing definitions; ``""`` is the module."""
    is_class: bool = False
    parent: Frame | None = None
    bound: set[str] = field(default_factory=set)
    aliases: dict[str, str | ast.expr] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    """Modules of ``from module import *``."""
    first: dict[str, int] = field(default_factory=dict)
    """The line on which each name is bound first; later ones do not matter for uses above."""
    deleted: set[str] = field(default_factory=set)
    outer: set[str] = field(default_factory=set)
    """Names declared ``global`` or ``nonlocal``."""


@dataclass(frozen=True)
class Reference:
    """A use of a name or attribute: the longest chain of attributes that starts there."""

    target: str
    node: ast.expr

    @property
    def leaf(self) -> str:
        """The last name of the target."""
        return self.target.rpartition(".")[2]

    def names(self, *targets: str) -> bool:
        """Whether the target is one of `targets` or something of theirs."""
        return any(self.target == item or self.target.startswith(item + ".") for item in targets)


class Code:
    """A parsed file."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.module = Frame("")
        self.nodes: list[ast.AST] = []
        """All nodes, each before its children, in the order of the source."""
        self.frames: dict[ast.AST, Frame] = {}
        self.parents: dict[ast.AST, ast.AST] = {}
        stack: list[tuple[ast.AST, Frame]] = [(tree, self.module)]
        while stack:  # no recursion: hostile files nest deeply
            node, frame = stack.pop()
            self.nodes.append(node)
            self.frames[node] = frame
            _bind(node, frame)
            children = list(_children(node, frame))
            for child, _ in children:
                self.parents[child] = node
            stack.extend(reversed(children))

    def scope(self, node: ast.AST) -> str:
        """Returns the dotted name of the definitions around a node."""
        return self.frames[node].scope

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yields the nodes around `node`, innermost first."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def statement(self, node: ast.AST) -> ast.AST:
        """Returns the statement that `node` is part of."""
        if isinstance(node, ast.stmt):
            return node
        return next((item for item in self.ancestors(node) if isinstance(item, ast.stmt)), node)

    def is_docstring(self, node: ast.AST) -> bool:
        """Whether a constant is a string that stands alone."""
        return isinstance(self.parents.get(node), ast.Expr)

    @cached_property
    def functions(self) -> dict[str, FunctionNode]:
        """Functions by dotted name; of several with one name the last counts, as in Python."""
        return {
            _qualified(self.scope(node), node.name): node
            for node in self.nodes
            if isinstance(node, FUNCTIONS)
        }

    @cached_property
    def scopes(self) -> frozenset[str]:
        """The dotted names of all scopes."""
        return frozenset(frame.scope for frame in self.frames.values())

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that the code loads."""
        return frozenset(
            node.id
            for node in self.nodes
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        )

    @cached_property
    def texts(self) -> tuple[tuple[ast.expr, str], ...]:
        """The texts in the code, docstrings left out; those put together from constants too."""
        found: list[tuple[ast.expr, str]] = []
        for constant in self.of(ast.Constant):
            if isinstance(constant.value, str) and not self.is_docstring(constant):
                found.append((constant, constant.value))
        for node in self.of(*_COMPOSED):
            text = folded(node)
            if text is not None:
                found.append((node, text))
        return tuple(found)

    @cached_property
    def imported_roots(self) -> frozenset[str]:
        """The top-level modules that the file imports, anywhere."""
        return frozenset(
            name.partition(".")[0] for node in self.nodes for name, _ in imported(node)
        )

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """Every use of a name or attribute in the file, in order."""
        return tuple(self._references())

    def _references(self) -> Iterator[Reference]:
        for node in self.nodes:
            if not isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
                continue
            parent = self.parents.get(node)
            if isinstance(parent, ast.Attribute):  # part of a longer chain
                continue
            target = self.target(node)
            if target is not None:
                yield Reference(target, node)

    @cached_property
    def references_by_name(self) -> dict[str, list[int]]:
        """Positions in `references` by target, by each dotted beginning of it, and by last name.

        Last names are written with a dot before them.
        """
        index: dict[str, list[int]] = {}
        for position, reference in enumerate(self.references):
            target = reference.target
            names = {f".{reference.leaf}", target}
            names |= _through_other_modules(target)
            end = target.find(".", 1)
            while end > 0 and len(names) < 30:
                names.add(target[:end])
                end = target.find(".", end + 1)
            for name in names:
                index.setdefault(name, []).append(position)
        return index

    def of(self, *kinds: type[Node]) -> Iterator[Node]:
        """Yields the nodes of some types; of one type in the order of the source."""
        for kind in kinds:
            yield from self._by_type.get(kind, ())  # type: ignore[misc]

    @cached_property
    def _by_type(self) -> dict[type[ast.AST], list[ast.AST]]:
        index: dict[type[ast.AST], list[ast.AST]] = {}
        for node in self.nodes:
            index.setdefault(type(node), []).append(node)
        return index

    def is_unbound(self, name: ast.Name) -> bool:
        """Whether the file neither binds nor imports a name where it is used."""
        frame: Frame | None = self.frames[name]
        while frame is not None:
            if name.id in frame.aliases or name.id in frame.bound:
                return False
            frame = frame.parent
        return True

    def target(self, node: ast.expr) -> str | None:
        """Returns the dotted name that an expression stands for; ``None`` for other values."""
        return self._target(node, self.frames.get(node, self.module), _MAX_HOPS)

    def _target(self, node: ast.expr, frame: Frame, hops: int) -> str | None:
        names: list[str] = []
        while isinstance(node, ast.Attribute):
            if node.attr != "__dict__":  # vars(module)["x"] is module.x
                names.append(node.attr)
            node = node.value
        root = self._root(node, frame, hops)
        if root is None:
            if not names:
                return None
            root = _UNKNOWN
        return ".".join([root, *reversed(names)]).removeprefix("builtins.")

    def _root(self, node: ast.expr, frame: Frame, hops: int) -> str | None:
        if hops <= 0:
            return None
        match node:
            case ast.Name(id=name):
                return self._name(name, frame, hops - 1, line_of(node))
            case ast.Call(func=ast.Name(id="getattr"), args=[base, key, *_]):
                member = folded(key)
                return self._member(base, member, frame, hops - 1) if member else None
            case ast.Call(func=ast.Name(id="vars"), args=[base]):
                return self._target(base, frame, hops - 1)
            case ast.Call(func=func, args=[module, *_]):
                importer = self._target(func, frame, hops - 1) in _IMPORTERS
                return folded(module) if importer else None
            case ast.Subscript(value=base, slice=key):
                member = folded(key)
                return self._item(base, member, frame, hops - 1) if member else None
            case ast.NamedExpr(value=value):
                return self._target(value, frame, hops - 1)
            case _:
                return None

    def _item(self, base: ast.expr, name: str, frame: Frame, hops: int) -> str | None:
        """Follows ``sys.modules["x"]``, ``globals()["x"]`` and ``vars(x)["y"]``."""
        match base:
            case ast.Call(func=ast.Name(id="vars"), args=[_]) | ast.Attribute(attr="__dict__"):
                return self._member(base, name, frame, hops)
            case ast.Call(func=ast.Name(id="globals" | "locals" | "vars"), args=[]):
                return name
            case ast.Name(id="__builtins__"):
                return name
            case _:
                return name if self._target(base, frame, hops) == "sys.modules" else None

    def _member(self, base: ast.expr, name: str, frame: Frame, hops: int) -> str | None:
        owner = self._target(base, frame, hops)
        return f"{owner}.{name}" if owner else f"{_UNKNOWN}.{name}"

    def _name(self, name: str, start: Frame, hops: int, line: int = 0) -> str:
        frame: Frame | None = start
        stars: list[str] = []
        while frame is not None:
            visible = (not frame.is_class or frame is start) and not (
                name in _GUARDED and (name in frame.deleted or line < frame.first.get(name, 0))
            )
            if visible and name in frame.aliases:
                return self._alias(name, frame, hops)
            if visible and name in frame.bound:
                return f".{name}"
            stars += frame.stars
            frame = frame.parent
        if name == "__builtins__":
            return "builtins"
        if stars and name not in _KNOWN_BUILTINS:
            return f"{stars[0]}.{name}"
        return name

    def _alias(self, name: str, frame: Frame, hops: int) -> str:
        value = frame.aliases[name]
        if isinstance(value, str):
            return value
        if isinstance(value, ast.Name) and value.id == name:  # eval = eval
            return self._name(name, frame.parent, hops) if frame.parent else name
        target = self._target(value, frame, hops) if hops > 0 else None
        return f".{name}" if target is None or target.startswith(("?", ".")) else target


_KNOWN_BUILTINS = frozenset(dir(builtins))


_EVERYWHERE = frozenset({"os", "sys", "builtins", "subprocess", "importlib", "signal", "ctypes"})
"""Modules that nearly every module of the standard library has imported for itself."""


def _through_other_modules(target: str) -> set[str]:
    """Returns ``sys.exit`` for ``argparse._sys.exit``: the module is reached through another."""
    parts = target.split(".")
    if not parts[0] or parts[0] == _UNKNOWN:
        return set()
    return {
        ".".join([part.lstrip("_"), *parts[position:][:3]])
        for position, part in enumerate(parts[1:10], 2)
        if part.lstrip("_") in _EVERYWHERE and position < len(parts)
    }


def folded(node: ast.AST, depth: int = 8) -> str | None:
    """Returns the text that an expression of constants makes, ``None`` for other expressions.

    Follows ``"a" + "b"``, f-strings of constants, ``"".join([...])``, ``"ba"[::-1]`` and changes
    of case: the ways in which a name is hidden from a search.
    """
    if depth <= 0:
        return None
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _joined("", [left, right], depth)
        case ast.JoinedStr(values=values):
            return _joined("", values, depth)
        case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
            return folded(value, depth - 1)
        case ast.Call(func=ast.Attribute(value=base, attr=method), args=arguments):
            return _folded_call(base, method, arguments, depth)
        case ast.Subscript(
            value=base,
            slice=ast.Slice(None, None, ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1))),
        ):
            reversed_text = folded(base, depth - 1)
            return None if reversed_text is None else reversed_text[::-1]
        case _:
            return None


def _folded_call(base: ast.expr, method: str, arguments: list[ast.expr], depth: int) -> str | None:
    match method, arguments:
        case "join", [ast.List(elts=parts) | ast.Tuple(elts=parts)]:
            glue = folded(base, depth - 1)
            return None if glue is None else _joined(glue, parts, depth)
        case "lower" | "upper" | "strip", []:
            text = folded(base, depth - 1)
            return None if text is None else str(getattr(text, method)())
        case _:
            return None


def _joined(glue: str, parts: Sequence[ast.expr], depth: int) -> str | None:
    texts = [folded(part, depth - 1) for part in parts[:100]]
    known = [text for text in texts if text is not None]
    return glue.join(known) if len(known) == len(texts) else None


def parse(text: str) -> Code | None:
    """Returns the parsed text, ``None`` when it is no valid Python for healbot's interpreter.

    Raises `TooDeep` when it is nested too deeply to be parsed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes are not what is examined
            return Code(ast.parse(text))
    except (RecursionError, MemoryError) as error:
        raise TooDeep from error
    except (SyntaxError, ValueError, OverflowError, SystemError):
        return None


def empty_code() -> Code:
    """Returns the code of an empty file."""
    return Code(ast.Module([], []))


def snippet(node: ast.AST) -> str:
    """Returns a node as text that formatting does not change."""
    try:
        return ast.unparse(node)
    except ValueError:  # a number with too many digits to be printed
        return f"<{type(node).__name__}>"


def imported(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yields the modules that a statement imports, each with a name that it binds.

    Relative imports are left out: they stay in the project.
    """
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.name, alias.asname or alias.name.partition(".")[0]
    elif isinstance(node, ast.ImportFrom) and not node.level:
        for alias in node.names:
            yield node.module or "", alias.asname or alias.name


def line_of(node: ast.AST) -> int:
    """Returns the 1-based line of a node, 0 when it has none."""
    return getattr(node, "lineno", 0)


def _qualified(scope: str, name: str) -> str:
    return f"{scope}.{name}" if scope else name


def _children(node: ast.AST, frame: Frame) -> Iterator[tuple[ast.AST, Frame]]:
    """Yields the children of a node with the namespace in which each is evaluated."""
    if isinstance(node, DEFINITIONS):
        own = Frame(_qualified(frame.scope, node.name), isinstance(node, ast.ClassDef), frame)
    elif isinstance(node, (ast.Lambda, *_COMPREHENSIONS)):
        own = Frame(frame.scope, parent=frame)
    else:
        yield from ((child, frame) for child in ast.iter_child_nodes(node))
        return
    inner: set[ast.AST] = set()
    if isinstance(node, _COMPREHENSIONS):
        inner = set(ast.iter_child_nodes(node))
    elif isinstance(node, ast.Lambda):
        inner = {node.body}
    elif isinstance(node, DEFINITIONS):
        inner = set(node.body)
    if isinstance(node, (*FUNCTIONS, ast.Lambda)):
        _bind_parameters(node.args, own)
    for child in ast.iter_child_nodes(node):
        yield child, own if child in inner else frame


def _bind_parameters(arguments: ast.arguments, frame: Frame) -> None:
    positional = [*arguments.posonlyargs, *arguments.args]
    every = [*positional, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    frame.bound.update(item.arg for item in every if item is not None)
    defaults: Iterable[tuple[ast.arg, ast.expr | None]] = [
        *zip(reversed(positional), reversed(arguments.defaults), strict=False),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=False),
    ]
    for parameter, default in defaults:
        if isinstance(default, ast.Name) and default.id == parameter.arg:
            frame.aliases[parameter.arg] = default  # def f(eval=eval) still means eval


def _bind(node: ast.AST, frame: Frame) -> None:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            _bind_name(name, frame, node)
            if isinstance(node.ctx, ast.Del):
                frame.deleted.add(name)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            _bind_name(name, frame, node)
        case ast.Import() | ast.ImportFrom():
            _bind_import(node, frame)
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
            _bind_name(name, frame, node)
        case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            _bind_name(name, frame, node)
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            frame.outer.update(names)
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=value)
            | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            | ast.NamedExpr(target=ast.Name(id=name), value=value)
        ):
            if isinstance(value, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
                frame.aliases.setdefault(name, value)


def _bind_name(name: str, frame: Frame, node: ast.AST) -> None:
    if name not in frame.outer:
        frame.bound.add(name)
        frame.first.setdefault(name, line_of(node))


def _bind_import(node: ast.Import | ast.ImportFrom, frame: Frame) -> None:
    for alias in node.names:
        bound = alias.asname or alias.name.partition(".")[0]
        frame.first.setdefault(bound, line_of(node))
        if isinstance(node, ast.Import):
            root = alias.name.partition(".")[0]
            frame.aliases[alias.asname or root] = alias.name if alias.asname else root
        elif alias.name == "*":
            frame.stars.append("." * node.level + (node.module or ""))
        else:
            module = "." * node.level + (node.module or "")
            frame.aliases[alias.asname or alias.name] = f"{module}.{alias.name}".removeprefix(
                "builtins."
            )
