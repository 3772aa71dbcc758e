"""Whether the evidence says that the failing test is wrong, not the code.

A test that fails contradicts the code. When the code's own documentation, or another test, agrees
with the code, the test is the odd one out: healbot then says so instead of bending the code.
"""

from __future__ import annotations

import ast
import doctest
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from healbot.core.syntax_tree import syntax_tree

_UNKNOWN = object()


@dataclass(frozen=True)
class _Claim:
    """That a call with constant arguments has a constant value."""

    call: str
    """The call without module or object before the function: ``total([1, 2])``."""
    value: object
    where: str

    def contradicts(self, other: _Claim) -> bool:
        """Whether both cannot be true."""
        return self.call == other.call and _differs(self.value, other.value)


def why_the_test_looks_wrong(
    test: str, function: str, tests: Mapping[str, str], sources: Mapping[str, str]
) -> str:
    """Returns a sentence on what contradicts a failing test, ``""`` when nothing does.

    `test` is the file of the failing test and `function` the test's name; `tests` and `sources`
    are the texts of test files and of production files by path. Compared are claims of the form
    ``assert f(constants) == constant`` with doctest examples of ``f`` and with other tests.
    """
    claims = list(_claims_of_test(test, tests.get(test, ""), function))
    if not claims:
        return ""
    for other in (*_documented(sources), *_claimed_elsewhere(test, function, tests)):
        for claim in claims:
            if claim.contradicts(other):
                return (
                    f"the test expects {claim.call} to be {claim.value!r}, but {other.where} says "
                    f"{other.value!r}: the test may be wrong"
                )
    return ""


def _claims_of_test(path: str, text: str, function: str) -> Iterator[_Claim]:
    tree = syntax_tree(text)
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == function:
            yield from _claims_in(node, f"{path}::{function}")


def _claimed_elsewhere(path: str, function: str, tests: Mapping[str, str]) -> Iterator[_Claim]:
    for other, text in tests.items():
        tree = syntax_tree(text)
        for node in ast.walk(tree) if tree else ():
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if node.name.startswith("test") and (other, node.name) != (path, function):
                yield from _claims_in(node, f"{other}::{node.name}")


def _claims_in(node: ast.AST, where: str) -> Iterator[_Claim]:
    for inner in ast.walk(node):
        match inner:
            case ast.Assert(test=ast.Compare(left=left, ops=[ast.Eq()], comparators=[right])):
                yield from _claim(left, right, where)
            case ast.Call(func=ast.Attribute(attr="assertEqual"), args=[left, right, *_]):
                yield from _claim(left, right, where)


def _claim(left: ast.expr, right: ast.expr, where: str) -> Iterator[_Claim]:
    for call, value in ((left, right), (right, left)):
        text, known = _call(call), _literal(value)
        if text and known is not _UNKNOWN:
            yield _Claim(text, known, where)


def _documented(sources: Mapping[str, str]) -> Iterator[_Claim]:
    """Yields what the doctest examples in docstrings say."""
    parser = doctest.DocTestParser()
    for path, text in sources.items():
        tree = syntax_tree(text)
        for node in ast.walk(tree) if tree else ():
            if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
                continue
            name = getattr(node, "name", "the module")
            for example in _examples(parser, ast.get_docstring(node) or ""):
                expression = syntax_tree(example.source)
                value = _literal_text(example.want)
                if expression is None or value is _UNKNOWN or not expression.body:
                    continue
                match expression.body[0]:
                    case ast.Expr(value=call) if text_of := _call(call):
                        yield _Claim(text_of, value, f"the docstring of {name} in {path}")


def _examples(parser: doctest.DocTestParser, docstring: str) -> list[doctest.Example]:
    try:
        return parser.get_examples(docstring)
    except ValueError:  # inconsistent indentation
        return []


def _call(node: ast.expr) -> str:
    """Returns a call of constants in a form that can be compared; ``""`` for anything else."""
    if not isinstance(node, ast.Call):
        return ""
    arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
    if any(_literal(argument) is _UNKNOWN for argument in arguments):
        return ""
    match node.func:
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(), attr=name):
            bare = ast.Call(ast.Name(name, ast.Load()), node.args, node.keywords)
            return ast.unparse(ast.fix_missing_locations(ast.copy_location(bare, node)))
    return ""


def _literal(node: ast.expr) -> object:
    try:
        value: object = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return _UNKNOWN
    return value


def _literal_text(text: str) -> object:
    tree = syntax_tree(text.strip())
    match tree.body if tree else []:
        case [ast.Expr(value=value)]:
            return _literal(value)
    return _UNKNOWN


def _differs(one: object, two: object) -> bool:
    try:
        return bool(one != two)
    except (ArithmeticError, RecursionError):
        return False
