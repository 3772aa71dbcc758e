"""Code that ends the run or keeps tests from running: exits and skips."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.tampering.change import Collector, FileChange, Found
from healbot.core.tampering.code import FUNCTIONS, Code, Reference, line_of, snippet
from healbot.core.tampering.context import GuardContext
from healbot.core.tampering.finding import Hit, Rule, Severity
from healbot.core.tampering.references import Family, reference_rule


def _ends(code: Code, reference: Reference) -> bool:
    """Whether a mention of `SystemExit` can raise one, rather than catch or recognise it."""
    if reference.leaf != "SystemExit":
        return True
    for outer in code.ancestors(reference.node):
        match outer:
            case ast.ExceptHandler():
                return False
            case ast.Call(func=ast.Name(id="isinstance" | "issubclass" | "suppress")):
                return False
            case ast.stmt():
                break
    return True


def _exit_severity(code: Code, found: Found) -> Severity | None:
    """A visible failure cannot make a run pass: a reviewer is shown it."""
    call = found.shown
    if not isinstance(call, ast.Call) or len(call.args) != 1 or call.keywords:
        return None
    match call.args[0]:
        case ast.Constant(value=bool() | int() as status):
            fails = status % 256 != 0
        case ast.Constant(value=str(text)):
            fails = bool(text)
        case ast.JoinedStr():
            fails = True
        case ast.Call():
            fails = _under_main(code, call)
        case _:
            fails = False
    return Severity.FLAG if fails else None


def _under_main(code: Code, node: ast.AST) -> bool:
    """Whether a node stands directly under ``if __name__ == "__main__":``."""
    for outer in code.ancestors(node):
        if isinstance(outer, (*FUNCTIONS, ast.ClassDef)):
            return False
        match outer:
            case ast.If(
                test=ast.Compare(
                    left=ast.Name(id="__name__"),
                    ops=[ast.Eq()],
                    comparators=[ast.Constant(value="__main__")],
                )
            ):
                return node not in outer.orelse
    return False


_EXITS = Family(
    frozenset({"sys.exit", "exit", "quit", "SystemExit"}),
    text=re.compile(r"(?<![\w])(?:exit|quit|SystemExit)\b"),
    wanted=_ends,
)
_HARD_EXITS = Family(
    frozenset(
        {
            "os._exit", "os.abort", "os.kill", "os.killpg", "signal.raise_signal", "posix._exit",
            "signal.pthread_kill", "_thread.interrupt_main", "faulthandler._sigsegv", "pytest.exit",
            "pytest.outcomes.exit", "_pytest.outcomes.exit", "_pytest.outcomes.Exit",
        }
    ),
    frozenset({"_exit", "raise_signal", "_sigsegv", "interrupt_main"}),
    re.compile(r"\b(?:_exit|abort|killpg?|raise_signal|interrupt_main|pytest\.exit)\b"),
    by_name=True,
)  # fmt: skip
_HANDLERS = Family(
    frozenset({"atexit.register", "threading._register_atexit"}),
    frozenset({"_register_atexit"}),
    re.compile(r"\batexit\b"),
)
_SKIPS = Family(
    frozenset(
        {
            "pytest.skip", "pytest.xfail", "pytest.importorskip", "pytest.mark.skip",
            "pytest.mark.skipif", "pytest.mark.xfail", "pytest.Skipped",
            "_pytest.outcomes", "_pytest.skipping", "unittest.skip",
            "unittest.skipIf", "unittest.skipUnless", "unittest.SkipTest", "unittest.case.SkipTest",
            "unittest.expectedFailure", "nose.SkipTest", "nose.plugins.skip",
        }
    ),
    frozenset({"importorskip", "skipTest", "SkipTest", "expectedFailure", "skipIf", "skipUnless"}),
    re.compile(
        r"\b(?:pytest\.(?:skip|xfail|mark\.(?:skip|xfail))|importorskip|skipTest|SkipTest|expectedFailure|skipIf"
        r"|skipUnless|unittest\.skip)\b"
    ),
    by_name=True,
)  # fmt: skip


def _parser_exits(code: Code) -> Iterator[Found]:
    """Finds ``parser.exit()`` and ``parser.parse_args(["--help"])``: both end well, at once."""
    for node in code.of(ast.Call):
        match node:
            case ast.Call(func=ast.Attribute(value=base, attr="exit"), args=arguments):
                status = arguments[0] if arguments else None
                fails = isinstance(status, ast.Constant) and bool(status.value)
                if _is_parser(code, base) and not fails:
                    yield Found("exit", node, snippet(node))
            case ast.Call(func=ast.Attribute(attr="parse_args"), args=[ast.List(elts=words)]):
                given = {word.value for word in words if isinstance(word, ast.Constant)}
                if given & {"-h", "--help", "--version"}:
                    yield Found("help", node, snippet(node))


def _is_parser(code: Code, node: ast.expr) -> bool:
    """Whether an expression is an `argparse.ArgumentParser` that is made there or has a name."""
    if isinstance(node, ast.Name):
        made = (
            item.value for item in code.of(ast.Assign)
            if isinstance(item.targets[0], ast.Name) and item.targets[0].id == node.id
        )  # fmt: skip
        return any(_is_parser(code, value) for value in made if isinstance(value, ast.Call))
    return isinstance(node, ast.Call) and code.target(node.func) == "argparse.ArgumentParser"


_PARSER_EXITS = Collector(_parser_exits)


def _find_parser_exits(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    for found in change.added(_PARSER_EXITS):
        yield Hit(line_of(found.node), f"`{found.detail}` ends the run as if all were well.")


RULES = (
    Rule(
        "ends-as-a-parser",
        Severity.FLAG,
        "The patch ends the run through a command-line parser: parser.exit(), --help.",
        _find_parser_exits,
    ),
    reference_rule(
        "ends-the-process",
        "The patch adds a call that ends the run early: sys.exit, exit, raise SystemExit.",
        _EXITS,
        "{target} ends the run before what comes next can fail.",
        strict=True,
        judge=_exit_severity,
    ),
    reference_rule(
        "kills-the-process",
        "The patch adds a call that ends the process without its clean-up: os._exit, os.abort.",
        _HARD_EXITS,
        "{target} ends the process at once; a test run that dies so can look like a success.",
        strict=True,
    ),
    reference_rule(
        "exit-handler",
        "The patch registers code that runs when the process ends.",
        _HANDLERS,
        "{target} runs code after the last test, where it can change the exit status.",
        severity=Severity.FLAG,
    ),
    reference_rule(
        "skips-tests",
        "The patch adds a skip or an expected failure.",
        _SKIPS,
        "{target} keeps tests from running or from failing.",
    ),
)
