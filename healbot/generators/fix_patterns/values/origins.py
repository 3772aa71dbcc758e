"""Where a text that is used as a number comes from, and the edits that convert it there.

A number that arrives as text (``input()``, ``sys.argv``, a CSV cell, a regex group) should be
converted where it is read: every later use is then right as well, also those that Python would
accept silently with another meaning (``"3" * 2``, ``max(["9", "10"])``).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.values.calls import argument_of, parameters_for
from healbot.generators.fix_patterns.values.code import Binding, Code
from healbot.generators.fix_patterns.values.data_files import (
    column_values,
    script_arguments,
    stdin_lines,
)
from healbot.generators.fix_patterns.values.edits import wrap
from healbot.generators.fix_patterns.values.kinds import (
    NUMBERS,
    item_kind,
    kind_of,
    live_text,
    text_value,
)

INTEGER = re.compile(r"\s*[-+]?\d[\d_]*\s*")
DECIMAL = re.compile(r"\s*[-+]?(\d[\d_]*\.?\d*|\.\d+)([eE][-+]?\d+)?\s*")
ALMOST = re.compile(r"\s*[-+]?[$€£]?\s?\d[\d,_]*([.,]\d+)?\s?[%€$£]?\s*")
_CONTINUOUS = (
    r"price|cost|weight|height|temp|rate|amount|balance|salary|distance|radius|celsius|fahrenheit|"
    r"width|length|tax|discount|percent|average|bmi|total_bill|\bbill\b|tip|wage|interest|principal"
    r"|kilomet|mile|km\b|kg\b|budget|income|hours"
)
_MAX_DEPTH = 6


@dataclass(frozen=True)
class Source:
    """A place where the text of a number enters the program."""

    node: ast.expr
    """The expression that reads it."""
    items: bool = False
    """Whether `node` is a collection of such texts."""
    unpacked: Binding | None = None
    """The unpacking that takes the text out of `node`: the conversion goes behind it."""


@dataclass(frozen=True)
class Conversion:
    """The edits that turn texts into numbers at their sources."""

    edits: tuple[SourceEdit, ...]
    function: str
    """``int`` or ``float``."""
    proven: bool
    """Whether a value was seen, and it is the text of a number."""


def number_conversion(
    code: Code, nodes: Iterable[ast.expr], *, whole: bool = False
) -> Conversion | None:
    """Returns the conversion that makes numbers of text expressions, ``None`` when unclear.

    `whole` asks for ``int`` because the use takes nothing else.
    """
    seen: dict[Source, list[str]] = {}
    for node in nodes:
        text = live_text(code, node)
        for source in scalar_sources(code, node):
            seen.setdefault(source, []).extend([] if text is None else [text])
    if not seen:
        return None
    for source in _siblings(code, list(seen)):
        seen.setdefault(source, [])
    return convert(code, seen, whole=whole)


def convert(
    code: Code, seen: Mapping[Source, Sequence[str]], *, whole: bool = False
) -> Conversion | None:
    """Returns the conversion of sources, each with the texts that are known to come from it."""
    known = [text for texts in seen.values() for text in texts]
    if not seen or any(not ALMOST.fullmatch(text) for text in known):
        return None  # not the text of a number: converting it would fail
    edits: list[SourceEdit] = []
    function = "int"
    for source, texts in seen.items():
        chosen = "int" if whole else number_type(code, source, texts)
        function = chosen if chosen == "float" else function
        edits += _edits_of(code, source, chosen)
    proven = bool(known) and all(DECIMAL.fullmatch(text) for text in known)
    return Conversion(tuple(dict.fromkeys(edits)), function, proven)


def number_type(code: Code, source: Source, seen: Iterable[str] = ()) -> str:
    """Returns ``int`` or ``float`` for a source, by all the values that can be seen."""
    node = source.node
    values = [*seen, *possible_values(code, node)]
    if source.unpacked is not None and isinstance(source.unpacked.target, ast.Name):
        text = live_text(code, source.unpacked.target)
        live = code.crash.local_values.get(source.unpacked.target.id) if code.crash else None
        values += [text] if text is not None else []
        text = text_value(live)
        values += [text] if text is not None else []
    numbers = [v for v in values if DECIMAL.fullmatch(v.replace(",", "").strip("$€£% "))]
    if any(not INTEGER.fullmatch(v.replace(",", "").strip("$€£% ")) for v in numbers):
        return "float"
    if _is_interactive(node) and re.search(_CONTINUOUS, _names_around(code, source), re.IGNORECASE):
        return "float"
    return "int"


def possible_values(code: Code, node: ast.expr) -> list[str]:
    """Returns the texts that an expression reads in this run, as far as they can be seen."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.Call(func=ast.Name(id="input")):
            inputs = [c for c in code.all(ast.Call) if _is_input(c)]
            lines = stdin_lines(code)
            in_order = code.statement_of(node) in code.tree.body
            before = [c for c in inputs if c.lineno < node.lineno]
            if in_order and all(code.statement_of(c) in code.tree.body for c in before):
                return lines[len(before) : len(before) + 1]
            return [line for line in lines if DECIMAL.fullmatch(line)]
        case ast.Subscript(value=ast.Attribute(attr="argv"), slice=ast.Constant(value=int(index))):
            arguments = script_arguments(code)
            return [arguments[index]] if -len(arguments) <= index < len(arguments) else []
        case ast.Subscript(slice=ast.Constant(value=str() | int() as key)):
            return column_values(code, key)
        case ast.Call(func=ast.Attribute(value=ast.expr() as inner, attr="strip")):
            return possible_values(code, inner)
        case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str(key)), *_]):
            return column_values(code, key)
        case ast.Name():
            return _looped_values(code, node)
        case ast.List(elts=elts) | ast.Tuple(elts=elts):
            return [
                e.value for e in elts if isinstance(e, ast.Constant) and isinstance(e.value, str)
            ]
        case _:
            return []


def _looped_values(code: Code, node: ast.Name) -> list[str]:
    """Returns the literal texts that a loop variable runs over."""
    match code.resolve(node):
        case [Binding(kind="for", value=ast.List() | ast.Tuple() as literal, path=())]:
            return possible_values(code, literal)
        case [Binding(kind="for", value=ast.Name() as name, path=())]:
            bindings = code.resolve(name)
            value = bindings[0].value if len(bindings) == 1 else None
            return possible_values(code, value) if isinstance(value, (ast.List, ast.Tuple)) else []
        case _:
            return []


def scalar_sources(code: Code, node: ast.expr, depth: int = 0) -> list[Source]:
    """Returns where a single text comes from; empty when that is not clear."""
    if depth > _MAX_DEPTH or kind_of(code, node) in NUMBERS:
        return []
    if isinstance(node, ast.Name):
        return _sources_of_name(code, node, depth)
    if isinstance(node, ast.Attribute):
        return _sources_of_attribute(code, node, depth)
    if isinstance(node, ast.Subscript):
        return _sources_of_subscript(code, node, depth)
    if isinstance(node, ast.BinOp):  # "3" * 12 was accepted silently before
        sides = [n for n in (node.left, node.right) if kind_of(code, n) == "str"]
        return [s for side in sides for s in scalar_sources(code, side, depth + 1)]
    if isinstance(node, ast.Call):
        return _sources_of_call(code, node, depth)
    return [Source(node)] if isinstance(node, ast.Constant) else []


def _sources_of_call(code: Code, node: ast.Call, depth: int) -> list[Source]:
    """The result of an own function or of ``max()`` is followed to where its texts are read."""
    if isinstance(node.func, ast.Name):
        if node.func.id in ("max", "min", "next") and len(node.args) == 1:
            return item_sources(code, node.args[0], depth + 1)
        functions = code.functions(node.func.id)
        if functions:
            returns = [n.value for f in functions for n in code.all(ast.Return, f) if n.value]
            return [s for value in returns for s in scalar_sources(code, value, depth + 1)]
    return [Source(node)]


def item_sources(code: Code, node: ast.expr, depth: int = 0) -> list[Source]:
    """Returns where the texts in a collection come from; empty when that is not clear."""
    if depth > _MAX_DEPTH or item_kind(code, node) in NUMBERS:
        return []
    match node:
        case ast.Name():
            found: list[Source] = []
            for binding in code.resolve(node):
                found += _items_of_binding(code, node, binding, depth)
            return found
        case ast.ListComp(elt=elt) | ast.GeneratorExp(elt=elt) | ast.SetComp(elt=elt):
            inner = scalar_sources(code, elt, depth + 1)
            return inner if inner and not isinstance(elt, ast.Name) else [Source(elt)]
        case ast.Call(func=ast.Attribute(attr="split" | "findall")):
            return [Source(node, items=True)]
        case ast.Call(func=ast.Name(id="list" | "sorted" | "tuple"), args=[inner_node]):
            return item_sources(code, inner_node, depth + 1)
        case ast.List(elts=elts) | ast.Tuple(elts=elts) if _number_texts(elts):
            return [Source(e) for e in _number_texts(elts)]
        case ast.Call(func=ast.Attribute(attr="values")) | ast.Subscript():
            return [Source(node, items=True)]
        case _:
            return []


def _number_texts(elements: list[ast.expr]) -> list[ast.Constant]:
    texts = [e for e in elements if isinstance(e, ast.Constant) and isinstance(e.value, str)]
    return texts if all(DECIMAL.fullmatch(str(e.value)) for e in texts) else []


def _items_of_binding(code: Code, node: ast.Name, binding: Binding, depth: int) -> list[Source]:
    match binding:
        case Binding(kind="assign", path=(), value=ast.List(elts=[])):
            return _appended(code, node, depth)
        case Binding(kind="assign", path=(), value=ast.expr() as value):
            return item_sources(code, value, depth + 1)
        case Binding(kind="parameter"):
            argument = argument_of(code, binding)
            return item_sources(code, argument, depth + 1) if argument is not None else []
        case Binding(kind="for"):
            return [Source(node, items=True)]
        case _:
            return []


def _appended(code: Code, node: ast.Name, depth: int) -> list[Source]:
    scope = code.binding_scope(node)
    found: list[Source] = []
    for call in code.all(ast.Call, scope):
        match call:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[argument]
            ) if name == node.id and kind_of(code, argument) not in NUMBERS:
                found += scalar_sources(code, argument, depth + 1)
    return found


def _sources_of_name(code: Code, node: ast.Name, depth: int) -> list[Source]:
    bindings = [b for b in code.resolve(node) if b.kind != "augmented"]
    found: list[Source] = []
    for binding in bindings:
        whole = binding.kind in ("assign", "walrus") and not binding.path
        if whole and kind_of(code, binding.value) in NUMBERS:
            continue
        found += _sources_of_binding(code, node, binding, depth)
    return found


def _sources_of_binding(code: Code, node: ast.Name, binding: Binding, depth: int) -> list[Source]:
    match binding:
        case Binding(kind="assign" | "walrus", path=(), value=ast.expr() as value):
            return scalar_sources(code, value, depth + 1)
        case Binding(kind="assign", value=ast.Tuple(elts=elts), path=(index,)) if index >= 0:
            return scalar_sources(code, elts[index], depth + 1)
        case Binding(kind="assign", value=ast.expr() as value):
            return [Source(value, unpacked=binding)]
        case Binding(kind="for", path=(), value=ast.expr() as value):
            whole = item_sources(code, value, depth + 1)
            shared = isinstance(value, ast.Name) and len(_other_reads(code, value)) > 0
            if whole and (shared or any(s.items is False for s in whole)):
                return whole
            return _converted_loop(code, node, binding)
        case Binding(kind="for", value=ast.expr()):
            return _converted_loop(code, node, binding)
        case Binding(kind="parameter"):
            argument = argument_of(code, binding)
            if argument is None:
                return [Source(node)]
            return scalar_sources(code, argument, depth + 1) or [Source(argument)]
        case _:
            return []


def _other_reads(code: Code, node: ast.Name) -> list[ast.Name]:
    scope = code.binding_scope(node)
    return [n for n in code.reads(node.id, scope) if n is not node] if scope is not None else []


def _converted_loop(code: Code, node: ast.Name, binding: Binding) -> list[Source]:
    """A loop variable is converted where it is used once, else first thing in the loop."""
    scope = code.binding_scope(node)
    reads = code.reads(node.id, scope) if scope is not None else []
    in_loop = [n for n in reads if any(a is binding.owner for a in code.ancestors(n))]
    if len(in_loop) <= 1 or isinstance(binding.owner, ast.comprehension):
        return [Source(node)]
    return [Source(node, unpacked=binding)]


def _sources_of_attribute(code: Code, node: ast.Attribute, depth: int) -> list[Source]:
    found: list[Source] = []
    for assignment in code.all(ast.Assign):
        for target in assignment.targets:
            if not isinstance(target, ast.Attribute) or target.attr != node.attr:
                continue
            if kind_of(code, assignment.value) in NUMBERS:
                continue
            if isinstance(assignment.value, ast.Name):
                found.append(Source(assignment.value))
            else:
                found += scalar_sources(code, assignment.value, depth + 1)
    return found or [Source(node)]


def _sources_of_subscript(code: Code, node: ast.Subscript, depth: int) -> list[Source]:
    """The cell of a row is converted at its use; all uses of the same cell nearby together."""
    match node:
        case ast.Subscript(value=ast.Name() as collection) if _is_split(code, collection):
            siblings = _other_reads(code, collection)
            if siblings and all(_is_index_of_numbers(code, n) for n in siblings):
                return item_sources(code, collection, depth + 1)
        case ast.Subscript(value=ast.Name() as collection, slice=ast.Constant(value=int())):
            if _is_uniform(code, collection):
                return item_sources(code, collection, depth + 1) or [Source(node)]
    return [Source(node)]


def _is_uniform(code: Code, node: ast.Name) -> bool:
    """Whether a list holds values of one meaning: it is iterated over or summed up as a whole."""
    for other in _other_reads(code, node):
        match code.parent(other):
            case ast.Call(func=ast.Name(id="max" | "min" | "sum" | "sorted")):
                return True
            case ast.For(iter=iterated) | ast.comprehension(iter=iterated) if iterated is other:
                return True
    return False


def _is_split(code: Code, node: ast.Name) -> bool:
    match code.resolve(node):
        case [Binding(kind="assign", path=(), value=ast.Call(func=ast.Attribute(attr="split")))]:
            live = code.live(node)
            return live is not None and set(live.item_types) == {"str"}
        case _:
            return False


def _is_index_of_numbers(code: Code, node: ast.Name) -> bool:
    holder = code.parent(node)
    if not isinstance(holder, ast.Subscript):
        return False
    text = live_text(code, holder)
    user = code.parent(holder)
    return text is not None and bool(DECIMAL.fullmatch(text)) and isinstance(user, ast.BinOp)


def _siblings(code: Code, sources: list[Source]) -> list[Source]:
    """Returns other ``input()``s and unpacked texts of the same place that are used as numbers."""
    extra: list[Source] = []
    for source in sources:
        if source.unpacked is not None and source.unpacked.kind == "assign":
            extra += _unpacked_siblings(code, source, source.unpacked)
        elif _is_input(source.node):
            extra += _input_siblings(code, source)
    return [s for s in dict.fromkeys(extra) if s not in sources]


def _unpacked_siblings(code: Code, source: Source, binding: Binding) -> list[Source]:
    found = []
    for target in code.all(ast.Name, binding.owner):
        if not isinstance(target.ctx, ast.Store):
            continue
        scope = code.binding_scope(target)
        for other in code.bindings(target.id, scope) if scope is not None else []:
            if other.owner is binding.owner and used_as_number(code, target.id, scope):
                found.append(Source(source.node, unpacked=other))
    return found


def _input_siblings(code: Code, source: Source) -> list[Source]:
    found = []
    scope = code.scope_of(source.node)
    for call in code.all(ast.Call, scope):
        holder = code.parent(call)
        if not _is_input(call) or not isinstance(holder, ast.Assign):
            continue
        match holder.targets:
            case [ast.Name(id=name)] if used_as_number(code, name, scope):
                found.append(Source(call))
    return found


def used_as_number(code: Code, name: str, scope: ast.AST | None) -> bool:
    """Whether a variable is an operand of arithmetic or compared with a number."""
    if scope is None:
        return False
    live = code.crash.local_values.get(name) if code.crash and scope is code.scope else None
    text = text_value(live)
    if text is not None and not ALMOST.fullmatch(text):
        return False
    return any(_is_numeric_use(code, node) for node in code.reads(name, scope))


def _is_numeric_use(code: Code, node: ast.Name, depth: int = 0) -> bool:
    parent = code.parent(node)
    match parent:
        case (
            ast.BinOp(op=ast.Add() | ast.Mod(), left=left, right=right)
            | ast.Compare(left=left, comparators=[right])
        ):
            return kind_of(code, right if left is node else left) in NUMBERS
        case ast.BinOp() | ast.Call(func=ast.Name(id="range" | "abs" | "round")):
            return True
        case ast.AugAssign(op=op, target=target):
            return not isinstance(op, ast.Add) or kind_of(code, target) in NUMBERS
        case ast.Call() | ast.keyword() if depth < 2:
            call = parent if isinstance(parent, ast.Call) else code.parent(parent)
            return isinstance(call, ast.Call) and any(
                _is_numeric_use(code, read, depth + 1)
                for function, parameter in parameters_for(code, call, node)
                for read in code.reads(parameter, function)
            )
        case _:
            return False


def _edits_of(code: Code, source: Source, function: str) -> list[SourceEdit]:
    binding = source.unpacked
    if binding is not None and isinstance(binding.target, ast.Name):
        return _edits_of_unpacking(code, source, binding, binding.target.id, function)
    if source.items:
        start, end = code.outer_span(source.node)
        return [code.insert(start, f"[{function}(value) for value in "), code.insert(end, "]")]
    if isinstance(source.node, ast.Constant) and isinstance(source.node.value, str):
        return [code.replace(source.node, source.node.value.strip())]
    return list(wrap(code, source.node, f"{function}("))


def _edits_of_unpacking(
    code: Code, source: Source, binding: Binding, name: str, function: str
) -> list[SourceEdit]:
    owner = binding.owner
    if not isinstance(owner, ast.stmt):
        return list(wrap(code, source.node, f"{function}("))
    line = f"{name} = {function}({name})"
    if isinstance(owner, ast.Assign):
        scope = code.binding_scope(binding.target) if isinstance(binding.target, ast.Name) else None
        reads = code.reads(name, scope) if scope is not None else []
        if len(reads) == 1:
            return list(wrap(code, reads[0], f"{function}("))
        return [code.line_after(owner, line)]
    if isinstance(owner, (ast.For, ast.AsyncFor)):
        return [code.line_before(owner.body[0], line)]
    return []


def _is_input(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="input")):
            return True
        case ast.Call(func=ast.Attribute(value=ast.expr() as inner, attr="strip")):
            return _is_input(inner)
        case _:
            return False


def _is_interactive(node: ast.expr) -> bool:
    if _is_input(node):
        return True
    match node:
        case ast.Subscript(value=ast.Attribute(attr="argv" | "environ")):
            return True
        case ast.Call(func=ast.Attribute(attr="getenv")):
            return True
        case _:
            return False


def _names_around(code: Code, source: Source) -> str:
    """Returns the prompt and the assigned name, which tell what a number measures."""
    constants = [n.value for n in ast.walk(source.node) if isinstance(n, ast.Constant)]
    words = [value for value in constants if isinstance(value, str)]
    holder = code.parent(source.node)
    if isinstance(holder, ast.Assign):
        words += [t.id for t in holder.targets if isinstance(t, ast.Name)]
    return " ".join(words)
