"""Texts."""

from texts.words import count, longest

__all__ = ["count", "longest"]
