"""AttributeError: an attribute is misspelt and one close name is on the live object."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.api_changes import MODULE_MEMBERS
from healbot.generators.fix_patterns.names.attributes import (
    FailedAttribute,
    accesses,
    defined_attributes,
    failed_attribute,
    module_behind,
    same_receiver,
)
from healbot.generators.fix_patterns.names.foreign_idioms import MODULES, OBJECTS
from healbot.generators.fix_patterns.names.messages import is_shadowed, suggestion
from healbot.generators.fix_patterns.names.missing_self import (
    class_bases,
    class_level_names,
    instance_names,
)
from healbot.generators.fix_patterns.names.places import (
    is_called,
    name_span,
    pattern,
    without_overlaps,
)
from healbot.generators.fix_patterns.names.scopes import FUNCTIONS
from healbot.generators.fix_patterns.names.similarity import Match, confidence, ranked
from healbot.generators.fix_patterns.pattern import Context, Fix


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    failed = failed_attribute(ctx, tree)
    if failed is None or is_shadowed(ctx.message):
        return
    if _is_known_change(ctx, tree, failed):
        return
    candidates = _candidates(ctx, tree, failed)
    matches = _ranked(ctx, tree, failed, candidates)
    if not matches:
        return
    sure = confidence(matches)
    owned = _own_class(tree, failed)
    edits = _edits(ctx, tree, failed, matches[0].name)
    yield Fix(
        edits,
        f"{_owner(failed)} has no attribute `{failed.name}`; it has `{matches[0].name}`.",
        sure,
    )
    if sure <= 0.3 or (ctx.first_was_rejected and len(matches) > 1):
        second = _edits(ctx, tree, failed, matches[1].name)
        yield Fix(second, f"{_owner(failed)} has `{matches[1].name}`, too.", 0.28)
    if sure > 0.3 and owned is not None:
        yield from _definition(ctx, tree, failed, matches[0].name, sure)


def _is_known_change(ctx: Context, tree: ast.Module, failed: FailedAttribute) -> bool:
    """Whether a table knows better: then another name of similar spelling is no answer."""
    module = module_behind(ctx, tree, failed)
    if module is None:
        return failed.name in OBJECTS.get(failed.missing.owner_class, {})
    return failed.name in MODULE_MEMBERS.get(module, {}) or failed.name in MODULES.get(module, {})


def _owner(failed: FailedAttribute) -> str:
    missing = failed.missing
    return f"The module {missing.owner}" if missing.kind == "module" else missing.owner_class


def _own_class(tree: ast.Module, failed: FailedAttribute) -> ast.ClassDef | None:
    """Returns the class of the file that the object is of."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name == failed.missing.owner_class:
            return node
    return None


def _candidates(ctx: Context, tree: ast.Module, failed: FailedAttribute) -> set[str]:
    """Returns the attributes that the object has."""
    names: set[str] = set()
    if failed.missing.kind == "module":
        module = module_behind(ctx, tree, failed)
        names |= set(ctx.problem.inspector.members(module)) if module else set()
        if not names and failed.live is not None:
            names |= set(failed.live.attributes)
    elif failed.live is not None:
        names |= set(failed.live.attributes)
        names |= _column_names(failed)
    elif failed.missing.kind == "instance":
        names |= set(dir(getattr(builtins, failed.missing.owner_class, None)))
    owned = _own_class(tree, failed)
    if owned is not None:
        for base in class_bases(tree, owned):
            names |= class_level_names(base)
            if failed.missing.kind != "class" and not (failed.live and failed.live.attributes):
                names |= instance_names(base)
    if failed.missing.kind == "bare":
        names |= _enum_members(tree, failed)
    hint = suggestion(ctx.message)
    if hint and hint.isidentifier():
        names.add(hint)
    private = failed.name.startswith("_")
    return {n for n in names if private or not (n.startswith("__") and n.endswith("__"))}


def _column_names(failed: FailedAttribute) -> set[str]:
    """Columns of a data frame can be read as attributes."""
    live = failed.live
    if live is None or not live.type_name.endswith((".DataFrame", ".Series")):
        return set()
    return {key.strip("'\"") for key in live.keys if key.strip("'\"").isidentifier()}


def _enum_members(tree: ast.Module, failed: FailedAttribute) -> set[str]:
    """Python up to 3.11 only prints the name of a missing enum member."""
    receiver = failed.node.value
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name == getattr(receiver, "id", ""):
            return class_level_names(node)
    return set()


def _ranked(
    ctx: Context, tree: ast.Module, failed: FailedAttribute, candidates: set[str]
) -> list[Match]:
    owned = _own_class(tree, failed)
    methods = {n.name for n in ast.walk(owned) if isinstance(n, FUNCTIONS)} if owned else set()
    hint = suggestion(ctx.message)
    matches: list[Match] = []
    for match in ranked(failed.name, candidates, floor=0.55):
        score = match.score
        if owned is not None and bool(is_called(tree, failed.node)) is not (match.name in methods):
            score -= 0.12
        if match.name == hint:
            score += 0.03
        if match.name.startswith("_") and not failed.name.startswith("_") and owned is None:
            score -= 0.3
        if score >= 0.55:
            matches.append(Match(match.name, score))
    return sorted(matches, key=lambda match: (-match.score, match.name))


def _edits(
    ctx: Context, tree: ast.Module, failed: FailedAttribute, new: str
) -> tuple[SourceEdit, ...]:
    """Returns the edits of every access that is the same slip."""
    nodes = list(accesses(tree, failed.name))
    if failed.name in defined_attributes(tree):
        nodes = same_receiver(ctx, tree, failed.node)
    changed = {n.target for n in ast.walk(tree) if isinstance(n, ast.AugAssign)}  # read first
    reads = (n for n in nodes if isinstance(n.ctx, ast.Load) or n in changed)
    spans = [name_span(ctx, node) for node in reads]
    return without_overlaps(SourceEdit(ctx.source.path, *span, new) for span in spans if span)


def _definition(
    ctx: Context, tree: ast.Module, failed: FailedAttribute, misspelt: str, sure: float
) -> Iterator[Fix]:
    """The uses are spelt right and the definition in the class is not."""
    wanted = failed.name
    stores = [n for n in accesses(tree, misspelt) if isinstance(n.ctx, ast.Store)]
    loads = [n for n in accesses(tree, misspelt) if isinstance(n.ctx, ast.Load)]
    methods = [n for n in ast.walk(tree) if isinstance(n, FUNCTIONS) and n.name == misspelt]
    keywords = [n for n in ast.walk(tree) if isinstance(n, ast.keyword) and n.arg == misspelt]
    uses = sum(1 for _ in accesses(tree, wanted))
    if loads or keywords or len(stores) + len(methods) != 1:
        return
    known = {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg | ast.keyword)}
    known |= {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    if uses < 2 and wanted not in known:
        return
    if misspelt in known and wanted not in known:
        return
    span = name_span(ctx, (*stores, *methods)[0])
    if span:
        yield Fix(
            (SourceEdit(ctx.source.path, *span, wanted),),
            f"`{wanted}` is what the code reads; only its definition is spelt `{misspelt}`.",
            min(0.95, sure + 0.02) if sure > 0.5 else sure,
        )


PATTERN = pattern("misspelt_attribute", {"AttributeError"}, _propose)
