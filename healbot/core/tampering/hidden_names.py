"""Ways to reach a function without writing its name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.tampering.change import Collector, FileChange, Found
from healbot.core.tampering.code import Code, folded, line_of
from healbot.core.tampering.context import STANDARD_LIBRARY, GuardContext
from healbot.core.tampering.finding import Hit, Rule, Severity

_POWERFUL = frozenset(
    {
        "os", "posix", "sys", "builtins", "subprocess", "importlib", "ctypes", "socket", "pickle",
        "marshal", "signal", "gc", "inspect", "shutil", "unittest", "pytest", "_pytest", "code",
        "sys.modules", "_thread", "faulthandler", "runpy", "urllib", "urllib.request", "site",
    }
)  # fmt: skip
_HIDDEN = frozenset(
    {
        "_exit", "_getframe", "__globals__", "__builtins__", "__subclasses__", "__code__",
        "__import__", "settrace", "setprofile", "currentframe", "f_back", "f_globals", "f_locals",
    }
)  # fmt: skip
"""Names that as texts have no other use than to look the thing up."""
_DANGEROUS = re.compile(
    r"\b(?:os|posix|sys|builtins|site|signal|subprocess)[.:](?:_exit|abort|kill|exit|quit|system|popen"
    r"|eval|exec|compile|settrace|run|Popen)\b|\b__import__\s*\("
)
"""Functions that a text names by their path, for something that looks them up by it."""
_TEMPLATE = re.compile(r"__(?:\{[^}]*\}|%s|%\(\w+\)s)__")
_QUESTIONS = frozenset({"getattr", "hasattr", "isinstance", "type", "id", "repr", "str", "vars"})
"""Calls that get a module and hand it on to nobody."""


def _computed(code: Code) -> Iterator[Found]:
    """Finds members of modules that are looked up by a computed name."""
    for node in code.of(*_LOOKUPS):
        owner, name = _lookup(code, node)
        if not owner or name is None or isinstance(name, ast.Slice) or folded(name) is not None:
            continue
        if owner.partition(".")[0] in STANDARD_LIBRARY or owner in _POWERFUL:
            yield Found(owner, node, owner)


_LOOKUPS = (ast.Call, ast.Subscript)


def _lookup(code: Code, node: ast.AST) -> tuple[str | None, ast.expr | None]:
    """Returns in what a lookup looks, and for what."""
    match node:
        case ast.Call(func=ast.Name(id="getattr"), args=[base, name, *_]):
            return code.target(base), name
        case ast.Subscript(value=ast.Call(func=ast.Name(id="vars"), args=[base]), slice=name):
            return code.target(base), name
        case ast.Subscript(value=ast.Attribute(value=base, attr="__dict__"), slice=name):
            return code.target(base), name
        case ast.Subscript(value=ast.Name(id="__builtins__"), slice=name):
            return "builtins", name
        case ast.Subscript(value=base, slice=name) if not _is_own_name(name):
            table = code.target(base) == "sys.modules"
            return ("sys.modules" if table else None), name
        case _:
            return None, None


def _is_own_name(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "__name__"


def _hidden_texts(code: Code) -> Iterator[Found]:
    for node, text in code.texts:
        if text in _HIDDEN or _DANGEROUS.search(text):
            yield Found(text, node, text)


def _templates(code: Code) -> Iterator[Found]:
    """Finds texts that become the name of a special method: ``"__{}__".format("eq")``."""
    for node, text in code.texts:
        if _TEMPLATE.fullmatch(text) or text in ("__", "{}__", "__{}"):
            yield Found("template", node, text)
    for joined in code.of(ast.JoinedStr):
        match joined.values:
            case [ast.Constant(value=str(start)), *_, ast.Constant(value=str(end))]:
                if start.startswith("__") and end.endswith("__"):
                    yield Found("template", joined, "__…__")


def _values(code: Code) -> Iterator[Found]:
    """Finds powerful modules that are handed on as values, so that their uses are not seen."""
    for node in code.of(ast.Name):
        parent = code.parents.get(node)
        if not isinstance(node.ctx, ast.Load) or isinstance(parent, ast.Attribute):
            continue
        match parent:
            case ast.Call(func=ast.Name(id=name)) if name in _QUESTIONS:
                continue
            case ast.Assign(targets=[ast.Name()]):  # a plain alias is followed
                continue
        target = code.target(node)
        if target in _POWERFUL and target in code.imported_roots:
            yield Found(target, node, target)


def _module_table(code: Code) -> Iterator[Found]:
    for position in code.references_by_name.get("sys.modules", ()):
        node = code.references[position].node
        parent = code.parents.get(node)
        if isinstance(parent, ast.Subscript) and _is_own_name(parent.slice):
            continue
        yield Found("sys.modules", node, "sys.modules")


_COMPUTED, _HIDDEN_TEXTS = Collector(_computed), Collector(_hidden_texts)
_TEMPLATES = Collector(_templates)
_VALUES, _MODULE_TABLE = Collector(_values), Collector(_module_table)


def _find_computed(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    for found in change.added(_COMPUTED):
        severity = None if found.detail in _POWERFUL else Severity.FLAG
        reason = f"A member of `{found.detail}` is looked up by a computed name."
        yield Hit(line_of(found.node), reason, severity)
    for found in change.added(_HIDDEN_TEXTS):
        yield Hit(line_of(found.node), f"The text {found.detail!r} is the name of an internal.")


def _find_values(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    for collector in (_VALUES, _MODULE_TABLE):
        for found in change.added(collector):
            reason = f"`{found.detail}` is handed on, so what it is used for cannot be followed."
            yield Hit(line_of(found.node), reason)


def _find_templates(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    for found in change.added(_TEMPLATES):
        yield Hit(line_of(found.node), f"{found.detail!r} makes the name of a special method.")


RULES = (
    Rule(
        "name-put-together",
        Severity.FLAG,
        "The patch puts the name of a special method together.",
        _find_templates,
    ),
    Rule(
        "computed-name",
        Severity.REJECT,
        "The patch looks a module's member up by a computed name, or an internal by a text.",
        _find_computed,
    ),
    Rule(
        "module-as-value",
        Severity.FLAG,
        "The patch hands a module such as os or sys on as a value.",
        _find_values,
    ),
)
