"""``connect(adress=…)``: the callee has no such keyword argument, but a close one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code, Function
from healbot.generators.fix_patterns.values.words import closest

_DUMP = "skipkeys ensure_ascii check_circular allow_nan cls indent separators default sort_keys"
_BUILTIN_PARAMETERS = {
    "print": "sep end file flush",
    "sorted": "key reverse",
    "sort": "key reverse",
    "open": "file mode buffering encoding errors newline closefd opener",
    "max": "key default",
    "min": "key default",
    "enumerate": "iterable start",
    "sum": "start",
    "int": "base",
    "round": "number ndigits",
    "zip": "strict",
    "split": "sep maxsplit",
    "dumps": _DUMP,
    "dump": _DUMP,
    "loads": "cls object_hook parse_float parse_int parse_constant object_pairs_hook",
    "run": "stdin input stdout stderr capture_output shell cwd timeout check encoding errors "
    "text env "
    "universal_newlines",
    "Popen": "bufsize executable stdin stdout stderr shell cwd env universal_newlines text "
    "encoding",
    "reader": "delimiter quotechar escapechar doublequote skipinitialspace lineterminator quoting "
    "strict",
    "writer": "delimiter quotechar escapechar doublequote skipinitialspace lineterminator quoting",
    "DictReader": "fieldnames restkey restval dialect delimiter quotechar skipinitialspace",
    "DictWriter": "fieldnames restval extrasaction dialect delimiter quotechar lineterminator",
    "add_argument": "action nargs const default type choices required help metavar dest",
    "ArgumentParser": "prog usage description epilog parents formatter_class prefix_chars add_help",
    "Thread": "group target name args kwargs daemon",
    "timedelta": "days seconds microseconds milliseconds minutes hours weeks",
    "datetime": "year month day hour minute second microsecond tzinfo",
    "replace": "year month day hour minute second microsecond tzinfo",
    "date": "year month day",
    "namedtuple": "typename field_names rename defaults module",
    "choices": "population weights cum_weights k",
    "makedirs": "name mode exist_ok",
    "mkdir": "mode parents exist_ok",
    "basicConfig": "filename filemode format datefmt style level stream handlers force",
    "Counter": "",
    "ThreadPoolExecutor": "max_workers thread_name_prefix initializer initargs",
    "read_text": "encoding errors",
    "write_text": "data encoding errors",
}


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the renaming of the keyword."""
    wrong = match["keyword"]
    for call in code.failing(ast.Call):
        keyword = next((k for k in call.keywords if k.arg == wrong), None)
        if keyword is None:
            continue
        name = _called(call)
        parameters = _parameters(code, call, name)
        free = [p for p in parameters if p not in {k.arg for k in call.keywords}]
        suggestion = match.groupdict().get("suggestion")
        found = (suggestion, 0.93) if suggestion else closest(wrong, free)
        if found is None:
            found = _only_missing(code, call, name)
        if found is None:
            return
        start = code.source.offset_of_utf8(keyword.lineno, keyword.col_offset)
        edit = code.delete(start, start + len(wrong))
        yield Fix(
            (type(edit)(edit.path, edit.start, edit.end, found[0]),),
            f"{name}() has no parameter {wrong!r}; the close one it has is {found[0]!r}.",
            found[1],
        )
        return


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _parameters(code: Code, call: ast.Call, name: str) -> list[str]:
    own = _project_callee(code, name)
    if own is not None:
        return own
    live = code.live(call.func)
    if live is not None and live.parameters:
        return list(live.parameters)
    return _BUILTIN_PARAMETERS.get(name, "").split()


def _project_callee(code: Code, name: str) -> list[str] | None:
    functions = code.functions(name)
    if len(functions) == 1:
        return parameter_names(functions[0])
    classes = code.classes(name)
    if len(classes) != 1:
        return None
    for node in classes[0].body:
        if isinstance(node, ast.FunctionDef) and node.name == "__init__":
            return parameter_names(node)
    fields = [
        node.target.id
        for node in classes[0].body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    ]
    return fields or None


def parameter_names(function: Function) -> list[str]:
    """Returns the parameters that can be given by name, without ``self`` and ``cls``."""
    arguments = function.args
    names = [a.arg for a in (*arguments.args, *arguments.kwonlyargs)]
    return [n for n in names if n not in ("self", "cls")]


def _only_missing(code: Code, call: ast.Call, name: str) -> tuple[str, float] | None:
    """The one required parameter that the call leaves out is what the keyword must mean."""
    functions = code.functions(name) or [
        m
        for c in code.classes(name)
        for m in c.body
        if isinstance(m, ast.FunctionDef) and m.name == "__init__"
    ]
    if len(functions) != 1:
        return None
    arguments = functions[0].args
    required = [a.arg for a in arguments.args if a.arg not in ("self", "cls")]
    required = required[: len(required) - len(arguments.defaults)]
    given = {k.arg for k in call.keywords}
    missing = [p for p in required[len(call.args) :] if p not in given]
    unknown = [k for k in given if k not in parameter_names(functions[0])]
    return (missing[0], 0.5) if len(missing) == 1 and len(unknown) == 1 else None


PATTERN = value_pattern(
    "misspelt_keyword",
    {"TypeError"},
    {
        r"got an unexpected keyword argument '(?P<keyword>\w+)'"
        r"(\. Did you mean '(?P<suggestion>\w+)'\?)?": propose,
        r"'(?P<keyword>\w+)' is an invalid keyword argument for": propose,
    },
)
