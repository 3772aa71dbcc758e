"""What a probe in the project's interpreter saw: facts that a traceback does not print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class InterpreterFacts:
    """The interpreter that runs the code under repair."""

    executable: str
    version: tuple[int, int, int]
    stdlib_modules: frozenset[str]
    """Top-level importable standard modules, builtin ones included."""
    installed_modules: Mapping[str, str]
    """Top-level importable third-party modules -> name of the distribution, such as ``cv2`` ->
    ``opencv-python``."""
    builtins: frozenset[str]


@dataclass(frozen=True)
class ObservedValue:
    """A live value at the moment of the crash, described without running its code."""

    type_name: str
    """Qualified with its module unless builtin: ``list``, ``pandas.core.frame.DataFrame``."""
    attributes: tuple[str, ...] = ()
    """Names that ``dir()`` of its type (and instance dictionary, or module) lists, sorted."""
    keys: tuple[str, ...] = ()
    """`repr` of the keys of a mapping, in order, at most 200."""
    length: int | None = None
    """`len` of a builtin container or string."""
    text: str | None = None
    """`repr` of a builtin number, boolean, None or string, at most 200 characters."""
    item_types: tuple[str, ...] = ()
    """Type names of the first items of a builtin container, at most 5, in order."""
    parameters: tuple[str, ...] | None = None
    """Parameter names of a Python function, method or class, ``self`` left out."""


@dataclass(frozen=True)
class CrashState:
    """The project frame nearest to where the exception was raised, as it was at that moment."""

    path: str
    """Relative to the project root, POSIX separators."""
    line: int
    function: str
    local_values: Mapping[str, ObservedValue] = field(default_factory=dict)
    global_values: Mapping[str, ObservedValue] = field(default_factory=dict)
    """Module-level names, dunder names left out."""
    expression_values: Mapping[str, ObservedValue] = field(default_factory=dict)
    """Source text -> value for the names, attributes and subscripts without calls in the
    statement that raised, such as ``order["items"][0]``."""
    exception_object: ObservedValue | None = None
    """AttributeError: the object without the attribute; KeyError: the mapping, when it is clear."""
