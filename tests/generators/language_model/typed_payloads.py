"""Compares plain data with the ``TypedDict`` types of a library, strictly: unknown keys count."""

from __future__ import annotations

import collections.abc
import types
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

import typing_extensions


def mismatch(value: object, annotation: Any, where: str = "payload") -> str:
    """Returns where `value` is not what `annotation` says, "" when it is."""
    origin = get_origin(annotation)
    if annotation in (Any, object):
        return ""
    if origin in (typing_extensions.Required, typing_extensions.NotRequired):
        return mismatch(value, get_args(annotation)[0], where)
    if origin in (Union, types.UnionType):
        found = [mismatch(value, option, where) for option in get_args(annotation)]
        return "" if "" in found else max(found, key=len)
    if origin is Literal:
        return "" if value in get_args(annotation) else f"{where} is {value!r}"
    if typing_extensions.is_typeddict(annotation):
        return _in_typed_dict(value, annotation, where)
    if origin in (dict, collections.abc.Mapping):
        return "" if isinstance(value, Mapping) else f"{where} is no object"
    if origin is not None and issubclass(origin, collections.abc.Iterable):
        return _in_array(value, get_args(annotation)[0], where)
    return _plain(value, annotation, where)


def _plain(value: object, annotation: Any, where: str) -> str:
    if annotation is type(None):
        return "" if value is None else f"{where} is not null"
    if not isinstance(value, annotation) or (annotation is int and isinstance(value, bool)):
        return f"{where} is {type(value).__name__}, not {annotation.__name__}"
    return ""


@cache
def _hints(annotation: Any) -> dict[str, Any]:
    return typing_extensions.get_type_hints(annotation)


def _in_typed_dict(value: object, annotation: Any, where: str) -> str:
    if not isinstance(value, Mapping):
        return f"{where} is no object"
    hints = _hints(annotation)
    missing = annotation.__required_keys__ - value.keys()
    unknown = value.keys() - hints.keys()
    if missing or unknown:
        return f"{where}: missing {sorted(missing)}, unknown {sorted(unknown)}"
    found = (mismatch(value[key], hints[key], f"{where}.{key}") for key in value)
    return next(filter(None, found), "")


def _in_array(value: object, annotation: Any, where: str) -> str:
    if not isinstance(value, list | tuple):
        return f"{where} is no array"
    found = (mismatch(entry, annotation, f"{where}[{place}]") for place, entry in enumerate(value))
    return next(filter(None, found), "")
