"""The tools that the name patterns share: similarity, scopes, data tables."""

from __future__ import annotations

import ast

import pytest

from healbot.generators.fix_patterns.names.api_changes import METHODS, MODULE_MEMBERS
from healbot.generators.fix_patterns.names.distributions import distribution_for
from healbot.generators.fix_patterns.names.foreign_idioms import MODULES, OBJECTS
from healbot.generators.fix_patterns.names.messages import missing_attribute, missing_import
from healbot.generators.fix_patterns.names.rewriting import templates
from healbot.generators.fix_patterns.names.scopes import scopes_of
from healbot.generators.fix_patterns.names.similarity import (
    confidence,
    distance,
    ranked,
    similarity,
)


def test_a_transposition_is_one_step() -> None:
    assert distance("form", "from") == 1
    assert distance("", "abc") == 3


@pytest.mark.parametrize(
    ("written", "meant", "other"),
    [
        ("pirce", "price", "piece"),
        ("totalPrice", "total_price", "total_tax"),
        ("item", "items", "times"),
        ("lenght", "length", "light"),
        ("msg", "message", "mug_shots"),
        ("price_total", "total_price", "total_tax"),
    ],
)
def test_the_meant_name_scores_higher(written: str, meant: str, other: str) -> None:
    assert similarity(written, meant) > similarity(written, other)


@pytest.mark.parametrize(("a", "b"), [("x", "y"), ("quux", "items"), ("load", "save"), ("a", "ab")])
def test_unlike_names_do_not_match(a: str, b: str) -> None:
    assert not ranked(a, [b])


def test_two_equal_candidates_are_a_guess() -> None:
    assert confidence(ranked("nam", ["name", "names", "nap"])) <= 0.5
    assert confidence(ranked("valeus", ["values", "total"])) > 0.8


def test_class_bodies_are_not_seen_from_methods() -> None:
    tree = ast.parse("class A:\n    x = 1\n    def f(self):\n        return x\n    y = x\n")
    table = scopes_of(tree)
    assert [node.lineno for node in table.unresolved("x")] == [4]


def test_a_comprehension_sees_its_own_variable_and_the_function_outside() -> None:
    tree = ast.parse("def f(n):\n    return [i + n for i in range(n)]\nprint(i)\n")
    table = scopes_of(tree)
    assert [node.lineno for node in table.unresolved("i")] == [3]
    assert not table.unresolved("n")


def test_global_and_walrus_bind_outside() -> None:
    tree = ast.parse(
        "def f():\n    global g\n    g = 1\n    [w := 1 for _ in x]\n    return w\nprint(g)\n"
    )
    table = scopes_of(tree)
    assert not table.unresolved("g")
    assert not table.unresolved("w")


@pytest.mark.parametrize(
    ("message", "kind", "name"),
    [
        ("'list' object has no attribute 'push'", "instance", "push"),
        ("type object 'A' has no attribute 'b'. Did you mean: 'c'?", "class", "b"),
        (
            "module 'numpy' has no attribute 'float'.\n`np.float` was a deprecated",
            "module",
            "float",
        ),
        ("`np.float_` was removed in the NumPy 2.0 release.", "module", "float_"),
        ("GREN", "bare", "GREN"),
    ],
)
def test_attribute_messages(message: str, kind: str, name: str) -> None:
    found = missing_attribute(message)
    assert found is not None
    assert (found.kind, found.name) == (kind, name)


def test_import_messages() -> None:
    found = missing_import("cannot import name 'a' from partially initialized module 'm' (x)")
    assert found is not None
    assert found.circular
    found = missing_import("No module named 'a.b'; 'a' is not a package")
    assert found is not None
    assert (found.module, found.name) == ("a.b", None)


@pytest.mark.parametrize(
    ("module", "distribution"),
    [
        ("yaml", "PyYAML"),
        ("sklearn.svm", "scikit-learn"),
        ("google.cloud.storage", "google-cloud-storage"),
        ("requests", "requests"),
        ("huggingface_hub", "huggingface-hub"),
        ("my_own_module", None),
    ],
)
def test_distributions(module: str, distribution: str | None) -> None:
    assert distribution_for(module) == distribution


def test_every_replacement_is_of_a_known_form() -> None:
    tables = [*MODULE_MEMBERS.values(), *MODULES.values(), *OBJECTS.values()]
    tables += [dict(change.names) for change in METHODS]
    for table in tables:
        for name, replacement in table.items():
            if replacement == "" or replacement[0] in ".:=":
                continue
            if "{" not in replacement and " || " not in replacement:
                module, colon, _ = replacement.partition(":")
                assert colon, name
                assert all(part.isidentifier() for part in module.split(".")), name
                continue
            for template in templates(replacement):
                filled = template.text.replace("{drop}", "").replace("{", "_").replace("}", "_")
                ast.parse(filled)


def test_every_change_names_its_source() -> None:
    for change in METHODS:
        assert change.source
        assert change.gone_since[0].isdigit()
