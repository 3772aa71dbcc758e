"""Lays one mapping over another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Returns `base` with the values of `over`, table by table.

    Neither argument is changed. A value of ``None`` in `over` removes the key.
    """
    merged = dict(base)
    for key, value in over.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = value
    return merged


def merge_all(*layers: Mapping[str, Any]) -> dict[str, Any]:
    """Returns all layers merged, later ones winning."""
    merged: dict[str, Any] = {}
    for layer in layers:
        merged = merge(merged, layer)
    return merged
