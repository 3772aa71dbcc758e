"""What the message of a NameError, ImportError or AttributeError says, in every version 3.8-3.14.

Only the part of a message that all versions share is read; the "Did you mean" of newer ones is a
hint on top.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = re.compile(r"(?:free variable |local variable |global )?name '(\w+)' is not defined")
_NAME_ALTERNATIVE = re.compile(r"^name '(\w+)' ")
_UNSET = re.compile(
    r"cannot access local variable '(\w+)'|local variable '(\w+)' referenced before assignment"
)
_INSTANCE = re.compile(r"^'([\w.<>]+)' object has no attribute '(\w+)'")
_CLASS = re.compile(r"^type object '([\w.<>]+)' has no attribute '(\w+)'")
_MODULE = re.compile(r"^(?:partially initialized )?module '([\w.]+)' has no attribute '(\w+)'")
_BARE = re.compile(r"^(\w+)(?:\. Did you mean.*)?$")
_NUMPY_REMOVED = re.compile(r"^`np\.(\w+)` was removed")
_HINT = re.compile(r"Did you mean:? '\.?([\w.]+)'\??|Did you mean: '\w+' instead of")
_NO_MODULE = re.compile(r"^No module named '?([\w.]+)'?(?:; '([\w.]+)' is not a package)?")
_CANNOT = re.compile(
    r"^cannot import name '?(\w+)'? from (?P<partial>partially initialized module )?'([\w.]+)'"
)


def undefined_name(message: str) -> str | None:
    """Returns the name that a NameError is about."""
    found = _NAME.search(message) or _NAME_ALTERNATIVE.match(message)
    return found[1] if found else None


def unset_local(message: str) -> str | None:
    """Returns the local variable that an UnboundLocalError is about."""
    found = _UNSET.search(message)
    return found[1] or found[2] if found else None


def suggestion(message: str) -> str | None:
    """Returns the name that the interpreter itself suggests."""
    found = _HINT.search(message)
    return found[1] if found else None


@dataclass(frozen=True)
class MissingAttribute:
    """What an AttributeError says."""

    kind: str
    """``instance``, ``class``, ``module``, or ``bare`` when only the name is printed (enums)."""
    owner: str
    """Type or module as printed; ``""`` when it is not."""
    name: str

    @property
    def owner_class(self) -> str:
        """The class name without its module."""
        return self.owner.rpartition(".")[2]


def missing_attribute(message: str) -> MissingAttribute | None:
    """Returns what an AttributeError says, ``None`` for messages of another form."""
    for kind, form in (("instance", _INSTANCE), ("class", _CLASS), ("module", _MODULE)):
        found = form.match(message)
        if found:
            return MissingAttribute(kind, found[1], found[2])
    found = _NUMPY_REMOVED.match(message)
    if found:
        return MissingAttribute("module", "numpy", found[1])
    found = _BARE.match(message)
    return MissingAttribute("bare", "", found[1]) if found else None


@dataclass(frozen=True)
class MissingImport:
    """What an ImportError says."""

    module: str
    """The module that is not there, or the one that lacks `name`."""
    name: str | None
    """The member that cannot be imported; ``None`` when the module itself is missing."""
    circular: bool = False


def missing_import(message: str) -> MissingImport | None:
    """Returns what an ImportError says, ``None`` for messages of another form."""
    found = _NO_MODULE.match(message)
    if found:
        return MissingImport(found[1], None)
    found = _CANNOT.match(message)
    if found:
        return MissingImport(found[3], found[1], found["partial"] is not None)
    return None


def is_shadowed(message: str) -> bool:
    """Whether a file of the project hides the module that was meant, or imports go in a circle."""
    return "partially initialized module" in message or "consider renaming" in message
