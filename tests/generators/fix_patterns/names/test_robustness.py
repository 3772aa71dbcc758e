"""Whatever file and message they are given, patterns never raise and their edits apply."""

from __future__ import annotations

import ast
from textwrap import dedent

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from healbot.core.failure import Failure, FailureKind, Frame, RaisedException
from healbot.core.observation import CrashState, InterpreterFacts, ObservedValue
from healbot.core.patch import Patch, apply
from healbot.core.reproducer import Reproducer
from healbot.core.source import SourceFile
from healbot.generators.fix_patterns.names import NAME_PATTERNS
from healbot.generators.fix_patterns.pattern import Context
from healbot.ports import Problem

SCRIPTS = [
    dedent('''\
        """Doc."""
        from collections import (
            Counter,
            Mapping,
        )
        import json, urllib2 as u2; import datetime
        from .near import thing

        main()
        class Base(Later):
            kind = "x"
            def __int__(self, nam, *args, key=None, **kwargs): self.nmae = nam; items = []
            @property
            def total(self) -> "Base": return price + self.items.push(3)
        def main():
            global counter
            counter += 1
            try: seen = {}; seen.add(1)
            except (ValueError, TypeError) as e: pass
            print("a %s").format(e.message) or (lambda x: x.y)
            for row in rows.sort().reverse(): row.name = d.has_key(k) and not d.has_key(v)
            yield [é + word for word in wörds if word.isAlive() for é in word]
        if name == "__main__": json.load(path).foo
        '''),
    dedent("""\
        import numpy as np
        x = np.float(3); y = np.float_(2)
        args.dry-run
        numbers = numbers.append(4)
        def f(a, b):
        \tvalue = a.substring(1, 2)[b:]
        \twith open(data.txt) as h: return h.split(",")
        match x:
            case {"a": [first, *rest], **more}: print(frist)
            case Point(x=0) | None: pass
        async def g(): return await thing
        print(f"{user.name!r:>{width}} {undefined}", *args, sep=missing)
        class A[T]: z: Node | None = None
        if (n := lenght(x)) > 1: del n
        """).replace("class A[T]", "class A"),
]
NAMES = sorted(
    {
        getattr(node, field)
        for script in SCRIPTS
        for node in ast.walk(ast.parse(script))
        for field in ("id", "attr", "name", "arg", "module")
        if isinstance(getattr(node, field, None), str)
    }
)
MESSAGES = {
    "NameError": ["name '{a}' is not defined", "name '{a}' is not defined. Did you mean: '{b}'?"],
    "UnboundLocalError": ["local variable '{a}' referenced before assignment"],
    "ModuleNotFoundError": ["No module named '{a}'", "No module named '{a}.{b}'"],
    "ImportError": [
        "cannot import name '{a}' from '{b}' (x.py)",
        "attempted relative import with no known parent package",
    ],
    "AttributeError": [
        "'{b}' object has no attribute '{a}'",
        "'NoneType' object has no attribute '{a}'",
        "'dict' object has no attribute '{a}'",
        "'list' object has no attribute '{a}'",
        "'str' object has no attribute '{a}'",
        "module '{b}' has no attribute '{a}'",
        "type object '{b}' has no attribute '{a}'",
        "{a}",
    ],
    "TypeError": [
        "'NoneType' object is not iterable",
        "{a}() takes no arguments",
        "descriptor 'date' for 'datetime.datetime' objects doesn't apply to a 'int' object",
    ],
}


LIKELY = [
    (0, "NameError", "name 'main' is not defined", "main()"),
    (0, "NameError", "name 'Later' is not defined", "class Base"),
    (0, "NameError", "name 'name' is not defined", "if name =="),
    (0, "NameError", "name 'price' is not defined", "return price"),
    (0, "NameError", "name 'rows' is not defined", "for row in"),
    (0, "NameError", "name 'e' is not defined", "e.message"),
    (0, "NameError", "name 'wörds' is not defined", "wörds"),
    (0, "ImportError", "cannot import name 'Mapping' from 'collections' (x)", "from collections"),
    (0, "ModuleNotFoundError", "No module named 'urllib2'", "import json, urllib2"),
    (0, "AttributeError", "'Base' object has no attribute 'nam'", "self.nmae"),
    (0, "AttributeError", "'Base' object has no attribute 'items'", "self.items"),
    (0, "AttributeError", "'list' object has no attribute 'push'", "self.items"),
    (0, "AttributeError", "'dict' object has no attribute 'add'", "seen.add"),
    (0, "AttributeError", "'dict' object has no attribute 'has_key'", "has_key"),
    (0, "AttributeError", "'dict' object has no attribute 'name'", "has_key"),
    (0, "AttributeError", "'NoneType' object has no attribute 'format'", "format"),
    (0, "AttributeError", "'NoneType' object has no attribute 'reverse'", "reverse"),
    (0, "AttributeError", "'str' object has no attribute 'read'", "json.load"),
    (0, "TypeError", "Base() takes no arguments", "main()"),
    (1, "AttributeError", "module 'numpy' has no attribute 'float'", "np.float(3)"),
    (1, "AttributeError", "'Namespace' object has no attribute 'dry'", "args.dry-run"),
    (1, "NameError", "name 'run' is not defined", "args.dry-run"),
    (1, "UnboundLocalError", "local variable 'numbers' referenced before", "numbers ="),
    (1, "TypeError", "'NoneType' object is not iterable", "numbers ="),
    (1, "AttributeError", "'str' object has no attribute 'substring'", "substring"),
    (1, "AttributeError", "'_io.TextIOWrapper' object has no attribute 'split'", "h.split"),
    (1, "NameError", "name 'data' is not defined", "data.txt"),
    (1, "NameError", "name 'frist' is not defined", "frist"),
    (1, "NameError", "name 'lenght' is not defined", "lenght"),
    (1, "NameError", "name 'Node' is not defined", "class A"),
    (1, "NameError", "name 'user' is not defined", "user.name"),
]
"""Which script, the exception, its message, and what stands on the failing line."""


class AnyFiles:
    """`healbot.ports.ProjectFiles` with one source and a few names."""

    def __init__(self, source: SourceFile) -> None:
        self._source = source

    def source(self, path: str) -> SourceFile | None:
        return self._source

    def names(self, folder: str) -> tuple[str, ...]:
        return ("data.txt", "lib/", "near.py", "script.py")


class AnyInspector:
    """`healbot.ports.Inspector` that answers with what a test made up."""

    def __init__(self, members: tuple[str, ...], state: CrashState | None) -> None:
        self._members, self._state = members, state

    def interpreter(self) -> InterpreterFacts:
        standard = frozenset({"json", "datetime", "collections", "time", "math", "xml"})
        builtins = frozenset({"print", "len", "str", "None", "True", "range"})
        installed = {"numpy": "numpy", "pandas": "pandas"}
        return InterpreterFacts("python", (3, 11, 0), standard, installed, builtins)

    def members(self, module: str) -> tuple[str, ...]:
        return self._members

    def crash(self) -> CrashState | None:
        return self._state


@st.composite
def contexts(draw: st.DrawFn) -> Context:
    """Returns a failure of a mangled script with a message that may have to do with it."""
    index, kind, message, fragment = draw(st.sampled_from(LIKELY))
    text = SCRIPTS[index]
    if draw(st.booleans()):
        lines = text.splitlines(keepends=True)
        del lines[draw(st.integers(0, len(lines) - 1))]
        text = "".join(lines)
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    if draw(st.booleans()):
        text = text.rstrip()
    source = SourceFile("script.py", text.encode())
    a, b = draw(st.sampled_from(NAMES)), draw(st.sampled_from(NAMES))
    if draw(st.integers(0, 3)) == 0:
        kind, fragment = draw(st.sampled_from(sorted(MESSAGES))), a
        message = draw(st.sampled_from(MESSAGES[kind])).format(a=a, b=b)
    count = text.count("\n") + 2
    fitting = [n for n in range(1, count) if fragment in source.line(n)] or [0]
    line = draw(st.sampled_from(fitting) | st.integers(0, count))
    frame = Frame("script.py", line, "<module>", "", True)
    exception = RaisedException(kind, message, (frame,) * draw(st.integers(1, 2)))
    state = draw(st.none() | st.builds(_state, st.just(line), st.sampled_from(NAMES)))
    members = draw(st.sampled_from([(), tuple(NAMES), (a, b, "Mapping", "now", "path")]))
    reproducer = Reproducer("script", ("python", "script.py"), ".", "script.py", "script.py")
    failure = Failure(FailureKind.EXCEPTION, (exception,), (), "", "", "")
    problem = Problem(reproducer, failure, AnyFiles(source), AnyInspector(members, state))
    return Context(problem, exception, frame, source)


def _state(line: int, name: str) -> CrashState:
    none = ObservedValue("NoneType")
    mapping = ObservedValue("dict", ("get", "items"), keys=("'name'", "'total'"))
    values = {name: none, "numbers": none, "user": mapping}
    return CrashState("script.py", line, "<module>", values, values, values, mapping)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(contexts())
def test_patterns_never_raise_and_their_edits_apply(ctx: Context) -> None:
    for pattern in NAME_PATTERNS:
        if ctx.exception.short_type not in pattern.exceptions:
            continue
        for fix in pattern.propose(ctx):
            assert 0.2 <= fix.confidence <= 1
            assert fix.rationale
            apply({"script.py": ctx.source}, Patch(fix.edits, fix.rationale, pattern.name))


def test_a_name_nested_too_deep_is_no_trouble() -> None:
    source = SourceFile("script.py", ("x = " + "+".join(["a"] * 3000) + "\n").encode())
    exception = RaisedException(
        "NameError",
        "name 'a' is not defined",
        (Frame("script.py", 1, "<module>", "", True),),
    )
    failure = Failure(FailureKind.EXCEPTION, (exception,), (), "", "", "")
    reproducer = Reproducer("script", ("python", "script.py"), ".", "script.py", "script.py")
    problem = Problem(reproducer, failure, AnyFiles(source), AnyInspector((), None))
    ctx = Context(problem, exception, exception.frames[0], source)
    for pattern in NAME_PATTERNS:
        list(pattern.propose(ctx))
