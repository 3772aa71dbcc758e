"""AttributeError: ``DataFrame.append`` and ``Series.append``, removed in pandas 2.0.

Source: pandas What's New 2.0.0, "Removal of prior version deprecations"; the replacement is
`pandas.concat`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.attributes import failed_attribute
from healbot.generators.fix_patterns.names.imports import module_names
from healbot.generators.fix_patterns.names.places import is_called, live_value, pattern, short_type
from healbot.generators.fix_patterns.names.rewriting import ensure_import
from healbot.generators.fix_patterns.pattern import Context, Fix


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    failed = failed_attribute(ctx, tree)
    if failed is None or failed.name != "append":
        return
    owner = failed.missing.owner_class
    call = is_called(tree, failed.node)
    if owner not in ("DataFrame", "Series") or call is None or not call.args:
        return
    if failed.live is not None and not failed.live.type_name.startswith("pandas."):
        return
    known = module_names(tree, "pandas")
    pandas = known[0] if known else "pd"
    added, sure = _as_frame(ctx, call.args[0], owner, pandas)
    keywords = "".join(f", {ctx.text_of(keyword)}" for keyword in call.keywords)
    receiver = ctx.text_of(failed.node.value)
    edits: list[SourceEdit] = [
        ctx.replace(call, f"{pandas}.concat([{receiver}, {added}]{keywords})")
    ]
    if not known:
        edits += ensure_import(ctx, tree, "pandas as pd", call)
    yield Fix(tuple(edits), f"{owner}.append is gone since pandas 2.0; concat joins frames.", sure)


def _as_frame(ctx: Context, node: ast.expr, owner: str, pandas: str) -> tuple[str, float]:
    """Returns what is appended as something that `concat` takes, and how sure that is."""
    text = ctx.text_of(node)
    value = live_value(ctx, text)
    kind = short_type(value.type_name) if value else ""
    if owner == "Series":
        return text, 0.9
    if isinstance(node, ast.Dict) or kind in ("dict", "OrderedDict", "defaultdict"):
        return f"{pandas}.DataFrame([{text}])", 0.93
    if isinstance(node, ast.List | ast.ListComp) or kind == "list":
        return f"{pandas}.DataFrame({text})", 0.8
    if kind == "Series":
        return f"{text}.to_frame().T", 0.85
    return text, 0.92 if kind == "DataFrame" else 0.75


PATTERN = pattern("append_to_frame", {"AttributeError"}, _propose)
