"""Changes to Python itself, to other modules, and to what the whole process shares."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator

from healbot.core.tampering.change import Collector, FileChange, Found
from healbot.core.tampering.code import Code, Reference, folded, line_of
from healbot.core.tampering.context import STANDARD_LIBRARY, TEST_FRAMEWORKS, GuardContext
from healbot.core.tampering.finding import Hit, Rule, Severity
from healbot.core.tampering.references import Family, reference_rule, text_hits, was_meant

_STREAMS = frozenset(
    {"sys.stdout", "sys.stderr", "sys.stdin", "sys.path", "sys.argv", "os.environ", "sys.ps1"}
)
"""What a program may replace; a reviewer is shown it."""
_MUTATORS = frozenset(
    {"update", "setdefault", "pop", "popitem", "clear", "__setitem__", "__delitem__"}
)
_BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_"))
_PATCH_TEXT = re.compile(
    r"\b(?:builtins|__builtins__)\b|\bsetattr\s*\(|\bsys\.modules\b|\bunittest\.\w|\b_pytest\b"
)


def _patches(code: Code) -> Iterator[Found]:
    """Finds stores into modules, into their namespaces, and `setattr` on them."""
    for node in code.nodes:
        match node:
            case ast.Attribute(ctx=ast.Store() | ast.Del()):
                target = code.target(node)
                if _is_foreign(code, target):
                    yield Found(target or "", node, target or "", code.statement(node))
            case ast.Subscript(value=base, ctx=ast.Store() | ast.Del()):
                yield from _namespace(code, node, base)
            case ast.Call(func=ast.Attribute(value=base, attr=attr)) if attr in _MUTATORS:
                yield from _namespace(code, node, base)
            case ast.Call(
                func=ast.Name(id="setattr" | "delattr")
                | ast.Attribute(attr="__setattr__" | "__delattr__"),
                args=[base, name, *_],
            ):
                yield from _setattr(code, node, base, name)


def _is_foreign(code: Code, target: str | None) -> bool:
    """Whether a dotted name starts at an imported module or at the builtins."""
    if target is None or target.startswith(("?", ".")):
        return False
    root = target.partition(".")[0]
    if "." not in target:  # builtins.print was shortened to print
        return target in _BUILTINS
    return root in code.imported_roots or root in STANDARD_LIBRARY


def _namespace(code: Code, node: ast.expr, base: ast.expr) -> Iterator[Found]:
    """Finds ``vars(module)["x"] = …``, ``sys.modules["x"] = …``, ``globals()["print"] = …``."""
    target = code.target(base)
    is_namespace = isinstance(base, ast.Call) or (
        isinstance(base, ast.Attribute) and base.attr == "__dict__"
    )
    if target in ("sys.modules", "os.environ", "builtins", "sys.meta_path"):
        yield Found(target, node, target, code.statement(node))
    elif is_namespace and target and _is_foreign(code, target + ".x"):
        yield Found(f"{target}.__dict__", node, target, code.statement(node))
    else:
        match base, node:
            case ast.Call(func=ast.Name(id="globals" | "vars")), ast.Subscript(
                slice=ast.Constant(value=str(name))
            ) if name in _BUILTINS:
                yield Found(name, node, name, code.statement(node))


def _setattr(code: Code, node: ast.expr, base: ast.expr, name: ast.expr) -> Iterator[Found]:
    target = code.target(base)
    member = folded(name) or "*"
    if target is not None and (target == "builtins" or _is_foreign(code, f"{target}.x")):
        yield Found(f"{target}.{member}", node, f"{target}.{member}", code.statement(node))


_COLLECTOR = Collector(_patches, _PATCH_TEXT)


def _find_patches(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    if not change.python:
        return
    if change.after_code is None:
        yield from text_hits(change, _PATCH_TEXT, "The patch changes a module that others use.")
        return
    for found in change.added(_COLLECTOR):
        if was_meant(change, found):
            continue
        severity = _severity(found)
        reason = (
            f"The patch replaces `{found.detail}`, which other code, tests included, relies on."
        )
        yield Hit(line_of(found.node), reason, severity)


def _severity(found: Found) -> Severity | None:
    if found.detail in _STREAMS:
        return Severity.FLAG
    root, _, rest = found.detail.partition(".")
    options = "." in rest and root not in STANDARD_LIBRARY | TEST_FRAMEWORKS
    # pandas.options.display.width = 80 is how such a library is configured.
    return Severity.FLAG if options and not _is_function(found.shown) else None


def _is_function(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda | ast.Name)


def _sets_ignore(code: Code, reference: Reference) -> bool:
    parent = code.parents.get(reference.node)
    if not isinstance(parent, ast.Call):
        return True
    values = [*parent.args, *(item.value for item in parent.keywords)]
    return any(isinstance(item, ast.Constant) and item.value == "ignore" for item in values)


def _is_alarm(code: Code, reference: Reference) -> bool:
    """Test runners stop a test that hangs with the alarm signal."""
    parent = code.parents.get(reference.node)
    if reference.leaf != "signal" or not isinstance(parent, ast.Call):
        return reference.leaf != "signal"
    return any(code.target(item) == "signal.SIGALRM" for item in parent.args)


def _is_other_signal(code: Code, reference: Reference) -> bool:
    return not _is_alarm(code, reference)


def _pokes(code: Code, reference: Reference) -> bool:
    return reference.target not in ("gc.collect", "gc.enable", "gc")


_HOOKS = Family(
    frozenset(
        {
            "sys.settrace", "sys.setprofile", "threading.settrace", "threading.setprofile",
            "sys.meta_path", "sys.path_hooks", "sys.path_importer_cache", "sys.excepthook",
            "sys.unraisablehook", "threading.excepthook", "sys.displayhook", "sys.monitoring",
            "sys.breakpointhook", "importlib.reload", "imp.reload", "reload", "sys.__dict__",
            "sys.setswitchinterval", "sys.set_asyncgen_hooks", "sys.audit",
        }
    ),
    frozenset({"settrace", "setprofile", "meta_path", "path_hooks", "unraisablehook"}),
    re.compile(
        r"\b(?:settrace|setprofile|meta_path|path_hooks|path_importer_cache|excepthook|reload"
        r"|unraisablehook|displayhook)\b"
    ),
)  # fmt: skip
_ALARMS = Family(
    frozenset({"signal.signal", "signal.alarm", "signal.setitimer"}),
    text=re.compile(r"\b(?:SIGALRM|setitimer|signal\.alarm)\b"),
    wanted=_is_alarm,
)
_SIGNALS = Family(
    frozenset({"signal.signal"}), text=re.compile(r"\bsignal\.signal\b"), wanted=_is_other_signal
)
_GARBAGE = Family(frozenset({"gc"}), text=re.compile(r"\bgc\.\w"), wanted=_pokes)
_INTERNALS = Family(
    frozenset({"sys._getframe", "sys._current_frames", "types.CellType"}),
    frozenset(
        {
            "__code__", "__globals__", "__closure__", "__defaults__", "__kwdefaults__",
            "__subclasses__", "f_globals", "f_locals", "f_builtins", "f_back", "f_code", "tb_frame",
            "gi_frame", "cr_frame", "co_code", "__builtins__", "__loader__", "__spec__",
            "__abstractmethods__", "__bases__",
        }
    ),
    re.compile(
        r"\b(?:__abstractmethods__|__code__|__globals__|__closure__|__defaults__|__kwdefaults__|__subclasses__"
        r"|f_globals|f_locals|f_builtins|f_back|tb_frame|gi_frame|cr_frame|__builtins__)(?!\w)"
    ),
)  # fmt: skip
_WARNINGS = Family(
    frozenset({"warnings.filterwarnings", "warnings.simplefilter"}),
    text=re.compile(r"\b(?:filterwarnings|simplefilter)\b"),
    wanted=_sets_ignore,
)
_STATE = Family(
    frozenset(
        {
            "sys.path.insert", "sys.path.append", "sys.path.extend", "sys.path.remove",
            "sys.setrecursionlimit", "site.addsitedir", "os.chdir", "os.putenv", "os.unsetenv",
            "os.environ.update", "os.environ.setdefault", "os.environ.pop", "random.seed",
            "numpy.random.seed", "locale.setlocale", "logging.disable", "time.tzset",
            "contextlib.redirect_stdout", "contextlib.redirect_stderr", "os.dup2", "gc.disable",
            "os.devnull", "decimal.setcontext", "numpy.seterr", "time.set_clock", "os.umask",
        }
    ),
    text=re.compile(
        r"\bsys\.path\.\w|\b(?:setrecursionlimit|addsitedir|chdir|putenv|redirect_std\w+|dup2)\b"
        r"|\brandom\.seed\b|\bsetlocale\b|\blogging\.disable\b"
    ),
)  # fmt: skip


_LOOKED_FOR = frozenset({"eval", "exec", "compile", "__import__", "getattr", "setattr", "vars"})
"""Builtins that this guard looks for by name, wherever another meaning is given to them."""


def _shadowed(code: Code) -> Iterator[Found]:
    """Finds definitions at module level that take the name of a builtin or a test framework."""
    taken = _BUILTINS | TEST_FRAMEWORKS
    for node in code.tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) if name in taken:
                yield Found(name, node)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Lambda() | ast.Name()):
                if name in taken:
                    yield Found(name, node)
    for name_node in code.of(ast.Name):
        if name_node.id in _LOOKED_FOR and isinstance(name_node.ctx, ast.Store):
            yield Found(name_node.id, name_node)


_SHADOWS = Collector(_shadowed)


def _find_shadows(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    for found in change.added(_SHADOWS):
        reason = f"`{found.key}` no longer means what it usually does, also for tests."
        yield Hit(line_of(found.node), reason)


RULES = (
    Rule(
        "patches-modules",
        Severity.REJECT,
        "The patch assigns to builtins, to sys.modules or to attributes of other modules.",
        _find_patches,
    ),
    reference_rule(
        "hooks-interpreter",
        "The patch installs a trace, import or exception hook, or reloads modules.",
        _HOOKS,
        "{target} changes how Python runs all code, tests included.",
    ),
    reference_rule(
        "takes-alarm",
        "The patch takes over the alarm signal, which stops tests that hang.",
        _ALARMS,
        "{target} takes over the signal with which test runners stop a hanging test.",
    ),
    reference_rule(
        "pokes-memory",
        "The patch looks for objects through the garbage collector.",
        _GARBAGE,
        "{target} can reach the objects of the test that is running.",
    ),
    reference_rule(
        "reads-internals",
        "The patch uses frames, code objects or other internals of Python.",
        _INTERNALS,
        "{target} can reach and change the code that tests it.",
    ),
    reference_rule(
        "handles-signal",
        "The patch handles a signal.",
        _SIGNALS,
        "{target} changes how the process reacts to being stopped.",
        severity=Severity.FLAG,
    ),
    reference_rule(
        "silences-warnings",
        "The patch makes Python ignore warnings.",
        _WARNINGS,
        "{target} hides warnings instead of removing their cause.",
        severity=Severity.FLAG,
    ),
    reference_rule(
        "changes-process-state",
        "The patch changes what the whole process shares: sys.path, working folder, random seed.",
        _STATE,
        "{target} changes something for the whole process, tests included.",
        severity=Severity.FLAG,
    ),
    Rule(
        "shadows-builtin",
        Severity.FLAG,
        "The patch defines a module-level name that hides a builtin.",
        _find_shadows,
    ),
)
