"""Arguments in an order, or a form, that a call does not take.

A generator among other arguments needs its own brackets; a positional argument behind a keyword
argument is moved, or named, when the callee is defined in the file and its parameters tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, LooseToken
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.sketch import LogicalLine, Sketch

Argument = tuple[LooseToken, ...]


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    for line in sketch.suspects:
        bare = [edit for opener in line.tokens for edit in _bare_generators(sketch, line, opener)]
        if bare:
            why = "A generator that is not the only argument needs brackets."
            yield Candidate(tuple(bare), 0.93, why)
        for opener in line.tokens:
            if opener.text != "(" or opener.start not in sketch.brackets.partner:
                continue
            arguments = _arguments(sketch, line, opener)
            callee = sketch.before(opener)
            if len(arguments) < 2 or callee is None:
                continue
            if line.keyword == "def" and callee is not None and _is_definition(sketch, callee):
                yield from _defaults_first(sketch, callee, arguments)
                continue
            yield from _positional_last(sketch, callee, arguments)


def _is_definition(sketch: Sketch, callee: LooseToken) -> bool:
    before = sketch.before(callee)
    return before is not None and before.text == "def"


def _arguments(sketch: Sketch, line: LogicalLine, opener: LooseToken) -> list[Argument]:
    """The arguments of a call, each as its tokens."""
    closer = sketch.brackets.partner[opener.start]
    found: list[Argument] = []
    current: list[LooseToken] = []
    for token in line.tokens:
        if not opener.start < token.start < closer.start:
            continue
        if token.text == "," and sketch.brackets.inside.get(token.start) == opener:
            found.append(tuple(current))
            current = []
        else:
            current.append(token)
    return [item for item in [*found, tuple(current)] if item]


def _bare_generators(sketch: Sketch, line: LogicalLine, opener: LooseToken) -> Iterator[SourceEdit]:
    """Brackets around the generators among the arguments of one call."""
    if opener.text != "(" or opener.start not in sketch.brackets.partner:
        return
    arguments = _arguments(sketch, line, opener)
    for argument in arguments if len(arguments) > 1 else []:
        at_top = [t.text for t in argument if sketch.brackets.inside.get(t.start) == opener]
        if "for" in at_top and "in" in at_top and not _is_keyword(argument):
            yield sketch.insert(argument[0].start, "(")
            yield sketch.insert(argument[-1].end, ")")


def _is_keyword(argument: Argument) -> bool:
    return len(argument) > 2 and argument[0].kind is Kind.NAME and argument[1].text == "="


def _text(sketch: Sketch, argument: Argument) -> str:
    return sketch.text[argument[0].start : argument[-1].end]


def _parameters(sketch: Sketch, name: str) -> list[str] | None:
    """Returns the parameters of the one function (or class) of that name in the file."""
    pattern = rf"\bdef\s+{re.escape(name)}\s*\(([^()]*)\)"
    in_class = rf"\bclass\s+{re.escape(name)}\b.*?\bdef\s+__init__\s*\(([^()]*)\)"
    found = re.findall(pattern, sketch.text) or re.findall(in_class, sketch.text, re.DOTALL)
    if len(found) != 1 or "*" in found[0]:
        return None
    names = [re.split(r"[:=]", item)[0].strip() for item in found[0].split(",")]
    return [item for item in names if item and item not in {"self", "cls"}]


def _positional_last(
    sketch: Sketch, callee: LooseToken, arguments: list[Argument]
) -> Iterator[Candidate]:
    """``f(a=1, 2)``."""
    keywords = [item for item in arguments if _is_keyword(item)]
    late = [
        item
        for index, item in enumerate(arguments)
        if not _is_keyword(item)
        and item[0].text not in {"*", "**"}
        and any(_is_keyword(earlier) for earlier in arguments[:index])
    ]
    if not late or not keywords or any(item[0].text in {"*", "**"} for item in arguments):
        return
    parameters = _parameters(sketch, callee.text)
    start, end = arguments[0][0].start, arguments[-1][-1].end
    why = "A positional argument stands behind a keyword argument."
    if parameters is None:
        if callee.text == "print" or callee.text in {"sorted", "max", "min", "open", "join"}:
            reordered = [item for item in arguments if not _is_keyword(item)] + keywords
            text = ", ".join(_text(sketch, item) for item in reordered)
            yield Candidate((sketch.cut(start, end, text),), 0.91, why)
        return
    given = {item[0].text for item in keywords}
    positional = [item for item in arguments if not _is_keyword(item)]
    free = [name for name in parameters if name not in given]
    leading = parameters[: len(positional)]
    if not given & set(leading):
        text = ", ".join(_text(sketch, item) for item in [*positional, *keywords])
        yield Candidate((sketch.cut(start, end, text),), 0.9, why)
    elif len(free) >= len(late):
        in_place = [index for index, item in enumerate(arguments) if not _is_keyword(item)]
        names = {index: parameters[index] for index in in_place if index < len(parameters)}
        if len(names) == len(in_place) and not given & set(names.values()):
            edits = tuple(
                sketch.insert(arguments[index][0].start, f"{name}=")
                for index, name in names.items()
                if arguments[index] in late
            )
            yield Candidate(edits, 0.88, why)


def _defaults_first(
    sketch: Sketch, function: LooseToken, parameters: list[Argument]
) -> Iterator[Candidate]:
    """``def f(a=1, b)``: those without a default first, if calls do not depend on the order."""
    plain = [item for item in parameters if "=" not in [t.text for t in item]]
    defaults = [item for item in parameters if "=" in [t.text for t in item]]
    if not plain or not defaults or any(item[0].text in {"*", "**", "/"} for item in parameters):
        return
    for index, token in enumerate(sketch.code[:-1]):
        opener = sketch.code[index + 1]
        if token.text != function.text or token is function or opener.text != "(":
            continue
        at = sketch.logical_at(token.line)
        line = sketch.logical_lines[at] if at is not None else None
        if line is None or opener.start not in sketch.brackets.partner:
            return
        arguments = _arguments(sketch, line, opener)
        if not all(_is_keyword(argument) for argument in arguments):
            yield from _none_default(sketch, parameters)
            return
    start, end = parameters[0][0].start, parameters[-1][-1].end
    text = ", ".join(_text(sketch, item) for item in [*plain, *defaults])
    why = "A parameter without a default stands behind one that has one."
    yield Candidate((sketch.cut(start, end, text),), 0.88, why)


def _none_default(sketch: Sketch, parameters: list[Argument]) -> Iterator[Candidate]:
    """Calls give the arguments by position: the order stays and the later ones get a default."""
    edits = []
    seen_default = False
    for parameter in parameters:
        has_default = "=" in [token.text for token in parameter]
        if seen_default and not has_default:
            edits.append(sketch.insert(parameter[-1].end, "=None"))
        seen_default = seen_default or has_default
    why = "A parameter without a default stands behind one that has one; calls rely on the order."
    yield Candidate(tuple(edits), 0.7, why)
