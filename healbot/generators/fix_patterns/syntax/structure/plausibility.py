"""How odd a program looks: what compiles is not yet what somebody meant.

`oddities` counts constructs that compile but that nobody writes on purpose: a comparison as a
statement, ``len(a, b)``, a call of a string, text plus number. Of several edits that all compile,
the one that adds the fewest is the likeliest.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_ARITY: dict[str, tuple[int, int]] = {
    "len": (1, 1), "abs": (1, 1), "int": (0, 2), "float": (0, 1), "str": (0, 3), "bool": (0, 1),
    "input": (0, 1), "range": (1, 3), "sum": (1, 2), "round": (1, 2), "isinstance": (2, 2),
    "issubclass": (2, 2), "sorted": (1, 1), "reversed": (1, 1), "enumerate": (1, 2),
    "list": (0, 1), "set": (0, 1), "tuple": (0, 1), "dict": (0, 1), "map": (2, 9),
    "filter": (2, 2), "any": (1, 1), "all": (1, 1), "chr": (1, 1), "ord": (1, 1), "open": (1, 8),
    "type": (1, 3), "repr": (1, 1), "hex": (1, 1), "bin": (1, 1), "next": (1, 2), "iter": (1, 2),
    "hasattr": (2, 2), "getattr": (2, 3), "setattr": (3, 3), "pow": (2, 3), "divmod": (2, 2),
    "min": (1, 99), "max": (1, 99), "callable": (1, 1), "id": (1, 1), "hash": (1, 1),
}  # fmt: skip
"""Positional arguments (least, most) of builtins."""
_METHOD_ARITY: dict[str, tuple[int, int]] = {
    "append": (1, 1), "extend": (1, 1), "join": (1, 1), "lower": (0, 0), "upper": (0, 0),
    "title": (0, 0), "capitalize": (0, 0), "strip": (0, 1), "lstrip": (0, 1), "rstrip": (0, 1),
    "items": (0, 0), "keys": (0, 0), "values": (0, 0), "isdigit": (0, 0), "split": (0, 2),
    "startswith": (1, 3), "endswith": (1, 3), "replace": (2, 3), "copy": (0, 0), "sort": (0, 0),
    "reverse": (0, 0), "insert": (2, 2), "readlines": (0, 1), "read": (0, 1), "sqrt": (1, 1),
    "zfill": (1, 1), "ljust": (1, 2), "rjust": (1, 2), "center": (1, 2), "count": (1, 3),
    "find": (1, 3), "isalpha": (0, 0), "add": (1, 1), "discard": (1, 1), "setdefault": (1, 2),
    "randint": (2, 2), "choice": (1, 1), "shuffle": (1, 1), "get": (1, 2), "write": (1, 1),
}  # fmt: skip
"""Positional arguments of methods that mean the same on every builtin type."""
_NO_KEYWORDS = frozenset(
    {"len", "set", "tuple", "list", "range", "abs", "input", "float", "any", "all", "isinstance",
     "repr", "chr", "ord", "map", "filter", "reversed", "bool", "hasattr", "getattr"}
)  # fmt: skip
_SIZED = frozenset({"len", "sum", "sorted", "list", "set", "tuple", "enumerate", "reversed"})
"""Builtins whose first argument is a collection, so neither a number nor a comparison."""
_NUMERIC = frozenset({"len", "int", "float", "sum", "abs", "round", "ord"})
_TEXTUAL = frozenset({"str", "input", "chr", "repr", "hex", "bin"})
_CODE_IN_TEXT = re.compile(
    r"^[ \t]*(?:def \w+\(|class \w+|return\b|import \w|from \w+ import|for \w+ in .*:$|if .*:$"
    r"|while .*:$|print\(|\w+ = )",
    re.MULTILINE,
)
_PUNCTUATION_ONLY = re.compile(r"^[\W_]*$")


def oddities(text: str) -> int:
    """Returns how many odd constructs a text that compiles contains."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            tree = ast.parse(text)
            compile(text, "<candidate>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return 10
    escapes = sum("invalid escape" in str(item.message) for item in caught)
    count = 3 * (len(caught) - escapes)
    program = _Program(_functions(tree), _kinds_of_names(tree))
    return count + sum(program.odd(node) for node in ast.walk(tree))


@dataclass(frozen=True)
class Signature:
    """What a function of the file can be given."""

    least: int
    """Positional parameters without a default."""
    most: int
    names: frozenset[str] | None
    """Parameters that can be named; ``None`` when any can."""


def _functions(tree: ast.Module) -> dict[str, Signature]:
    """Signatures of the functions defined once at module level without decorators."""
    found: dict[str, Signature] = {}
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and not node.decorator_list:
            found[node.name] = _signature(node.args, bound=0)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            target = node.targets[0]
            if isinstance(target, ast.Name):
                found[target.id] = _signature(node.value.args, bound=0)
        elif isinstance(node, ast.ClassDef) and not node.decorator_list:
            for item in node.body:
                if isinstance(item, ast.FunctionDef) and item.name == "__init__":
                    found[node.name] = _signature(item.args, bound=1)
    return found


def _signature(arguments: ast.arguments, *, bound: int) -> Signature:
    positional = [item.arg for item in (*arguments.posonlyargs, *arguments.args)][bound:]
    least = len(positional) - len(arguments.defaults)
    names = {*positional, *(item.arg for item in arguments.kwonlyargs)}
    most = 99 if arguments.vararg else len(positional)
    return Signature(least, most, None if arguments.kwarg else frozenset(names))


def _kinds_of_names(tree: ast.Module) -> dict[str, str]:
    """``number`` or ``text`` for the names that are only ever assigned such a value."""
    kinds: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    kinds.setdefault(target.id, set()).add(_kind(node.value, {}))
        elif isinstance(node, (ast.For, ast.comprehension)) and isinstance(node.target, ast.Name):
            kinds.setdefault(node.target.id, set()).add("")
        elif isinstance(node, ast.arg):
            kinds.setdefault(node.arg, set()).add("")
    return {name: next(iter(found)) for name, found in kinds.items() if len(found) == 1}


def _kind(node: ast.expr, names: dict[str, str]) -> str:
    """Returns ``number``, ``text`` or ``""`` (not known)."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
            return "number"
        return "text" if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "text"
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id in _NUMERIC:
            return "number"
        return "text" if node.func.id in _TEXTUAL else ""
    if isinstance(node, ast.BinOp):
        left, right = _kind(node.left, names), _kind(node.right, names)
        if isinstance(node.op, (ast.Sub, ast.Div, ast.FloorDiv, ast.Pow)):
            return "number"
        return left if left == right else ""
    return ""


@dataclass(frozen=True)
class _Program:
    """What the oddities of a node depend on."""

    functions: dict[str, Signature]
    names: dict[str, str]
    """`_kind` of names that are only assigned one kind of value."""

    def kinds(self, *nodes: ast.expr) -> set[str]:
        """Returns the kinds of some values."""
        return {_kind(node, self.names) for node in nodes}

    def odd(self, node: ast.AST) -> int:
        """Returns the weight of the oddities of one node, its children aside."""
        check = _CHECKS.get(type(node))
        return check(self, node) if check is not None else 0


def _odd_operation(program: _Program, node: ast.BinOp) -> int:
    """Text plus number, ``0 + 1``, a comparison as an operand."""
    kinds = program.kinds(node.left, node.right)
    adds = isinstance(node.op, (ast.Add, ast.Sub))
    constants = isinstance(node.left, ast.Constant) and isinstance(node.right, ast.Constant)
    count = 2 if adds and constants else 0
    if kinds == {"number", "text"} and isinstance(node.op, (ast.Add, ast.Sub, ast.Div)):
        return count + 3
    if kinds == {"text"} and not isinstance(node.op, (ast.Add, ast.Mod)):
        return count + 3
    compares = isinstance(node.left, ast.Compare) or isinstance(node.right, ast.Compare)
    return count + compares


def _odd_comparison(program: _Program, node: ast.Compare) -> int:
    """Constants with one another, numbers in order with texts."""
    first = node.comparators[0]
    kinds = program.kinds(node.left, first)
    orders = isinstance(node.ops[0], (ast.Lt, ast.Gt, ast.LtE, ast.GtE))
    count = 0
    if orders and (kinds == {"number", "text"} or isinstance(node.comparators[-1], ast.Tuple)):
        count += 2
    if isinstance(node.left, ast.Constant) and isinstance(first, ast.Constant):
        count += 2
    return count


def _odd_constant(program: _Program, node: ast.Constant) -> int:
    return _odd_text(node.value) if isinstance(node.value, str) else 0


def _odd_annotation(program: _Program, node: ast.AnnAssign) -> int:
    """``print: "text"``: an annotation that is no type, without a value."""
    odd = isinstance(node.annotation, (ast.Call, ast.BinOp, ast.Compare))
    return 2 if odd and node.value is None else 0


def _odd_loop(program: _Program, node: ast.For | ast.comprehension) -> int:
    """A loop over a number."""
    return 2 if _kind(node.iter, program.names) == "number" else 0


def _odd_subscript(program: _Program, node: ast.Subscript) -> int:
    """A constant that is indexed, a condition as the index."""
    count = 2 if isinstance(node.value, (ast.Constant, ast.Dict, ast.Set)) else 0
    return count + (2 if isinstance(node.slice, (ast.BoolOp, ast.Compare)) else 0)


def _odd_condition(program: _Program, node: ast.BoolOp) -> int:
    """``"?" or x``, whose outcome is known before."""
    return 2 if any(isinstance(item, ast.Constant) for item in node.values[:-1]) else 0


def _odd_elements(program: _Program, node: ast.List | ast.Set | ast.Tuple) -> int:
    return _odd_collection(node.elts)


def _odd_collection(elements: list[ast.expr]) -> int:
    """Tuples of several lengths, or tuples among plain values, side by side."""
    groups = [item for item in elements if isinstance(item, (ast.Tuple, ast.List))]
    lengths = {len(item.elts) for item in groups}
    plain = any(isinstance(item, ast.Constant) for item in elements)
    lone = elements[0] if len(elements) == 1 else None
    generator = isinstance(lone, ast.Call) and any(
        isinstance(item, ast.GeneratorExp) for item in lone.args
    )
    return (len(lengths) > 1) + 2 * (bool(groups) and plain) + 2 * generator


def _odd_statement(program: _Program, node: ast.Expr) -> int:
    """A value that nobody uses."""
    value = node.value
    if isinstance(value, ast.Constant):
        return 0 if isinstance(value.value, str) or value.value is ... else 2
    if isinstance(value, (ast.Call, ast.Await, ast.Yield, ast.YieldFrom)):
        return 0
    if isinstance(value, (ast.ListComp, ast.IfExp, ast.BoolOp)):
        return 1
    return 2


def _odd_call(program: _Program, node: ast.Call) -> int:
    """Calls with a wrong number or kind of arguments."""
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    own = program.functions.get(name)
    count = _odd_keywords(node, name, own) if name else 0
    if isinstance(node.func, (ast.Constant, ast.Tuple, ast.List, ast.Dict)):
        count += 3
    if any(isinstance(item, ast.Starred) for item in node.args):
        return count
    count += _odd_arity(node, name, own)
    return count + (_odd_argument(program, node, name) if node.args and name else 0)


def _odd_arity(node: ast.Call, name: str, own: Signature | None) -> int:
    if isinstance(node.func, ast.Attribute):
        arity = _METHOD_ARITY.get(node.func.attr)
    else:
        arity = (own.least, own.most) if own else _ARITY.get(name)
    if arity is None:
        return 0
    least, most = arity
    if own is not None and node.keywords:
        least = 0  # some of them are given by name
    return 0 if least <= len(node.args) <= most else 3


def _odd_argument(program: _Program, node: ast.Call, name: str) -> int:
    """The first (or second) argument is nothing that the builtin function works on."""
    first, given = node.args[0], len(node.args)
    second = node.args[1] if given == 2 else None
    operands = program.kinds(first.left, first.right) if isinstance(first, ast.BinOp) else set()
    adds = isinstance(first, ast.BinOp) and isinstance(first.op, (ast.Add, ast.Sub))
    compares = isinstance(first, (ast.Compare, ast.BoolOp))
    odd = {
        "collection": name in _SIZED
        and (compares or program.kinds(first) == {"number"} or (adds and "number" in operands)),
        "number": name in {"int", "float"} and compares,
        "second": (name == "round" and isinstance(second, ast.Compare))
        or (name == "int" and second is not None and program.kinds(second) != {"number"}),
    }
    # Texts are rarely put together only to be converted: the bracket closes too late.
    joins = name in {"int", "float", "str", "len", "input"} and "text" in operands
    shows = name in {"str", "input"} and compares
    return 2 * sum(odd.values()) + joins + shows


def _odd_keywords(node: ast.Call, name: str, own: Signature | None) -> int:
    """Keyword arguments that the function does not have."""
    given = {item.arg for item in node.keywords if item.arg}
    if own is not None:
        return 3 if own.names is not None and not given <= own.names else 0
    if name in _NO_KEYWORDS and given:
        return 3
    if name != "print" and given & {"end", "sep"}:
        return 2
    sorts = name in {"sorted", "max", "min", "groupby"}
    return 1 if name in _ARITY and not sorts and given & {"key", "reverse"} else 0


def _odd_text(text: str) -> int:
    """Text that looks as if a quote stood at the wrong place."""
    count = 0
    if "\n" in text and len(_CODE_IN_TEXT.findall(text)) > 2 and ">>>" not in text:
        count += 1
    if _PUNCTUATION_ONLY.match(text):
        return count
    stripped = text.strip()
    if stripped[:1] in {",", ")", "]", "}"} and text[:2] != ", ":
        count += 1
    if stripped.endswith(("(", "[", ")")) and _unbalanced(stripped):
        count += 1
    return count


def _unbalanced(text: str) -> bool:
    return any(text.count(left) != text.count(right) for left, right in ("()", "[]"))


_CHECKS: dict[type[ast.AST], Callable[[_Program, Any], int]] = {
    ast.Expr: _odd_statement,
    ast.Call: _odd_call,
    ast.BinOp: _odd_operation,
    ast.Compare: _odd_comparison,
    ast.Constant: _odd_constant,
    ast.AnnAssign: _odd_annotation,
    ast.For: _odd_loop,
    ast.comprehension: _odd_loop,
    ast.List: _odd_elements,
    ast.Set: _odd_elements,
    ast.Tuple: _odd_elements,
    ast.Subscript: _odd_subscript,
    ast.BoolOp: _odd_condition,
}
