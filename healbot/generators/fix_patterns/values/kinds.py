"""What type an expression has: live values first, then what the text alone proves.

Types are named as `ObservedValue.type_name` names them: builtins bare, others with their module.
"""

from __future__ import annotations

import ast

from healbot.core.observation import ObservedValue
from healbot.generators.fix_patterns.values.code import Binding, Code
from healbot.generators.fix_patterns.values.words import names

NUMBERS = frozenset({"int", "float", "bool", "complex", "decimal.Decimal", "fractions.Fraction"})
_MAX_DEPTH = 8

_CALL_KINDS = {
    **{name: name for name in ("int", "float", "str", "bool", "list", "dict", "set", "tuple")},
    **{name: name for name in ("bytes", "bytearray", "range", "map", "zip", "filter", "frozenset")},
    **{name: name for name in ("enumerate", "reversed", "type", "complex")},
    **dict.fromkeys(("len", "ord", "hash", "id"), "int"),
    **dict.fromkeys(("input", "repr", "chr", "hex", "bin", "oct", "format", "ascii"), "str"),
    **dict.fromkeys(("isinstance", "callable", "any", "all", "hasattr"), "bool"),
    **dict.fromkeys(("sorted", "dir"), "list"),
}
_TEXT_METHODS = {
    **dict.fromkeys(
        names(
            "strip lstrip rstrip upper lower title capitalize join format replace zfill ljust "
            "rjust center swapcase casefold isoformat strftime getvalue hexdigest readline "
            "removeprefix removesuffix expandtabs read_text decode"
        ),
        "str",
    ),
    **dict.fromkeys(["split", "rsplit", "splitlines", "readlines", "findall"], "list"),
    **dict.fromkeys(names("startswith endswith isdigit isalpha isupper islower isalnum"), "bool"),
    **dict.fromkeys(names("find rfind index rindex bit_length toordinal"), "int"),
    **dict.fromkeys(["partition", "rpartition"], "tuple"),
    **dict.fromkeys(["encode", "digest", "read_bytes"], "bytes"),
    **dict.fromkeys(("total_seconds", "timestamp"), "float"),
    "keys": "dict_keys",
    "values": "dict_values",
    "items": "dict_items",
}
_INTEGER_MATH = frozenset(
    {"floor", "ceil", "trunc", "gcd", "lcm", "factorial", "comb", "perm", "isqrt"}
)
_MODULE_CALLS = {
    "random.random": "float",
    "random.uniform": "float",
    "random.randint": "int",
    "random.randrange": "int",
    "time.time": "float",
    "time.perf_counter": "float",
    "datetime.now": "datetime.datetime",
    "datetime.combine": "datetime.datetime",
    "datetime.fromisoformat": "datetime.datetime",
    "date.fromisoformat": "datetime.date",
    "datetime.datetime.now": "datetime.datetime",
    "datetime.today": "datetime.datetime",
    "date.today": "datetime.date",
    "datetime.date.today": "datetime.date",
    "datetime.strptime": "datetime.datetime",
    "datetime.datetime.strptime": "datetime.datetime",
    "os.listdir": "list",
    "os.path.join": "str",
    "json.dumps": "str",
    "csv.reader": "_csv.reader",
    "csv.DictReader": "csv.DictReader",
    "base64.b64encode": "bytes",
    "base64.b64decode": "bytes",
    "subprocess.check_output": "bytes",
    "asyncio.sleep": "coroutine",
}
_CONSTRUCTORS = {
    "datetime": "datetime.datetime",
    "date": "datetime.date",
    "timedelta": "datetime.timedelta",
    "Decimal": "decimal.Decimal",
    "Fraction": "fractions.Fraction",
    "Counter": "collections.Counter",
    "defaultdict": "collections.defaultdict",
    "deque": "collections.deque",
    "OrderedDict": "collections.OrderedDict",
}
_DATES = ("datetime.date", "datetime.datetime")
_DISPLAYS: dict[type[ast.AST], str] = {
    ast.JoinedStr: "str",
    ast.List: "list",
    ast.ListComp: "list",
    ast.Dict: "dict",
    ast.DictComp: "dict",
    ast.Set: "set",
    ast.SetComp: "set",
    ast.Tuple: "tuple",
    ast.GeneratorExp: "generator",
    ast.Lambda: "function",
    ast.Compare: "bool",
}


def kind_of(code: Code, node: ast.AST | None, depth: int = 0) -> str | None:
    """Returns the type name of an expression, ``None`` when it is not known."""
    if node is None or depth > _MAX_DEPTH:
        return None
    live = code.live(node)
    known = live.type_name if live is not None else _DISPLAYS.get(type(node))
    return known if known is not None else _inferred(code, node, depth)


def _inferred(code: Code, node: ast.AST, depth: int) -> str | None:
    match node:
        case ast.Constant(value=value):
            return type(value).__name__
        case ast.Name():
            return _kind_of_name(code, node, depth)
        case ast.Call():
            return _kind_of_call(code, node, depth)
        case ast.BinOp():
            return _kind_of_operation(code, node, depth)
        case ast.UnaryOp(op=op, operand=operand):
            return "bool" if isinstance(op, ast.Not) else kind_of(code, operand, depth + 1)
        case ast.IfExp(body=body, orelse=orelse):
            return _common([kind_of(code, n, depth + 1) for n in (body, orelse)])
        case ast.Subscript():
            return _kind_of_subscript(code, node, depth)
        case _:
            return None


def is_number(code: Code, node: ast.AST | None) -> bool:
    """Whether an expression is known to be a number."""
    return kind_of(code, node) in NUMBERS


def is_text(code: Code, node: ast.AST | None) -> bool:
    """Whether an expression is known to be a ``str``."""
    return kind_of(code, node) == "str"


def item_kind(code: Code, node: ast.AST | None, depth: int = 0) -> str | None:
    """Returns the one type of the items of an iterable, ``None`` when unknown or mixed."""
    if node is None or depth > _MAX_DEPTH:
        return None
    live = code.live(node)
    if live is not None and live.item_types:
        return "float" if _mixed_numbers(live.item_types) else _common(list(live.item_types))
    match node:
        case ast.List(elts=elts) | ast.Tuple(elts=elts) | ast.Set(elts=elts) if elts:
            return _common([kind_of(code, e, depth + 1) for e in elts])
        case ast.ListComp(elt=elt) | ast.SetComp(elt=elt) | ast.GeneratorExp(elt=elt):
            return kind_of(code, elt, depth + 1)
        case ast.Call(func=ast.Name(id="range" | "enumerate" as name)):
            return "int" if name == "range" else "tuple"
        case ast.Call(func=ast.Name(id="map"), args=[ast.Name(id=name), *_]) if name in _CALL_KINDS:
            return _CALL_KINDS[name]
        case ast.Call(func=ast.Name(id="list" | "sorted" | "set" | "tuple"), args=[inner, *_]):
            return item_kind(code, inner, depth + 1)
        case ast.Call(func=ast.Attribute(attr="split" | "splitlines" | "readlines" | "rsplit")):
            return "str"
        case ast.Name():
            values = [b for b in code.resolve(node) if b.kind == "assign" and not b.path]
            return _common([item_kind(code, b.value, depth + 1) for b in values])
        case _:
            return "str" if kind_of(code, node, depth + 1) == "str" else None


def live_text(code: Code, node: ast.AST) -> str | None:
    """Returns the value of a live ``str`` expression, when it was short enough to be kept."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return text_value(code.live(node))


def text_value(live: ObservedValue | None) -> str | None:
    """Returns the ``str`` that an observed value is, ``None`` when it is none or was cut."""
    if live is None or live.type_name != "str" or live.text is None:
        return None
    try:
        value = ast.literal_eval(live.text)
    except (ValueError, SyntaxError):
        return None
    return value if isinstance(value, str) else None


def _mixed_numbers(kinds: tuple[str, ...]) -> bool:
    return len(set(kinds)) > 1 and set(kinds) <= {"int", "float", "bool"}


def _common(kinds: list[str | None]) -> str | None:
    return kinds[0] if kinds and len(set(kinds)) == 1 else None


def _kind_of_name(code: Code, node: ast.Name, depth: int) -> str | None:
    bindings = [b for b in code.resolve(node) if b.kind != "augmented"]
    return _common([_kind_of_binding(code, b, depth) for b in bindings])


def _kind_of_binding(code: Code, binding: Binding, depth: int) -> str | None:
    match binding:
        case Binding(kind="assign" | "walrus", path=(), value=value):
            return kind_of(code, value, depth + 1)
        case Binding(kind="assign", value=ast.Tuple(elts=elts), path=(index,)):
            return kind_of(code, elts[index], depth + 1) if 0 <= index < len(elts) else None
        case Binding(kind="assign", value=value, path=(_,)):
            return item_kind(code, value, depth + 1)
        case Binding(kind="for", value=value, path=()):
            return item_kind(code, value, depth + 1)
        case Binding(kind="for", value=ast.Call(func=ast.Name(id="enumerate")), path=(0,)):
            return "int"
        case Binding(kind="for", value=ast.Call(func=ast.Name(id="enumerate"), args=args)):
            return item_kind(code, args[0], depth + 1) if args and binding.path == (1,) else None
        case Binding(kind="definition", target=ast.FunctionDef()):
            return "function"
        case Binding(kind="definition", target=ast.ClassDef()):
            return "type"
        case Binding(kind="parameter", target=ast.arg(annotation=ast.Name(id=name))):
            return name if name in ("int", "float", "str", "bytes", "list", "dict") else None
        case _:
            return None


def _kind_of_call(code: Code, node: ast.Call, depth: int) -> str | None:
    match node.func:
        case ast.Name(id=name) if not code.resolve(node.func):
            return _kind_of_builtin(code, name, node, depth)
        case ast.Name(id=name) if name in _CONSTRUCTORS and not code.functions(name):
            return _CONSTRUCTORS[name]
        case ast.Attribute(value=ast.Name(id="datetime" | "dt" | "decimal"), attr=attr) if (
            attr in _CONSTRUCTORS
        ):
            return _CONSTRUCTORS[attr]
        case ast.Name(id=name):
            return _kind_returned(code, name, depth)
        case ast.Attribute(attr="copy", value=value):
            return kind_of(code, value, depth + 1)
        case ast.Attribute(attr="get" | "search" | "match"):
            return None
        case ast.Attribute(value=ast.Name(id="math"), attr=attr):
            return "int" if attr in _INTEGER_MATH else "float"
        case ast.Attribute(attr=attr) if ast.unparse(node.func) in _MODULE_CALLS:
            return _MODULE_CALLS[ast.unparse(node.func)]
        case ast.Attribute(attr=attr):
            return _kind_of_method(code, attr, depth)
        case _:
            return None


def _kind_of_method(code: Code, name: str, depth: int) -> str | None:
    if code.functions(name):
        return _kind_returned(code, name, depth)
    return _TEXT_METHODS.get(name)


def _kind_of_builtin(code: Code, name: str, node: ast.Call, depth: int) -> str | None:
    if name in ("sum", "abs", "round", "max", "min") and node.args:
        if name == "round":
            return "int" if len(node.args) == 1 else kind_of(code, node.args[0], depth + 1)
        if name == "abs" or len(node.args) > 1:
            return _common([kind_of(code, a, depth + 1) for a in node.args])
        return item_kind(code, node.args[0], depth + 1)
    return _CALL_KINDS.get(name)


def _kind_returned(code: Code, name: str, depth: int) -> str | None:
    functions = code.functions(name)
    if len(functions) != 1:
        return None
    returns = [
        n
        for n in code.all(ast.Return, functions[0])
        if code.function_scope_of(n) is functions[0] and n.value is not None
    ]
    if isinstance(functions[0], ast.AsyncFunctionDef):
        return "coroutine"
    return _common([kind_of(code, n.value, depth + 1) for n in returns])


def _kind_of_operation(code: Code, node: ast.BinOp, depth: int) -> str | None:
    left, right = (kind_of(code, n, depth + 1) for n in (node.left, node.right))
    if left == "str" and isinstance(node.op, (ast.Add, ast.Mod, ast.Mult)):
        return "str"
    if right == "str" and isinstance(node.op, (ast.Add, ast.Mult)):
        return "str"
    if left in NUMBERS and right in NUMBERS:
        if isinstance(node.op, ast.Div):
            return "float" if {left, right} <= {"int", "float", "bool"} else left
        return left if left == right else max(left or "", right or "", key=_rank)
    if left in _DATES and isinstance(node.op, (ast.Add, ast.Sub)):
        return (
            left
            if right == "datetime.timedelta"
            else "datetime.timedelta"
            if right == left
            else None
        )
    return left if left == right and isinstance(node.op, ast.Add) else None


def _rank(kind: str) -> int:
    order = ("bool", "int", "fractions.Fraction", "decimal.Decimal", "float", "complex")
    return order.index(kind) if kind in order else -1


def _kind_of_subscript(code: Code, node: ast.Subscript, depth: int) -> str | None:
    base = kind_of(code, node.value, depth + 1)
    if isinstance(node.slice, ast.Slice):
        return base if base in ("str", "list", "tuple", "bytes") else None
    if base == "str":
        return "str"
    live = code.live(node.value)
    match node.slice:
        case ast.Constant(value=int(index)) if live is not None and live.length is not None:
            if 0 <= index < len(live.item_types) and base in ("list", "tuple"):
                return live.item_types[index]
    if base in ("list", "tuple"):
        return item_kind(code, node.value, depth + 1)
    return None
