"""``await`` (or ``async for``, ``async with``) in a function that is not ``async``."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.sketch import LogicalLine, Sketch

_RUNNERS = frozenset(
    {"run", "gather", "create_task", "run_until_complete", "ensure_future", "wait_for", "wait",
     "as_completed", "run_coroutine_threadsafe", "start_soon", "append"}
)  # fmt: skip
"""Functions that are given a coroutine."""


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    why = "`await` needs a function that is `async`; its callers await it or run it in a loop."
    lines = [line for line in sketch.suspects if _awaits(line)]
    if not lines:
        return
    everywhere = tuple(_async_edits(sketch))
    if everywhere:
        yield Candidate(everywhere, 0.93, why)
    for line in lines:
        function = _function_of(sketch, line)
        if function is not None and function.first.text == "def" and _awaited(sketch, function):
            yield Candidate((sketch.insert(function.first.start, "async "),), 0.92, why)
    yield from _at_module_level(sketch)


def _awaits(line: LogicalLine) -> bool:
    if any(token.text == "await" for token in line.tokens):
        return True
    pairs = zip(line.texts, line.texts[1:], strict=False)
    return any(left == "async" and right in {"for", "with"} for left, right in pairs)


def _function_of(sketch: Sketch, line: LogicalLine) -> LogicalLine | None:
    """Returns the header of the function around a line."""
    indent = line.indent
    current = sketch.previous_line(line)
    while current is not None and indent > 0:
        if current.indent < indent:
            indent = current.indent
            if current.keyword == "def":
                return current
        current = sketch.previous_line(current)
    return None


def _async_edits(sketch: Sketch) -> Iterator[SourceEdit]:
    seen: set[int] = set()
    for line in sketch.logical_lines:
        function = _function_of(sketch, line) if _awaits(line) else None
        if function is None or function.first.text != "def" or function.first.start in seen:
            continue
        seen.add(function.first.start)
        if _awaited(sketch, function):
            yield sketch.insert(function.first.start, "async ")


def _awaited(sketch: Sketch, function: LogicalLine) -> bool:
    """Whether every call of a function is awaited or given to something that runs coroutines."""
    name = function.tokens[1].text
    calls = 0
    for token in sketch.code:
        after = sketch.after(token)
        if token.text != name or after is None or after.text != "(":
            continue
        before = sketch.before(token)
        if before is not None and before.text == "def":
            continue
        calls += 1
        while before is not None and (before.text == "." or before.kind.value == "name"):
            if before.text == "await":
                break
            before = sketch.before(before)
        if before is None or not (before.text == "await" or _given_to_runner(sketch, token.start)):
            return False
    return calls > 0


def _given_to_runner(sketch: Sketch, offset: int) -> bool:
    around = sketch.brackets.inside.get(offset)
    while around is not None:
        callee = sketch.before(around)
        if callee is not None and callee.text in _RUNNERS:
            return True
        around = sketch.brackets.inside.get(around.start)
    return False


def _at_module_level(sketch: Sketch) -> Iterator[Candidate]:
    """``await main()`` at the end of a script: ``asyncio.run(main())``."""
    for line in sketch.suspects:
        if line.indent or line.first.text != "await" or line.last.text != ")":
            continue
        call = sketch.text[line.tokens[1].start : line.last.end]
        runner = "asyncio.run(" + call + ")"
        edit = sketch.cut(line.first.start, line.last.end, runner)
        why = "Outside of a function a coroutine is run with `asyncio.run`."
        if sketch.names["asyncio"]:
            yield Candidate((edit,), 0.93, why)
        else:
            yield Candidate((edit, sketch.insert(0, "import asyncio" + sketch.newline)), 0.88, why)
