"""How odd the blocks of a program are: which statements nobody puts where they stand.

Several ways to indent a broken file compile. `block_oddity` adds up signs that one of them is not
what was meant: names used outside of the function that binds them, statements behind a return,
loops that never end or return in their first round, methods outside of a class.
"""

from __future__ import annotations

import ast
import builtins
import symtable
import warnings
from collections.abc import Iterator
from itertools import pairwise

_BUILTINS = frozenset(dir(builtins)) | {
    "__file__", "__name__", "__doc__", "__builtins__", "raw_input", "xrange", "unicode", "reduce",
}  # fmt: skip
_LEAVES = (ast.Return, ast.Raise, ast.Break, ast.Continue)
_LOOPS = (ast.For, ast.While, ast.AsyncFor)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def block_oddity(text: str) -> float:
    """Returns the sum of the signs in a text that compiles; the lower the likelier."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(text)
            table = symtable.symtable(text, "<candidate>", "exec")
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return 0.0
    return 2.5 * len(_unbound(table)) + sum(_signs(tree, None, None))


def _unbound(module: symtable.SymbolTable) -> set[str]:
    """Returns the names that are read and nowhere bound; none when a star import hides them."""
    bound = {s.get_name() for s in module.get_symbols() if _binds(s)}
    used: set[str] = set()
    tables = [module]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        for symbol in table.get_symbols():
            if symbol.is_declared_global() and symbol.is_assigned():
                bound.add(symbol.get_name())
            outer = symbol.is_global() or table is module
            if outer and symbol.is_referenced():
                used.add(symbol.get_name())
    return used - bound - _BUILTINS


def _binds(symbol: symtable.Symbol) -> bool:
    return symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()


def _signs(node: ast.AST, scope: ast.AST | None, loop: ast.AST | None) -> Iterator[float]:
    for field in ("body", "orelse", "finalbody", "handlers"):
        block = getattr(node, field, None)
        if not isinstance(block, list):
            continue
        yield from _block_signs(block)
        for statement in block:
            yield from _own_signs(statement, scope)
            inner = statement if isinstance(statement, (*_FUNCTIONS, ast.ClassDef)) else scope
            yield from _signs(statement, inner, loop)


def _block_signs(block: list[ast.stmt]) -> Iterator[float]:
    for above, below in pairwise(block):
        if isinstance(above, _LEAVES) or (_exits(above) and not isinstance(below, _FUNCTIONS)):
            yield 2.0
        if isinstance(above, _LOOPS) and not above.orelse:
            # What only the loop binds is rarely used right behind it.
            inner = _stored(*above.body) & _names(below) - _stored(below)
            yield 0.8 if inner - _stored(*block[: block.index(above)]) else 0.0
        if isinstance(above, ast.For):
            targets = _names(above.target)
            unused = targets - _names(*above.body)
            if unused and unused & _names(below) and not targets & _stored(below):
                yield 1.5


def _exits(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="sys"), attr="exit"))):
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id="exit" | "quit"))):
            return True
    return False


def _own_signs(node: ast.stmt, scope: ast.AST | None) -> Iterator[float]:
    if isinstance(node, _FUNCTIONS):
        yield from _function_signs(node, scope)
    elif isinstance(node, _LOOPS):
        yield from _loop_signs(node)
    elif isinstance(node, ast.If) and scope is not None and "__name__" in _names(node.test):
        yield 3.0
    elif isinstance(node, ast.ClassDef):
        yield 0.5 if isinstance(scope, _FUNCTIONS) else 0.0
        if any(isinstance(item, _FUNCTIONS) for item in node.body):
            yield 1.0 * sum(isinstance(n, (ast.For, ast.While, ast.Try)) for n in node.body)
            yield 0.7 * sum(_is_call(item) for item in node.body)


def _loop_signs(node: ast.For | ast.While | ast.AsyncFor) -> Iterator[float]:
    last = node.body[-1]
    if isinstance(last, ast.Return) and not isinstance(node, ast.While):
        yield 2.0
    elif isinstance(last, (ast.Return, ast.Break)):
        yield 0.7
    elif isinstance(last, ast.Continue):
        yield 0.3
    if node.orelse and not any(isinstance(n, ast.Break) for n in ast.walk(node)):
        yield 1.5
    if isinstance(node, ast.While):
        yield from _while_signs(node)
    else:
        yield 0.3 if _names(node.target) - _names(*node.body) - {"_", "i"} else 0.0


def _is_call(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)


def _function_signs(node: ast.stmt, scope: ast.AST | None) -> Iterator[float]:
    assert isinstance(node, _FUNCTIONS)  # noqa: S101 - narrows the type
    arguments = [*node.args.posonlyargs, *node.args.args]
    first = arguments[0].arg if arguments else ""
    if isinstance(scope, ast.ClassDef):
        usual = first in ("self", "cls", "mcs", "_") or node.decorator_list or node.args.vararg
        yield 0.0 if usual else 2.0
    elif first == "self":
        yield 2.0
    if _calls(node, node.name) and len(node.body) > 1 and _is_call(node.body[-1]):
        last = node.body[-1]
        if isinstance(last, ast.Expr) and _calls(last, node.name) and not first:
            yield 1.5  # calls itself as its last step: the call belongs behind the function
    loaded = {
        n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
    }
    declared = {
        name
        for n in ast.walk(node)
        if isinstance(n, (ast.Global, ast.Nonlocal))
        for name in n.names
    }
    unused = _stored(*node.body) - loaded - declared
    yield 0.5 * len([name for name in unused if not name.startswith("_")])


def _calls(node: ast.AST, name: str) -> bool:
    return any(
        isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == name
        for n in ast.walk(node)
    )


def _while_signs(node: ast.While) -> Iterator[float]:
    """A loop whose condition nothing in its body can change."""
    leaves = any(
        isinstance(n, (ast.Break, ast.Return, ast.Raise, ast.Yield)) for n in _inside(node)
    )
    leaves = leaves or any(isinstance(n, ast.stmt) and _exits(n) for n in _inside(node))
    if leaves:
        return
    watched = _names(node.test)
    if not watched:
        yield 1.5
        return
    calls = any(isinstance(n, ast.Call) for n in ast.walk(node.test))
    changed = _stored(*node.body) | {
        n.func.value.id
        for n in _inside(node)
        if isinstance(n, ast.Call)
        and isinstance(n.func, ast.Attribute)
        and isinstance(n.func.value, ast.Name)
    }
    if not watched & changed and not calls:
        yield 3.0


def _inside(node: ast.While) -> Iterator[ast.AST]:
    for statement in node.body:
        yield from ast.walk(statement)


def _names(*nodes: ast.AST) -> set[str]:
    return {n.id for node in nodes for n in ast.walk(node) if isinstance(n, ast.Name)}


def _stored(*nodes: ast.AST) -> set[str]:
    return {
        n.id
        for node in nodes
        for n in ast.walk(node)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
