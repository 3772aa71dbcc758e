"""Code that a patch takes away or keeps from running."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

from healbot.core.syntax_tree import syntax_tree
from healbot.core.tampering.change import Collector, FileChange, Found
from healbot.core.tampering.code import DEFINITIONS, FUNCTIONS, Code, line_of, snippet
from healbot.core.tampering.context import GuardContext
from healbot.core.tampering.finding import Hit, Rule, Severity
from healbot.core.tampering.literals import is_literal

_MIN_STATEMENTS = 2
"""So many statements must go without replacement before a reviewer is told."""
_MIN_LINES = 3
_LEAVING = (ast.Return, ast.Raise, ast.Continue, ast.Break)


def _statements(code: Code) -> Iterator[ast.stmt]:
    """Yields what a program does: no docstrings, `pass` or imports."""
    for node in code.nodes:
        if not isinstance(node, ast.stmt):
            continue
        if isinstance(node, ast.Pass | ast.Import | ast.ImportFrom | ast.Global | ast.Nonlocal):
            continue
        if isinstance(node, ast.Expr) and is_literal(node.value):
            continue
        yield node


def _deleted(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    """Yields one hit when clearly more code goes than comes."""
    if change.after is None or not change.python:
        return
    if change.comparable is None:
        yield from _fewer_lines(change)
        return
    old, new = change.comparable
    balance = sum(1 for _ in _statements(old)) - _total(change, new)
    gone = _first_gone(change, old, new) if balance >= _MIN_STATEMENTS else None
    if gone is not None:
        reason = f"The patch removes {balance} statements more than it adds."
        yield Hit(line_of(gone), reason, in_before=True)


def _first_gone(change: FileChange, old: Code, new: Code) -> ast.stmt | None:
    """Returns the first statement of the old code that no file of the patch has any more."""
    files = [new, *(other.after_code for other in change.others if other.after_code)]
    kept = Counter(snippet(node) for code in files for node in _statements(code))
    for node in _statements(old):
        shown = snippet(node)
        if kept[shown] == 0 and not _changed_inside(node, kept):
            return node
        kept[shown] -= 1
    return None


def _changed_inside(node: ast.stmt, kept: Counter[str]) -> bool:
    """Whether a block is only gone because something in it is."""
    body = getattr(node, "body", None)
    return isinstance(body, list) and any(
        kept[snippet(inner)] > 0 for inner in body if isinstance(inner, ast.stmt)
    )


def _total(change: FileChange, new: Code) -> int:
    """Returns the number of statements after the patch, with those moved to other files."""
    total = sum(1 for _ in _statements(new))
    for other in change.others:
        if other.before_code and other.after_code:
            more = sum(1 for _ in _statements(other.after_code))
            total += max(more - sum(1 for _ in _statements(other.before_code)), 0)
    return total


def _fewer_lines(change: FileChange) -> Iterator[Hit]:
    """The same for files that did not parse, by lines."""
    if change.before is None:
        return
    before, after = _code_lines(change.before_text), _code_lines(change.after_text)
    if before - after >= max(_MIN_LINES, before // 5):
        yield Hit(0, f"The patch removes {before - after} lines more than it adds.")


def _code_lines(text: str) -> int:
    return sum(map(_is_code, text.split("\n")))


def _is_code(line: str) -> bool:
    """Whether a line alone could be a statement, or the head of one; prose is neither."""
    line = line.strip()
    if not line or line.startswith("#"):
        return False
    heads = (f"{start}{line}\n pass" for start in ("", "if 1: pass\n", "try: pass\n"))
    for text in (line, *heads):
        tree = syntax_tree(text)
        if tree is not None:
            first = tree.body[0]
            return not (isinstance(first, ast.Expr) and isinstance(first.value, ast.Name))
    return line.endswith(("(", "[", "{", ",", ")", "]", "}"))  # a part of a longer statement


def _calls(code: Code) -> Iterator[Found]:
    """Finds calls that stand alone as statements: they are made for what they do."""
    for node in code.nodes:
        match node:
            case ast.Expr(value=ast.Call(func=func) | ast.Await(value=ast.Call(func=func))):
                yield Found("call", node, snippet(func))


def _deletions(code: Code) -> Iterator[Found]:
    for node in code.nodes:
        if isinstance(node, ast.Raise):
            yield Found("raise", node)


_CALLS = Collector(_calls)
_RAISES = Collector(_deletions)


def _lost_calls(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    """Yields calls that are gone from a function without another statement in their place."""
    if change.comparable is None:
        return
    old, new = change.comparable
    names = Counter(_called_names(new))
    before_names = Counter(_called_names(old))
    put_off_after, put_off_before = Counter(_put_off(new)), Counter(_put_off(old))
    handed_on_after, handed_on_before = Counter(_handed_on(new)), Counter(_handed_on(old))
    for found in change.removed(_CALLS):
        scope = old.scope(found.node)
        name = found.detail.rpartition(".")[2]
        if names[name] >= before_names[name]:
            if put_off_after[name] > put_off_before[name]:
                reason = f"The call of `{found.detail}` is put off, perhaps for ever."
                yield Hit(line_of(found.node), reason, in_before=True)
        elif handed_on_after[name] > handed_on_before[name]:
            reason = f"`{found.detail}` is handed on instead of being called."
            yield Hit(line_of(found.node), reason, in_before=True)
        elif _weight(new, scope) < _weight(old, scope):
            yield Hit(line_of(found.node), f"The call of `{found.detail}` is gone.", in_before=True)


def _called_names(code: Code) -> Iterator[str]:
    for node in code.nodes:
        match node:
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
                yield name


def _put_off(code: Code) -> Iterator[str]:
    """Yields the names that are called in lambdas and generators which nothing seems to use up."""
    for node in code.of(ast.Lambda, ast.GeneratorExp):
        user = code.parents.get(node)
        if isinstance(user, ast.Call | ast.For | ast.Starred | ast.comprehension | ast.YieldFrom):
            continue
        for inner in ast.walk(node):
            match inner:
                case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
                    yield name


def _handed_on(code: Code) -> Iterator[str]:
    """Yields the names that are arguments of calls."""
    for call in code.of(ast.Call):
        for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
            match argument:
                case ast.Attribute(attr=name) | ast.Name(id=name):
                    yield name


def _weight(code: Code, scope: str) -> int:
    """Returns how many statements a scope has; a scope that was renamed weighs all."""
    if scope not in code.scopes:
        return sum(1 for _ in _statements(code))
    return sum(1 for node in _statements(code) if code.scope(node) == scope)


def _lost_raises(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    """Yields checks that are gone: a function raises less often than it did."""
    if change.comparable is None:
        return
    old, new = change.comparable
    before = Counter(old.scope(node) for node in old.nodes if isinstance(node, ast.Raise))
    after = Counter(new.scope(node) for node in new.nodes if isinstance(node, ast.Raise))
    for found in change.removed(_RAISES):
        scope = old.scope(found.node)
        if after[scope] < before[scope] and (scope in new.functions or not scope):
            if _is_stub_raise(old, found.node):
                continue
            before[scope] -= 1
            reason = f"`{scope or 'The module'}` no longer raises this error."
            yield Hit(line_of(found.node), reason, in_before=True)


_CHECKING = re.compile(
    r"abstract|valid|require|ensure|permission|authoriz|typecheck|beartype|contract|ABC\b|ABCMeta"
)


def _checking(code: Code) -> Iterator[Found]:
    """Finds decorators and base classes that check something: ``@abstractmethod``, ``ABC``."""
    for node in code.nodes:
        if not isinstance(node, DEFINITIONS):
            continue
        parts = [*node.decorator_list]
        if isinstance(node, ast.ClassDef):
            parts += [*node.bases, *(keyword.value for keyword in node.keywords)]
        for part in parts:
            if _CHECKING.search(snippet(part)):
                yield Found("check", part, snippet(part))


_CHECKS = Collector(_checking)


def _lost_checks(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    if change.comparable is None:
        return
    kept = len(list(_checking(change.comparable[1])))
    for found in change.removed(_CHECKS)[: len(list(_checking(change.comparable[0]))) - kept]:
        reason = f"`{found.detail}` is gone, and with it what it checks."
        yield Hit(line_of(found.node), reason, in_before=True)


def _lost_validation(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    yield from _lost_raises(change, context)
    yield from _lost_checks(change, context)


def _is_stub_raise(code: Code, node: ast.AST) -> bool:
    """Whether a raise is the place-holder of a function that the patch writes."""
    return isinstance(code.parents.get(node), FUNCTIONS) and "NotImplemented" in snippet(node)


def _unreachable(code: Code) -> Iterator[Found]:
    """Finds statements behind one that always leaves, and blocks whose condition is constant."""
    for node in code.nodes:
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                yield from _behind(code, block)
        match node:
            case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
                if _never(code, test) or (not isinstance(node, ast.While) and _always(code, test)):
                    yield Found("constant", node, shown=test)
            case ast.BoolOp(op=op, values=values) if any(
                _never(code, v) or _always(code, v) for v in values
            ):
                ends = _never if isinstance(op, ast.And) else _always
                cut = any(ends(code, value) for value in values[:-1])
                if cut or isinstance(code.parents.get(node), ast.If | ast.While):
                    yield Found("constant", node)


def _behind(code: Code, block: list[ast.stmt]) -> Iterator[Found]:
    for index, statement in enumerate(block[:-1]):
        if _leaves(code, statement):
            following = block[index + 1]
            if not isinstance(following, DEFINITIONS):
                yield Found("behind", following, shown=statement)
            return


def _leaves(code: Code, statement: ast.stmt) -> bool:
    if isinstance(statement, _LEAVING):
        return True
    match statement:
        case ast.Expr(value=ast.Call(func=func)):
            return code.target(func) in ("sys.exit", "exit", "quit", "os._exit", "os.abort")
        case _:
            return False


def _never(code: Code, test: ast.expr) -> bool:
    return isinstance(test, ast.Constant) and not test.value


def _always(code: Code, test: ast.expr) -> bool:
    return isinstance(test, ast.Constant) and bool(test.value)


_UNREACHABLE = Collector(_unreachable)


def _disabled(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    if change.comparable is None:
        return
    for found in change.added(_UNREACHABLE):
        if found.key == "behind":
            reason = "This never runs any more: the statement before it always leaves."
        else:
            reason = "The condition is constant, so one side of it never runs."
        yield Hit(line_of(found.node), reason)


def _commented_out(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    """Yields new comments that are lines of the old code."""
    if not change.python or change.before is None:
        return
    gone = {
        line for line in change.removed_lines if re.search(r"\w\(|=|\braise\b|\bassert\b", line)
    }
    for number, line in change.added_lines:
        stripped = line.strip()
        if stripped.startswith("#") and stripped.lstrip("# ").rstrip() in gone:
            yield Hit(number, "The patch comments code out instead of mending it.")


def _not_implemented(code: Code) -> Iterator[Found]:
    for node in code.nodes:
        match node:
            case ast.Return(value=ast.Name(id="NotImplemented")):
                yield Found("NotImplemented", node)


_NOT_IMPLEMENTED = Collector(_not_implemented, re.compile(r"\bNotImplemented\b"))


def _gives_up(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    for found in change.added(_NOT_IMPLEMENTED):
        yield Hit(
            line_of(found.node), "`return NotImplemented` hands the comparison to the other side."
        )


RULES = (
    Rule(
        "deletes-code",
        Severity.FLAG,
        "The patch removes clearly more code than it adds.",
        _deleted,
    ),
    Rule(
        "removes-call",
        Severity.FLAG,
        "The patch removes a call without anything in its place, or puts it off.",
        _lost_calls,
    ),
    Rule(
        "removes-validation",
        Severity.FLAG,
        "The patch removes a raise statement, or a decorator or base class that checks.",
        _lost_validation,
    ),
    Rule(
        "disables-code",
        Severity.FLAG,
        "The patch keeps code from running: an early exit above it, or a constant condition.",
        _disabled,
    ),
    Rule(
        "comments-out",
        Severity.FLAG,
        "The patch turns code into a comment.",
        _commented_out,
    ),
    Rule(
        "returns-not-implemented",
        Severity.FLAG,
        "The patch makes a method return NotImplemented.",
        _gives_up,
    ),
)
