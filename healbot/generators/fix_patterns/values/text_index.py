"""``string indices must be integers``: an item is taken from text by a key.

Iterating over a dictionary gives its keys, and JSON that was read but not loaded is text.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Binding, Code
from healbot.generators.fix_patterns.values.data_files import decoded, opened_files
from healbot.generators.fix_patterns.values.edits import import_module, suffix, wrap
from healbot.generators.fix_patterns.values.kinds import kind_of, live_text
from healbot.generators.fix_patterns.values.origins import number_conversion
from healbot.generators.fix_patterns.values.streams import called_name, opening_of


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix for the text that is indexed by a key."""
    for node in code.failing(ast.Subscript):
        if kind_of(code, node.value) not in ("str", None):
            continue
        if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
            yield from _by_key(code, node, node.slice.value)
        elif kind_of(code, node.slice) == "str":
            conversion = number_conversion(code, [node.slice], whole=True)
            if conversion is not None and conversion.proven:
                yield Fix(conversion.edits, "The index is text; it is converted with int().", 0.9)


def _by_key(code: Code, node: ast.Subscript, key: str) -> Iterator[Fix]:
    if not isinstance(node.value, ast.Name):
        return
    bindings = code.resolve(node.value)
    if len(bindings) != 1:
        return
    binding = bindings[0]
    text = live_text(code, node.value) or _shown(code, node.value)
    if text is not None and text.lstrip()[:1] in ("{", "["):
        yield from _load_json(code, node.value, binding)
    elif binding.kind == "for" and not binding.path and binding.value is not None:
        yield from _loop(code, node.value, binding, key)


def _shown(code: Code, node: ast.Name) -> str | None:
    live = code.live(node)
    return live.text.strip("'\"") if live is not None and live.text else None


def _load_json(code: Code, node: ast.Name, binding: Binding) -> Iterator[Fix]:
    name, edits = import_module(code, "json")
    target = binding.value if binding.kind == "assign" and not binding.path else node
    if target is None or (isinstance(target, ast.Call) and called_name(target) == "dumps"):
        target = node
    if binding.kind == "parameter":
        return
    yield Fix(
        (*edits, *wrap(code, target, f"{name}.loads(")),
        f"{node.id} is JSON as text; it is loaded before its items are taken.",
        0.88,
    )


def _loop(code: Code, node: ast.Name, binding: Binding, key: str) -> Iterator[Fix]:
    iterated = binding.value
    if iterated is None:
        return
    opening = opening_of(code, iterated)
    if opening is not None:
        yield from _rows(code, iterated, key)
        return
    if kind_of(code, iterated) != "dict":
        return
    scope = code.binding_scope(node)
    reads = code.reads(node.id, scope) if scope is not None else []
    indexed = [p for n in reads if isinstance(p := code.parent(n), ast.Subscript) and p.value is n]
    whole = _content(code, iterated)
    inner = _list_with(whole, key)
    if len(indexed) < len(reads):
        # The key itself is used as well: its value is looked up where it is indexed.
        if all(isinstance(p.value, ast.Name) for p in indexed) and inner is None:
            edits = [code.replace(p.value, f"{code.text(iterated)}[{node.id}]") for p in indexed]
            yield Fix(tuple(edits), f"{node.id} is a key; its item is looked up.", 0.85)
    elif inner is not None:
        yield Fix(
            suffix(code, iterated, f"[{json.dumps(inner)}]"),
            f"The items with {key!r} are in the list {inner!r} of the dictionary.",
            0.85,
        )
    else:
        yield Fix(
            suffix(code, iterated, ".values()"),
            f"Iterating over a dictionary gives its keys; {key!r} is in its values.",
            0.9 if _values_have(code, iterated, whole, key) else 0.5,
        )


def _rows(code: Code, iterated: ast.expr, key: str) -> Iterator[Fix]:
    """``for row in file: row["name"]`` over a CSV file whose header has that name."""
    for _, file in opened_files(code):
        head = decoded(file.data).split("\n", 1)[0].strip()
        if key in [name.strip() for name in head.split(",")]:
            name, edits = import_module(code, "csv")
            yield Fix(
                (*edits, *wrap(code, iterated, f"{name}.DictReader(")),
                "A line is text; csv.DictReader gives rows with the header's names.",
                0.7,
            )
            return


def _content(code: Code, node: ast.expr) -> Any:
    """Returns the literal or the JSON file that a dictionary comes from, ``None`` if unknown."""
    if isinstance(node, ast.Name):
        bindings = code.resolve(node)
        if len(bindings) == 1 and bindings[0].kind == "assign" and not bindings[0].path:
            return _content(code, bindings[0].value) if bindings[0].value is not None else None
    if isinstance(node, ast.Dict):
        try:
            return ast.literal_eval(node)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            return None
    if isinstance(node, ast.Call) and called_name(node) == "loads" and node.args:
        return _loaded(live_text(code, node.args[0]) or _literal(code, node.args[0]))
    if isinstance(node, ast.Call) and called_name(node) == "load":
        files = [file for _, file in opened_files(code) if file.path.endswith(".json")]
        return _loaded(decoded(files[0].data)) if len(files) == 1 else None
    return None


def _literal(code: Code, node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        bindings = code.resolve(node)
        if len(bindings) == 1 and isinstance(bindings[0].value, ast.Constant):
            value = bindings[0].value.value
            return value if isinstance(value, str) else None
    return None


def _loaded(text: str | None) -> Any:
    try:
        return json.loads(text) if text is not None else None
    except (ValueError, RecursionError):
        return None


def _list_with(whole: Any, key: str) -> str | None:
    """Returns the one key of a dictionary whose value is a list of dictionaries with `key`."""
    if not isinstance(whole, dict):
        return None
    found = [
        name
        for name, value in whole.items()
        if isinstance(value, list)
        and value
        and all(isinstance(v, dict) and key in v for v in value)
    ]
    return found[0] if len(found) == 1 else None


def _values_have(code: Code, node: ast.expr, whole: Any, key: str) -> bool:
    if isinstance(whole, dict):
        return all(isinstance(v, dict) and key in v for v in whole.values())
    live = code.live(node)
    return live is not None and bool(live.item_types) and set(live.item_types) == {"dict"}


PATTERN = value_pattern(
    "text_index", {"TypeError"}, {r"^string indices must be integers|^string index": propose}
)
