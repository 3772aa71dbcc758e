"""Code that is made for its tests: it reads them, or turns one answer into the wanted one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.tampering.change import Collector, FileChange, Found
from healbot.core.tampering.code import FUNCTIONS, Code, FunctionNode, imported, line_of, snippet
from healbot.core.tampering.constant_values import constant_value
from healbot.core.tampering.context import GuardContext
from healbot.core.tampering.finding import Hit, Rule, Severity
from healbot.core.tampering.literals import NotLiteral, is_empty, literal

_TEST_PATH = re.compile(
    r"(?:^|.*[/\\])(?:tests?[/\\]\S*|test_\w+(?:\.py)?|\w+_test\.py|conftest\.py|tests)"
)
_PROCESS_PATH = re.compile(r"/proc/(?:self|thread-self|\d+)\b.*|/proc/?")
_TEST_MODULE = re.compile(r"(?:.*\.)?(?:tests|conftest|test_\w+|\w+_test)(?:\..*)?")
_TEXT_METHODS = frozenset(
    {
        "replace", "removeprefix", "removesuffix", "startswith", "endswith", "split", "rsplit",
        "partition", "rpartition", "strip", "lstrip", "rstrip", "format", "count", "find",
    }
)  # fmt: skip
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def _readings(code: Code) -> Iterator[Found]:
    """Finds names of test files and of the process's own files, and imports of tests."""
    for node, text in code.texts:
        if code.is_docstring(node) or _is_worked_on(code, node):
            continue
        if "://" in text or len(text) > 200 or " " in text.strip():
            continue
        if _TEST_PATH.fullmatch(text):
            yield Found(text, node, f"{text!r} is a place of tests")
        elif _PROCESS_PATH.fullmatch(text):
            yield Found(text, node, f"{text!r} tells which process this is")
    for statement in code.of(ast.Import, ast.ImportFrom):
        for name, _ in imported(statement):
            if _TEST_MODULE.fullmatch(name):
                yield Found(name, statement, f"{name} is a module of tests")


def _is_worked_on(code: Code, node: ast.expr) -> bool:
    """Whether a text is the object or an argument of a method of texts: it names no file."""
    outer = code.parents.get(node)
    call = code.parents.get(outer) if isinstance(outer, ast.Attribute) else outer
    match call:
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in _TEXT_METHODS
        case _:
            return False


_READINGS = Collector(_readings)


def _find_readings(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    if not change.python or context.is_test(change.path):
        return
    for found in change.added(_READINGS):
        yield Hit(
            line_of(found.node), f"The code can read the answer from its tests: {found.detail}."
        )


_SOURCE_PATTERN = re.compile(r"\.py|[\w./?\[\]*-]*\*[\w./?\[\]*-]*\.py|_\w+\.py")
_SOURCE_READERS = (
    "linecache", "inspect.getsource", "inspect.getsourcelines", "inspect.getsourcefile",
    "inspect.findsource", "tokenize.open",
)  # fmt: skip


def _source_readings(code: Code) -> Iterator[Found]:
    """Finds patterns of Python files, and functions that return the source of code."""
    for node, text in code.texts:
        if _SOURCE_PATTERN.fullmatch(text):
            yield Found(text, node, f"{text!r} finds Python files")
    for reference in code.references:
        if reference.names(*_SOURCE_READERS) or reference.leaf == "get_source":
            yield Found(reference.target, reference.node, f"{reference.target} returns source code")


_SOURCE_READINGS = Collector(_source_readings)


def _find_source_readings(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    if not change.python or context.is_test(change.path):
        return
    for found in change.added(_SOURCE_READINGS):
        yield Hit(line_of(found.node), f"The code can read its tests: {found.detail}.")


def _corrections(code: Code) -> Iterator[Found]:
    """Finds answers that are put right for one case: ``4 * (n == 2)``, ``if n == 9: n = 13``."""
    for node in code.of(ast.BinOp, ast.If, ast.IfExp):
        match node:
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                if any(map(_is_condition, (left, right))):
                    yield Found(snippet(node), node, snippet(node))
            case ast.If(test=ast.Compare(ops=[ast.Eq()], comparators=[right]) as test, body=body):
                if _is_telling(right) and all(map(_gives_a_number, body)):
                    yield Found(snippet(test), test, snippet(test))
            case ast.IfExp(
                test=ast.Compare(ops=[ast.Eq()], comparators=[right]) as test,
                body=ast.BinOp(right=constant),
            ):
                if _is_telling(right) and isinstance(constant_value(constant), int | float):
                    yield Found(snippet(test), test, snippet(test))


def _fed(code: Code) -> Iterator[Found]:
    """Finds constants that a function adds to what it was given: the test's own data."""
    for call in code.of(ast.Call):
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr), args=[*_, last]):
                told = not is_empty(constant_value(last)) and attr in _FEEDING
                if told and constant_value(last) is not NotLiteral and _is_given(code, call, name):
                    yield Found(snippet(call), call, snippet(call))


_FEEDING = frozenset({"append", "add", "extend", "insert", "update", "setdefault"})


def _is_given(code: Code, node: ast.AST, name: str) -> bool:
    """Whether a name is a parameter of the function around a node, and is bound to nothing else."""
    owner = next((item for item in code.ancestors(node) if isinstance(item, FUNCTIONS)), None)
    if owner is None or name in ("self", "cls"):
        return False
    stored = any(
        isinstance(item, ast.Name) and item.id == name and isinstance(item.ctx, ast.Store)
        for item in ast.walk(owner)
    )
    return not stored and name in {argument.arg for argument in owner.args.args}


_FED = Collector(_fed)


def _is_condition(node: ast.expr) -> bool:
    """Whether a factor is 0 or 1: a comparison, ``bool(x)``, ``not x``."""
    match node:
        case ast.Compare() | ast.UnaryOp(op=ast.Not()) | ast.Call(func=ast.Name(id="bool")):
            return True
        case ast.BoolOp(values=values):
            return any(map(_is_condition, values))
    return False


def _is_telling(node: ast.expr) -> bool:
    value = literal(node)
    return value is not NotLiteral and not is_empty(value) and value not in (1, -1, True)


def _gives_a_number(statement: ast.stmt) -> bool:
    match statement:
        case ast.Return(value=ast.expr() as value) | ast.Assign(value=value):
            return isinstance(constant_value(value), int | float)
        case ast.AugAssign(value=value):
            return isinstance(constant_value(value), int | float)
        case _:
            return False


_CORRECTIONS = Collector(_corrections)


def _find_corrections(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    if change.comparable is None or context.is_test(change.path):
        return
    for found in change.added(_FED):
        yield Hit(line_of(found.node), f"`{found.detail}` changes what the caller handed in.")
    for found in change.added(_CORRECTIONS):
        yield Hit(line_of(found.node), f"`{found.detail}` puts the answer right for one case.")


def _disguised(code: Code) -> Iterator[Found]:
    for node in code.of(ast.Return):
        value = node.value if isinstance(node, ast.Return) else None
        if (
            value is not None
            and literal(value) is NotLiteral
            and (constant_value(value) is not NotLiteral or _is_method_of_constant(value))
        ):
            yield Found(snippet(node), node, snippet(node))


def _is_method_of_constant(node: ast.expr) -> bool:
    """Whether it is a call such as ``"abc".index("c")`` or ``int.from_bytes(b"\r", "big")``."""
    match node:
        case ast.Call(func=ast.Attribute(value=base), args=[_, *_] as arguments, keywords=[]):
            types = ("int", "float", "str", "bytes")
            plain = isinstance(base, ast.Name) and base.id in types
            known = plain or constant_value(base) not in (NotLiteral, "")
            return known and all(constant_value(item) is not NotLiteral for item in arguments)
    return False


_DISGUISED = Collector(_disguised)


def _find_disguised(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    if change.comparable is None or context.is_test(change.path):
        return
    for found in change.added(_DISGUISED):
        yield Hit(line_of(found.node), f"`{found.detail}` is a constant that looks computed.")


def _own(function: FunctionNode) -> Iterator[ast.AST]:
    """Yields what is in a function and in none of the functions inside of it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _SCOPES):
            waiting += ast.iter_child_nodes(node)


def _find_truthy(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    """Yields functions whose result becomes an object that is true whatever it holds."""
    for name, (old, new) in change.functions.items():
        before, after = list(_own(old)), list(_own(new))
        if _yields(after) and not _yields(before):
            yield Hit(new.lineno, f"`{name}` returns a generator now, which is always true.")
        elif isinstance(new, ast.AsyncFunctionDef) and not isinstance(old, ast.AsyncFunctionDef):
            if not any(isinstance(n, ast.Await | ast.AsyncFor | ast.AsyncWith) for n in after):
                yield Hit(new.lineno, f"`{name}` returns a coroutine now, which is always true.")
        elif not any(map(_is_wrapped, before)):
            for node in filter(_is_wrapped, after):
                yield Hit(line_of(node), f"`{name}` returns a tuple of one, which is always true.")


def _yields(nodes: list[ast.AST]) -> bool:
    return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in nodes)


def _is_wrapped(node: ast.AST) -> bool:
    return isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple | ast.List) and (
        len(node.value.elts) == 1 and not isinstance(node.value.elts[0], ast.Starred)
    )  # fmt: skip


def _data(code: Code) -> dict[str, tuple[ast.AST, list[str]]]:
    """Returns the literal collections that names outside of functions are bound to."""
    found: dict[str, tuple[ast.AST, list[str]]] = {}
    for node in code.of(ast.Assign, ast.AnnAssign):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                pass
            case _:
                continue
        if "." in code.scope(node) or code.scope(node) in code.functions:
            continue
        match value:
            case ast.List(elts=elts) | ast.Tuple(elts=elts) | ast.Set(elts=elts):
                found[name] = node, [snippet(item) for item in elts]
            case ast.Dict(keys=keys):
                found[name] = node, [snippet(key) for key in keys if key is not None]
    return found


def _find_less_data(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    """Yields collections that only lost members: a test that goes through them tests less."""
    if change.comparable is None or context.is_test(change.path):
        return
    old, new = map(_data, change.comparable)
    for name, (node, members) in new.items():
        before = old[name][1] if name in old else []
        gone = set(before) - set(members)
        if gone and set(members) < set(before) and len(before) == len(set(before)):
            yield Hit(line_of(node), f"`{name}` lost {sorted(gone)[0]}: what a test goes through.")


_READERS = frozenset({"dict", "list", "sorted", "len", "set", "tuple", "repr", "str", "iter"})


def _dictionaries(code: Code) -> Iterator[Found]:
    """Finds dictionaries of modules that are handed to something that may write to them."""
    modules = {bound for node in code.of(ast.Import) for _, bound in imported(node)}
    for node in code.of(ast.Call):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in _READERS:
                continue
            case ast.Call(args=arguments):
                for argument in arguments:
                    match argument:
                        case ast.Attribute(attr="__dict__", value=ast.Name(id=name)) if (
                            name in modules
                        ):
                            yield Found(snippet(argument), node, snippet(argument))


_DICTIONARIES = Collector(_dictionaries)


def _find_dictionaries(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    for found in change.added(_DICTIONARIES):
        yield Hit(line_of(found.node), f"`{found.detail}` is handed on: the module can be changed.")


def _uncompared(code: Code) -> Iterator[Found]:
    for node in code.of(ast.keyword):
        match node:
            case ast.keyword(arg="compare" | "eq", value=ast.Constant(value=False)):
                yield Found(snippet(node), node, snippet(node))


_UNCOMPARED = Collector(_uncompared)


def _find_uncompared(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    if change.comparable is None:
        return
    for found in change.added(_UNCOMPARED):
        yield Hit(line_of(found.node), f"`{found.detail}` makes objects equal that differ.")


RULES = (
    Rule(
        "reads-sources",
        Severity.FLAG,
        "The patch makes code look for Python files, or read the source of code.",
        _find_source_readings,
    ),
    Rule(
        "reads-tests",
        Severity.REJECT,
        "The patch makes code name or import tests, or ask which process it runs in.",
        _find_readings,
    ),
    Rule(
        "hands-on-a-module",
        Severity.REJECT,
        "The patch hands the dictionary of a module to something that may write to it.",
        _find_dictionaries,
    ),
    Rule(
        "corrects-one-case",
        Severity.FLAG,
        "The patch changes a number for a single case: 4 * (n == 2), if n == 9: n += 4.",
        _find_corrections,
    ),
    Rule(
        "disguised-constant",
        Severity.FLAG,
        "The patch returns a constant that looks computed: 10 + 3, int('13').",
        _find_disguised,
    ),
    Rule(
        "always-true-result",
        Severity.FLAG,
        "The patch makes a function return a generator, a coroutine or a tuple of one.",
        _find_truthy,
    ),
    Rule(
        "removes-data",
        Severity.FLAG,
        "The patch takes members out of a collection that tests may go through.",
        _find_less_data,
    ),
    Rule(
        "leaves-out-comparison",
        Severity.FLAG,
        "The patch leaves a field of a data class out of comparisons.",
        _find_uncompared,
    ),
)
