"""The environment as a whole: it holds keys and tokens, and a fix seldom needs all of it."""

from __future__ import annotations

import ast
import re

from healbot.core.tampering.code import Code, Reference
from healbot.core.tampering.finding import Severity
from healbot.core.tampering.references import Family, reference_rule


def _is_taken_whole(code: Code, reference: Reference) -> bool:
    """Leaves single variables out: ``os.environ["HOME"]``, ``"HOME" in os.environ``, a method."""
    if reference.target.rpartition("os.")[2] not in ("environ", "environb"):
        return False
    parent = code.parents.get(reference.node)
    return not isinstance(parent, ast.Subscript | ast.Attribute | ast.Compare | ast.Delete)


RULES = (
    reference_rule(
        "reads-all-variables",
        "The patch begins to read the environment as a whole, keys and tokens among it.",
        Family(
            frozenset({"os.environ", "os.environb", "posix.environ"}),
            text=re.compile(r"\bos\.environb?\b(?!\s*[.\[])"),
            wanted=_is_taken_whole,
        ),
        "{target} hands on every variable, keys and tokens among them.",
        severity=Severity.FLAG,
    ),
)
