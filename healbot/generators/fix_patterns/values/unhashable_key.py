"""A list as a dictionary key, a set member or an argument of a cached function."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import wrap
from healbot.generators.fix_patterns.values.kinds import item_kind, kind_of
from healbot.generators.fix_patterns.values.streams import called_name

_HASHABLE = {"list": "tuple", "set": "frozenset"}


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix that makes the key hashable."""
    kind = match["kind"]
    if kind not in _HASHABLE:
        return
    keys = list(_keys(code))
    for known in ("yes", "maybe"):
        for key in keys:
            found = kind_of(code, key)
            if found == kind if known == "yes" else found is None:
                yield Fix(
                    tuple(_hashable(code, key, kind)),
                    f"A {kind} cannot be a key or a set member; {_HASHABLE[kind]}() makes it one.",
                    0.9 if known == "yes" else 0.6,
                )
                return
    yield from _collections(code, kind)


def _keys(code: Code) -> Iterator[ast.expr]:
    """Yields the expressions of the failing statement that must be hashable."""
    for node in code.failing(ast.expr):
        match node:
            case ast.Subscript(value=value, slice=index) if not isinstance(index, ast.Slice):
                if kind_of(code, value) not in ("list", "tuple", "str"):
                    yield index
            case ast.Dict() | ast.Set() | ast.DictComp() | ast.SetComp():
                yield from _members(node)
            case ast.Call(
                func=ast.Attribute(attr="add" | "setdefault" | "get" | "discard"), args=[first, *_]
            ):
                yield first
            case ast.Compare(left=left, ops=[ast.In() | ast.NotIn()], comparators=[right]):
                if kind_of(code, right) not in ("list", "tuple", "str"):
                    yield left
            case ast.Call(func=ast.Name(id=name), args=args) if _is_cached(code, name):
                yield from args


def _members(node: ast.Dict | ast.Set | ast.DictComp | ast.SetComp) -> list[ast.expr]:
    if isinstance(node, ast.Dict):
        return [key for key in node.keys if key is not None]
    if isinstance(node, ast.Set):
        return node.elts
    return [node.key if isinstance(node, ast.DictComp) else node.elt]


def _is_cached(code: Code, name: str) -> bool:
    functions = code.functions(name)
    return len(functions) == 1 and any(
        "cache" in ast.unparse(d) for d in functions[0].decorator_list
    )


def _hashable(code: Code, key: ast.expr, kind: str) -> list[SourceEdit]:
    if isinstance(key, ast.List) and key.elts:
        start, end = code.span(key)
        inner = code.source.text[start + 1 : end - 1]
        comma = "," if len(key.elts) == 1 and not inner.rstrip().endswith(",") else ""
        return [code.replace(key, f"({inner}{comma})")]
    if isinstance(key, ast.Name):
        scope = code.binding_scope(key)
        bindings = code.resolve(key)
        if scope is not None and len(bindings) == 1 and len(code.reads(key.id, scope)) > 1:
            value = bindings[0].value if bindings[0].kind == "assign" else None
            whole = value is not None and not bindings[0].path
            if value is not None and whole and not _is_changed(code, key.id, scope):
                return list(wrap(code, value, f"{_HASHABLE[kind]}("))
    return list(wrap(code, key, f"{_HASHABLE[kind]}("))


def _is_changed(code: Code, name: str, scope: ast.AST) -> bool:
    """Whether a list is changed in place (then it has to stay a list)."""
    for node in code.reads(name, scope):
        parent = code.parent(node)
        if isinstance(parent, ast.Attribute) and parent.attr in (
            "append",
            "extend",
            "sort",
            "add",
            "insert",
            "pop",
            "remove",
        ):
            return True
        if isinstance(parent, ast.Subscript) and isinstance(parent.ctx, ast.Store):
            return parent.value is node
    return False


def _collections(code: Code, kind: str) -> Iterator[Fix]:
    """``set(rows)`` with rows that are lists."""
    for call in code.failing(ast.Call):
        if (
            called_name(call) not in ("set", "Counter", "frozenset", "fromkeys", "update")
            or not call.args
        ):
            continue
        argument = call.args[0]
        known = item_kind(code, argument)
        if known not in (kind, None):
            continue
        if isinstance(argument, (ast.GeneratorExp, ast.ListComp)):
            edits = wrap(code, argument.elt, f"{_HASHABLE[kind]}(")
        else:
            edits = wrap(code, argument, f"map({_HASHABLE[kind]}, ")
        yield Fix(
            edits,
            f"The members are {kind}s, which no set can hold; each is made a {_HASHABLE[kind]}.",
            0.88 if known else 0.6,
        )
        return


PATTERN = value_pattern(
    "unhashable_key", {"TypeError"}, {r"unhashable type: '(?P<kind>\w+)'": propose}
)
