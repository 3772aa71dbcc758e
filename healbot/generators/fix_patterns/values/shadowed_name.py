"""``list = [3, 1]`` and later ``list(x)``: a variable hides the function that is called.

The variable is renamed in its scope; reads that stand where a function is called keep meaning
the function.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Binding, Code

_BETTER_NAMES = {
    "list": "items",
    "str": "text",
    "dict": "mapping",
    "sum": "total",
    "max": "maximum",
    "min": "minimum",
    "len": "length",
    "set": "unique",
    "type": "kind",
    "input": "user_input",
    "int": "number",
    "tuple": "values",
}


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the renaming of the variable that hides the called function."""
    for call in code.failing(ast.Call):
        if isinstance(call.func, ast.Name):
            fix = _rename_variable(code, call.func, match["kind"])
        elif isinstance(call.func, ast.Attribute):
            fix = _rename_attribute(code, call.func)
        else:
            fix = None
        if fix is not None:
            yield fix
            return


def _rename_variable(code: Code, called: ast.Name, kind: str) -> Fix | None:
    name = called.id
    scope = code.binding_scope(called)
    live = code.live(called)
    if scope is None or (live is not None and live.type_name.rpartition(".")[2] != kind):
        return None
    bindings = code.bindings(name, scope)
    hides = [b for b in bindings if b.kind not in ("definition", "import")]
    is_builtin = name in code.context.problem.inspector.interpreter().builtins
    is_function = is_builtin or len(hides) < len(bindings) or _hides_outer(code, name, scope)
    if not hides or not is_function:
        return None
    new = _new_name(code, name)
    edits = [edit for node in code.uses(name, scope) for edit in _renamed(code, node, new)]
    edits += [edit for b in hides for edit in _renamed_parameter(code, b, new)]
    edits += _renamed_declarations(code, name, new, scope)
    if any(b.kind == "parameter" for b in hides) and _passed_by_name(code, name):
        return None
    return Fix(
        tuple(dict.fromkeys(edits)),
        f"The variable {name} hides the function {name}(), which is called here; the variable is "
        f"renamed to {new}.",
        0.92,
    )


def _hides_outer(code: Code, name: str, scope: ast.AST) -> bool:
    """Whether a local variable hides a function or import of the module."""
    outer = code.bindings(name, code.tree) if scope is not code.tree else []
    return any(b.kind in ("definition", "import") for b in outer)


def _means_function(code: Code, node: ast.Name) -> bool:
    """Whether a read stands where a function or type is expected."""
    parent = code.parent(node)
    match parent:
        case ast.Call(func=func) if func is node:
            return True
        case ast.Call(func=ast.Name(id="map" | "filter" | "defaultdict"), args=[first, *_]):
            return first is node
        case ast.Call(func=ast.Name(id="isinstance" | "issubclass"), args=[_, second]):
            return second is node
        case ast.keyword(arg="key" | "type" | "default" | "default_factory"):
            return True
        case ast.arg() | ast.AnnAssign():
            return getattr(parent, "annotation", None) is node
        case _:
            return False


def _renamed(code: Code, node: ast.Name, new: str) -> Iterator[SourceEdit]:
    if not (isinstance(node.ctx, ast.Load) and _means_function(code, node)):
        yield code.replace(node, new)


def _renamed_parameter(code: Code, binding: Binding, new: str) -> Iterator[SourceEdit]:
    if isinstance(binding.target, ast.arg):
        start = code.source.offset_of_utf8(binding.target.lineno, binding.target.col_offset)
        yield SourceEdit(code.source.path, start, start + len(binding.target.arg), new)


def _renamed_declarations(code: Code, name: str, new: str, scope: ast.AST) -> Iterator[SourceEdit]:
    if scope is not code.tree:
        return
    for node in code.all(ast.Global):
        if name in node.names:
            text = code.text(node)
            yield code.replace(node, re.sub(rf"\b{re.escape(name)}\b", new, text))


def _passed_by_name(code: Code, name: str) -> bool:
    return any(k.arg == name for k in code.all(ast.keyword))


def _new_name(code: Code, name: str) -> str:
    taken = {n.id for n in code.all(ast.Name)} | {a.arg for a in code.all(ast.arg)}
    for candidate in (_BETTER_NAMES.get(name, f"{name}_value"), f"{name}_", f"{name}_value"):
        if candidate not in taken:
            return candidate
    return f"{name}_2"


def _rename_attribute(code: Code, called: ast.Attribute) -> Fix | None:
    """``self.area = …`` beside ``def area(self)``: the attribute hides the method."""
    owners = [
        cls
        for cls in code.all(ast.ClassDef)
        if any(isinstance(m, ast.FunctionDef) and m.name == called.attr for m in cls.body)
    ]
    if len(owners) != 1:
        return None
    methods = [m for m in owners[0].body if getattr(m, "name", "") == called.attr]
    if any(m.decorator_list for m in methods if isinstance(m, ast.FunctionDef)):
        return None
    everywhere = [n for n in code.all(ast.Attribute) if n.attr == called.attr]
    variable = [n for n in everywhere if not _is_called(code, n)]
    inside = [n for n in variable if code.class_of(n) is owners[0] and _is_self(n.value)]
    if not any(isinstance(n.ctx, ast.Store) for n in inside) or len(inside) != len(variable):
        return None
    new = f"_{called.attr}"
    if any(n.attr == new for n in code.all(ast.Attribute)):
        return None
    edits = []
    for node in inside:
        end = code.span(node)[1]
        edits.append(SourceEdit(code.source.path, end - len(called.attr), end, new))
    return Fix(
        tuple(edits),
        f"The attribute {called.attr} hides the method of the same name; the attribute is renamed "
        f"to {new}.",
        0.85,
    )


def _is_called(code: Code, node: ast.Attribute) -> bool:
    parent = code.parent(node)
    return isinstance(parent, ast.Call) and parent.func is node


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"


PATTERN = value_pattern(
    "shadowed_name",
    {"TypeError"},
    {r"^'(?P<kind>[\w.]+)' object is not callable": propose},
)
