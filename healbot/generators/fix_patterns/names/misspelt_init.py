"""A constructor that Python never calls because ``__init__`` is misspelt.

It shows as a TypeError ("takes no arguments") or, later, as an attribute that is missing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.messages import missing_attribute
from healbot.generators.fix_patterns.names.missing_self import class_bases
from healbot.generators.fix_patterns.names.places import name_span, pattern
from healbot.generators.fix_patterns.names.scopes import FUNCTIONS, Function
from healbot.generators.fix_patterns.names.similarity import distance
from healbot.generators.fix_patterns.pattern import Context, Fix

_NO_ARGUMENTS = (
    r"^(?:\w+\.)*(\w+)(?:\(\)|\.__init__\(\))? takes (?:no arguments|exactly one argument)|"
    r"^(\w+)\(\) takes no arguments|object\(\) takes no parameters"
)
_OTHER_HOOKS = frozenset({"__iter__", "__exit__", "__bool__", "__init_subclass__", "__aiter__"})


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    missing = missing_attribute(ctx.message)
    stored: str | None = None
    owner = ""
    if missing is not None and missing.kind == "instance":
        owner, stored = missing.owner_class, missing.name
    else:
        found = re.search(_NO_ARGUMENTS, ctx.message)
        if found is None:
            return
        owner = found[1] or found[2] or ""
    classes = [n for n in ast.walk(tree) if isinstance(n, ast.ClassDef)]
    named = [n for n in classes if n.name == owner]
    if not named and owner in ("", "object", "__init__"):
        named = classes
    for node in (base for item in named for base in class_bases(tree, item)):
        if any(isinstance(m, FUNCTIONS) and m.name == "__init__" for m in node.body):
            continue
        for method in node.body:
            if isinstance(method, FUNCTIONS) and _is_constructor(method, stored):
                span = name_span(ctx, method)
                if span:
                    edit = SourceEdit(ctx.source.path, *span, "__init__")
                    reason = f"`{method.name}` is never called by Python; `__init__` is."
                    yield Fix((edit,), reason, 0.95)
                    return


def _is_constructor(method: Function, stored: str | None) -> bool:
    """Whether a method is spelt nearly like ``__init__`` and sets attributes as one does."""
    bare = method.name.strip("_").lower()
    if method.name in _OTHER_HOOKS or distance(bare, "init") > 1:
        alike = method.name in (
            "constructor",
            "__construct",
            "__constructor__",
            "__new",
            "initialize",
        )
        if not alike:
            return False
    if not method.args.args:
        return False
    first = method.args.args[0].arg
    names = {
        node.attr
        for node in ast.walk(method)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and getattr(node.value, "id", "") == first
    }
    return stored in names if stored else bool(names)


PATTERN = pattern("misspelt_init", {"AttributeError", "TypeError"}, _propose)
