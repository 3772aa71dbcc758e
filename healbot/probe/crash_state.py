"""Runs a script as ``__main__`` and writes the state at the exception that ends it as JSON.

Usage: ``python -c CODE OUTPUT ROOT SCRIPT [ARGS...]``. Values are described, not used: type,
attribute names, keys and lengths of builtin containers, `repr` of builtin scalars.
"""

from __future__ import annotations

import ast
import builtins
import json
import os
import sys

TYPE_CHECKING = False  # typing takes longer to import than everything else here
if TYPE_CHECKING:
    from types import FrameType, TracebackType
    from typing import Any, Dict, Iterator, List, Mapping, Optional, Tuple

MAX_NAMES = 200
MAX_ATTRIBUTES = 600
MAX_KEYS = 200
MAX_TEXT = 200
MAX_EXPRESSIONS = 60
LIBRARY_FOLDERS = {"site-packages", "dist-packages", ".venv", "venv", ".tox", ".nox"}
TEST_FOLDERS = {"test", "tests", "__tests__"}
SCALARS = (bool, int, float, complex, str, bytes, type(None))
CONTAINERS = (list, tuple, set, frozenset, dict)


def type_name(value: Any) -> str:
    """Returns the qualified name of the type of `value`; builtins without their module."""
    kind = type(value)
    module = getattr(kind, "__module__", "builtins")
    name = getattr(kind, "__qualname__", kind.__name__)
    return name if module == "builtins" else "%s.%s" % (module, name)


class Describer:
    """Describes values; the attribute lists of types are written once and shared."""

    def __init__(self) -> None:
        self.attributes: Dict[str, List[str]] = {}

    def describe(self, value: Any) -> Dict[str, Any]:
        """Returns the description of `value` as plain data."""
        described: Dict[str, Any] = {
            "type": type_name(value),
            "attributes": self._attributes(value),
        }
        try:
            self._describe_content(value, described)
        except BaseException:
            pass  # a class of the project's, which may be what is broken
        parameters = self._parameters(value)
        if parameters is not None:
            described["parameters"] = parameters
        return described

    def _describe_content(self, value: Any, described: Dict[str, Any]) -> None:
        """Adds what `value` holds; may raise, as the class of `value` has its say."""
        if isinstance(value, SCALARS):
            described["text"] = repr(value)[:MAX_TEXT]
        if isinstance(value, CONTAINERS + (str, bytes)):
            described["length"] = len(value)
        mapping = dict.keys(value) if isinstance(value, dict) else self._mapping_keys(value)
        if mapping is not None:
            described["keys"] = [safe_repr(key) for key in list(mapping)[:MAX_KEYS]]
        if isinstance(value, CONTAINERS):
            items = dict.values(value) if isinstance(value, dict) else value
            described["item_types"] = [type_name(item) for _, item in zip(range(5), items)]

    def _mapping_keys(self, value: Any) -> Optional[List[Any]]:
        """Returns the keys of other mapping-like values (data frames, ordered views), or None."""
        keys = getattr(type(value), "keys", None)
        if keys is None or isinstance(value, type):
            return None
        try:
            return [key for _, key in zip(range(MAX_KEYS), value.keys())]
        except BaseException:
            return None

    def _attributes(self, value: Any) -> str:
        """Returns the key under which the attribute names of `value` stand in the table."""
        own: List[Any] = []
        try:
            own = list(object.__getattribute__(value, "__dict__"))
        except BaseException:
            own = []
        label = type_name(value)
        if own and len(own) <= MAX_ATTRIBUTES:
            label = "%s@%d" % (label, id(value))
        if label not in self.attributes:
            try:
                names = set(dir(value)) if isinstance(value, type) else set(dir(type(value)))
            except BaseException:
                names = set()
            names.update(name for name in own if isinstance(name, str))
            self.attributes[label] = sorted(names)[:MAX_ATTRIBUTES]
        return label

    def _parameters(self, value: Any) -> Optional[List[str]]:
        """Returns the parameter names of a function, method or class, or None."""
        if not callable(value) or isinstance(value, SCALARS):
            return None
        try:
            import inspect  # late: slow, and few runs need it

            signature = inspect.signature(value)
        except BaseException:
            return None
        skip = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
        return [p.name for p in signature.parameters.values() if p.kind not in skip]


def safe_repr(value: Any) -> str:
    """Returns a short `repr`, whatever the value's class does."""
    try:
        return repr(value)[:MAX_TEXT]
    except BaseException:
        return "<unprintable>"


def innermost_project_frame(
    traceback: Optional[TracebackType], root: str, tests_count: bool
) -> Optional[Tuple[FrameType, int, str]]:
    """Returns the last (frame, line, path) of a traceback whose file lies in the project.

    Unless `tests_count`, the frames of test files are passed over when there are others.
    """
    found = None
    of_tests = None
    while traceback is not None:
        path = os.path.realpath(traceback.tb_frame.f_code.co_filename)
        parts = os.path.relpath(path, root).split(os.sep)
        if path.startswith(root + os.sep) and LIBRARY_FOLDERS.isdisjoint(parts):
            place = (traceback.tb_frame, traceback.tb_lineno, os.path.relpath(path, root))
            if tests_count or not is_test(parts):
                found = place
            else:
                of_tests = place
        traceback = traceback.tb_next
    return found or of_tests


def is_test(parts: List[str]) -> bool:
    """Whether a path, given as its parts, is that of a test file or of what helps tests."""
    *folders, name = [part.lower() for part in parts]
    if not TEST_FOLDERS.isdisjoint(folders) or name in ("conftest.py", "tests.py"):
        return True
    return name.startswith("test_") or name.endswith(("_test.py", "_tests.py"))


def innermost_statement(tree: ast.Module, line: int) -> Optional[ast.stmt]:
    """Returns the statement at `line` that starts last."""
    best: Optional[ast.stmt] = None
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0):
            if best is None or node.lineno >= best.lineno:
                best = node
    return best


def header_of(statement: ast.stmt) -> List[ast.AST]:
    """Returns a statement, or of one that has a body only what stands before the body."""
    if not hasattr(statement, "body"):
        return [statement]
    parts: List[ast.AST] = []
    for name, value in ast.iter_fields(statement):
        if name not in ("body", "orelse", "finalbody", "handlers"):
            values = value if isinstance(value, list) else [value]
            parts.extend(item for item in values if isinstance(item, ast.AST))
    return parts


def expressions_at(source: str, line: int) -> Iterator[Tuple[str, ast.expr]]:
    """Yields (text, node) for the expressions without calls in the statement at `line`."""
    statement = innermost_statement(ast.parse(source), line)
    impure = (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr, ast.Lambda)
    shapes = (ast.Name, ast.Attribute, ast.Subscript)
    for part in header_of(statement) if statement is not None else []:
        for node in ast.walk(part):
            if isinstance(node, shapes) and not any(isinstance(n, impure) for n in ast.walk(node)):
                text = ast.get_source_segment(source, node)
                if text:
                    yield text, node


def evaluate(frame: FrameType, source: str, line: int, describer: Describer) -> Dict[str, Any]:
    """Returns descriptions of the pure expressions in the statement."""
    described: Dict[str, Any] = {}
    for text, node in expressions_at(source, line):
        if text in described or len(described) >= MAX_EXPRESSIONS:
            continue
        expression = ast.Expression(ast.copy_location(as_load(node), node))
        ast.fix_missing_locations(expression)
        try:
            value = eval(compile(expression, "<probe>", "eval"), frame.f_globals, frame.f_locals)
        except BaseException:
            continue
        described[text] = describer.describe(value)
    return described


def as_load(node: Any) -> Any:
    """Returns a copy of an assignment target as something that can be read."""
    clone = type(node)(**{name: getattr(node, name) for name in node._fields})
    clone.ctx = ast.Load()
    return clone


def missing_key_owner(error: KeyError, frame: FrameType, source: str, line: int) -> Any:
    """Returns the mapping that a KeyError's key was looked up in, when the statement shows it."""
    if not error.args:
        return None
    for node in (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Subscript)):
        if not node.lineno <= line <= (node.end_lineno or 0):
            continue
        text = ast.get_source_segment(source, node.value)
        index: Any = node.slice
        if type(index).__name__ == "Index":  # Python 3.8
            index = index.value
        key_text = ast.get_source_segment(source, index)
        if not text or not key_text or "(" in text + key_text:
            continue
        try:
            key = eval(key_text, frame.f_globals, frame.f_locals)
            owner = eval(text, frame.f_globals, frame.f_locals)
        except BaseException:
            continue
        if type(key) is type(error.args[0]) and key == error.args[0] and hasattr(owner, "keys"):
            return owner
    return None


def observe(error: BaseException, root: str, tests_count: bool = False) -> Optional[Dict[str, Any]]:
    """Returns the crash state of `error` as plain data, or None.

    For a failing test it is that of the code under test; a script's own file may have any name.
    """
    found = innermost_project_frame(error.__traceback__, root, tests_count)
    if found is None:
        return None
    frame, line, path = found
    describer = Describer()
    with open(frame.f_code.co_filename, "rb") as file:
        raw_source = file.read()
    source = decoded(raw_source)
    expressions = evaluate(frame, source, line, describer)
    owner = getattr(error, "obj", None) if isinstance(error, AttributeError) else None
    if isinstance(error, KeyError):
        owner = missing_key_owner(error, frame, source, line)
    local_values = {} if frame.f_locals is frame.f_globals else frame.f_locals
    return {
        "exception": type(error).__name__,
        "path": path.replace(os.sep, "/"),
        "line": line,
        "function": frame.f_code.co_name,
        "locals": describe_names(local_values, describer),
        "globals": describe_names(frame.f_globals, describer),
        "expressions": expressions,
        "object": None if owner is None else describer.describe(owner),
        "attributes": describer.attributes,
    }


def decoded(raw_source: bytes) -> str:
    """Returns the text of a source file."""
    if b"coding" not in raw_source[:1000]:
        return raw_source.decode("utf-8-sig", "replace")
    import io
    import tokenize

    encoding, _ = tokenize.detect_encoding(io.BytesIO(raw_source).readline)
    return raw_source.decode(encoding, "replace")


def describe_names(names: Mapping[str, Any], describer: Describer) -> Dict[str, Any]:
    """Returns descriptions of variables; dunder names are left out."""
    chosen = [name for name in names if not name.startswith("__")][:MAX_NAMES]
    return {name: describer.describe(names[name]) for name in chosen}


def run(script: str, argv: List[str]) -> Optional[BaseException]:
    """Runs the script as ``__main__``, as the interpreter itself would; returns its exception."""
    sys.argv[:] = [script] + argv
    sys.path[0] = os.path.dirname(os.path.abspath(script))
    main_module = type(sys)("__main__")
    main_module.__dict__.update({"__file__": script, "__builtins__": builtins})
    sys.modules["__main__"] = main_module
    try:
        with open(script, "rb") as file:
            code = compile(file.read(), os.path.abspath(script), "exec", dont_inherit=True)
        exec(code, main_module.__dict__)
    except SystemExit:
        return None
    except BaseException as error:
        return error
    return None


def main() -> None:
    """Runs the script and writes the state of its crash."""
    output, root, script = sys.argv[1:4]
    root = os.path.realpath(root)
    output = os.path.abspath(output)
    error = run(script, sys.argv[4:])
    state: Optional[Dict[str, Any]] = None
    if error is not None:
        try:
            state = observe(error, root, tests_count=True)
        except BaseException as problem:
            state = {"problem": "%s: %s" % (type(problem).__name__, problem)}
    with open(output, "w", encoding="utf-8", errors="backslashreplace") as file:
        json.dump(state, file)


if __name__ == "__main__":
    main()
