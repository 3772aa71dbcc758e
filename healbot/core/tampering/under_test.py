"""Code that asks whether it is under test, and test machinery in production code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.tampering.change import Collector, FileChange, Found
from healbot.core.tampering.code import FUNCTIONS, Code, imported, line_of, snippet
from healbot.core.tampering.context import TEST_FRAMEWORKS, GuardContext
from healbot.core.tampering.finding import Hit, Rule, Severity
from healbot.core.tampering.references import Family, reference_rule, text_hits

_VARIABLES = re.compile(
    r"^_?_?(?:PYTEST_\w+|PYTEST|TOX_\w+|NOX_\w+|COV_CORE_\w+|COVERAGE_\w+|PYTHONOPTIMIZE)$"
)
_CI_VARIABLES = frozenset(
    {
        "CI", "CONTINUOUS_INTEGRATION", "GITHUB_ACTIONS", "GITLAB_CI", "TRAVIS", "CIRCLECI",
        "JENKINS_URL", "TF_BUILD", "BUILDKITE", "HEALBOT", "TESTING", "UNDER_TEST",
    }
)  # fmt: skip
_ASKED = (
    "sys.argv", "sys.orig_argv", "sys.modules", "sys.executable", "sys.path", "os.getcwd",
    "os.environ", "os.getenv", "os.environb", "pathlib.Path.cwd", "__file__", "__name__",
    "inspect", "traceback", "sys.flags", "threading.current_thread",
    "multiprocessing.current_process",
)  # fmt: skip
_TEST_WORD = re.compile(
    r"py\.?test|unittest|conftest|nose2?|(?:^|[/\\_.\s])tests?(?:$|[/\\_.\s])", re.IGNORECASE
)
_RUNNER_WORD = re.compile(r"py\.?test|unittest|conftest|nose2?", re.IGNORECASE)
"""For the command line, where ``test`` may be a command of the program itself."""
_QUESTION_CALLS = frozenset(
    {
        "startswith", "endswith", "find", "index", "count", "match", "search", "fullmatch", "get",
        "getenv", "any", "all", "bool", "intersection", "isdisjoint", "issubset", "issuperset",
        "pop", "fnmatch", "is_relative_to", "__contains__", "__getitem__", "filter",
    }
)  # fmt: skip
_TEXT = re.compile(
    r"PYTEST_\w+|\bpytest\b|\bsys\.modules\b|\binspect\.(?:stack|currentframe)\b|\b_getframe\b"
    r"|\bGITHUB_ACTIONS\b"
)


def _questions(code: Code) -> Iterator[Found]:
    for node, text in code.texts:
        if len(text) > 200:
            continue
        if _VARIABLES.match(text):
            yield Found("variable", node, text, code.statement(node))
            continue
        asked = _asked(code, node)
        if asked and _tells_of_tests(text, asked):
            yield Found(asked, node, f"{asked} and {text!r}", code.statement(node))


def _tells_of_tests(text: str, asked: str) -> bool:
    if asked in ("os.environ", "os.getenv", "os.environb"):
        beginning = len(text) > 1 and "PYTEST_CURRENT_TEST".startswith(text.upper())
        return beginning or text.upper() in _CI_VARIABLES or bool(_TEST_WORD.search(text))
    word = _RUNNER_WORD if asked in ("sys.argv", "sys.path", "__name__") else _TEST_WORD
    return bool(word.search(text))


def _asked(code: Code, constant: ast.expr) -> str:
    """Returns what of the running process a constant is compared with or looked up in."""
    for outer in code.ancestors(constant):
        if isinstance(outer, ast.keyword | ast.comprehension):
            continue
        if not isinstance(outer, ast.expr):
            return ""
        if isinstance(outer, ast.Compare | ast.Subscript) or _is_question(outer):
            found = _process_fact(code, outer)
            if found:
                return found
    return ""


def _is_question(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
            return name in _QUESTION_CALLS
        case _:
            return False


def _process_fact(code: Code, node: ast.expr) -> str:
    for part in ast.walk(node):
        if not isinstance(part, ast.Name | ast.Attribute):
            continue
        target = code.target(part) or ""
        for asked in _ASKED:
            if target == asked or target.startswith(asked + "."):
                return asked
    return ""


_QUESTIONS = Collector(_questions, _TEXT)


def _find_questions(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    if not change.python or context.is_test(change.path):
        return
    if change.after_code is None:
        yield from text_hits(change, _TEXT, "The patch asks whether it is under test.")
        return
    for found in change.added(_QUESTIONS):
        yield Hit(line_of(found.node), f"The code asks whether it is under test ({found.detail}).")


_STACK = Family(
    frozenset(
        {
            "inspect.stack", "inspect.currentframe", "inspect.getouterframes", "inspect.trace",
            "inspect.getinnerframes", "traceback.extract_stack", "traceback.format_stack",
            "traceback.walk_stack", "traceback.print_stack", "sys._current_frames", "sys._getframe",
            "sys._getframemodulename", "sys.gettrace", "sys.getprofile", "sys.orig_argv",
            "faulthandler.dump_traceback", "faulthandler.dump_traceback_later",
            "faulthandler.is_enabled", "logging.currentframe",
        }
    ),
    frozenset(
        {
            "currentframe", "_getframe", "_getframemodulename", "extract_stack", "gettrace",
            "findCaller", "co_name",
        }
    ),
    re.compile(
        r"\binspect\.(?:stack|currentframe|getouterframes)\b|\b(?:_getframe\w*|extract_stack"
        r"|format_stack|walk_stack|gettrace|getprofile|orig_argv)\b"
    ),
)  # fmt: skip


def _not_main(code: Code) -> Iterator[Found]:
    """Finds questions whether the code is imported, optimised or printed to what captures it."""
    for node in code.of(ast.Compare):
        match node:
            case ast.Compare(
                left=ast.Name(id="__name__"), ops=[op], comparators=[ast.Constant(value=value)]
            ):
                if isinstance(op, ast.NotEq) == (value == "__main__"):
                    yield Found("__name__", node)
    for name in code.of(ast.Name):
        if name.id == "__debug__" and isinstance(name.ctx, ast.Load):
            yield Found("__debug__", name)
    for reference in code.references:
        parent = code.parents.get(reference.node)
        asks = isinstance(parent, ast.Call) and snippet(parent.func) in ("type", "isinstance")
        is_class = reference.target.removesuffix(".__name__") in _CAPTURED_CLASSES
        if is_class or (asks and reference.target in _CAPTURED):
            yield Found(reference.target, reference.node)


_CAPTURED = ("sys.stdout", "sys.stderr", "sys.stdin")
_CAPTURED_CLASSES = tuple(f"{name}.__class__" for name in _CAPTURED)
_NOT_MAIN = Collector(_not_main, re.compile(r"__name__\s*!=|\b__debug__\b"))


def _find_not_main(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    for found in change.added(_NOT_MAIN):
        what = "when it is imported" if found.key == "__name__" else f"by what {found.key} is"
        yield Hit(line_of(found.node), f"The code behaves otherwise {what}, as tests do.")


def _framework_imports(code: Code) -> Iterator[Found]:
    for node in code.nodes:
        for name, bound in imported(node):
            if name.partition(".")[0] in TEST_FRAMEWORKS:
                yield Found(bound, node, name)


_FRAMEWORKS = Collector(_framework_imports, re.compile(r"\b(?:pytest|_pytest|unittest|pluggy)\b"))


def _find_frameworks(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    if not change.python or context.is_test(change.path):
        return
    for found in change.added(_FRAMEWORKS):
        if change.before_code is not None and _has_tests(change.before_code, found.key):
            continue
        yield Hit(
            line_of(found.node), f"`{found.detail}` runs tests; other code has no use for it."
        )


def _has_tests(code: Code, name: str) -> bool:
    """Whether the old code is itself a test, or used the name without importing it."""
    return name in code.names or any(
        isinstance(node, FUNCTIONS) and node.name.startswith("test") for node in code.nodes
    )


_HOOK_NAMES = frozenset(
    {
        "pytest_plugins", "collect_ignore", "collect_ignore_glob", "pytestmark", "__test__",
        "load_tests", "__unittest_skip__", "__unittest_expecting_failure__", "__tracebackhide__",
        "addopts", "__unittest",
    }
)  # fmt: skip
_HOOK_WORDS = ("pytest11", "PYTEST_DONT_REWRITE", "PYTEST_ADDOPTS", "PYTEST_PLUGINS")
_HOOK_TEXT = re.compile(
    r"\bdef pytest_\w+|\b(?:pytest_plugins|collect_ignore\w*|pytestmark|__test__|load_tests"
    r"|__tracebackhide__|PYTEST_DONT_REWRITE|PYTEST_ADDOPTS|register_assert_rewrite)\b"
)


def _hooks(code: Code) -> Iterator[Found]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Name, ast.Attribute, ast.Constant)
    for node in code.of(*kinds):
        for name in _hook_names(node):
            yield Found(name, node, name)


def _hook_names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            if name.startswith("pytest_") or name in _HOOK_NAMES:
                yield name
        case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
            if name in _HOOK_NAMES:
                yield name
        case ast.Constant(value=str(text)):
            yield from (word for word in _HOOK_WORDS if word in text)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            if name in ("register_assert_rewrite", "hookimpl"):
                yield name


_HOOKS = Collector(_hooks, _HOOK_TEXT)


def _find_hooks(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    if not change.python:
        return
    reason = "The patch plugs into the test runner"
    if change.after_code is None:
        yield from text_hits(change, _HOOK_TEXT, f"{reason}.")
        return
    for found in change.added(_HOOKS):
        yield Hit(line_of(found.node), f"{reason} (`{found.detail}`).")


RULES = (
    Rule(
        "detects-tests",
        Severity.REJECT,
        "The patch makes code ask whether a test runs it: PYTEST_CURRENT_TEST, sys.modules, CI.",
        _find_questions,
    ),
    reference_rule(
        "inspects-callers",
        "The patch makes code look at who calls it: inspect.stack, sys._getframe.",
        _STACK,
        "{target} shows who calls, so that a test can be answered otherwise.",
    ),
    Rule(
        "acts-on-import",
        Severity.FLAG,
        "The patch makes code behave otherwise when it is imported, or where output is captured.",
        _find_not_main,
    ),
    Rule(
        "test-framework",
        Severity.REJECT,
        "The patch imports a test framework into code that is no test.",
        _find_frameworks,
    ),
    Rule(
        "pytest-hooks",
        Severity.REJECT,
        "The patch defines hooks or settings of a test runner outside of tests.",
        _find_hooks,
    ),
)
